"""The checks of Gatus, from its `config.yaml` or a folder of such files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from labtui.importers.evidence import (
    SWITCHED_OFF,
    UPSIDE_DOWN,
    check,
    entries,
    has_variable,
    is_recognised,
    is_yaml,
    read_each,
    target,
    text,
    text_for,
    texts,
)
from labtui.importers.files import GivenFile, shown
from labtui.importers.found import Finding, Importer, Options, Skip, Target
from labtui.importers.trees import Tree, document

_ENDPOINTS = re.compile(r"^[ ]*[\"'{]*(?:external-)?endpoints[\"']?[ \t]*:", re.MULTILINE)
_UPSIDE_DOWN = re.compile(r"\[CONNECTED\]\s*(?:==\s*false|!=\s*true)", re.IGNORECASE)
_USED = frozenset({"name", "group", "url", "enabled", "conditions"})
_OF_EXTERNAL = frozenset({"token", "heartbeat"})


class _Gatus:
    name = "gatus"
    title = "Checks of Gatus"

    def recognise(self, path: Path) -> bool:
        """Return True for a file with endpoints, or a folder with one in it or in its `config`."""
        return is_recognised(path, lambda file: bool(_endpoints(text_for(file, is_yaml))))

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read the files with endpoints. Raises `SourceError` if a given path does not exist."""
        return read_each(paths, is_yaml, Finding(), options, _take)


class _Endpoint(NamedTuple):
    content: dict[str, Tree]
    outside: bool
    """True for one that another program reports about."""
    active: bool


def _endpoints(config: str) -> list[_Endpoint]:
    """Give the endpoints of a text; none for what is no configuration of Gatus."""
    if not _ENDPOINTS.search(config):
        return []
    tree = document(config)
    found = list(_all(tree))
    is_any = any(_is_typical(one) for one in found)
    return found if is_any else []


def _all(tree: Tree) -> Iterator[_Endpoint]:
    for content in entries(tree, "endpoints"):
        yield _Endpoint(content, False, _is_on(content))
    for content in entries(tree, "external-endpoints"):
        yield _Endpoint(content, True, _is_on(content))
    for suite in entries(tree, "suites"):
        for content in entries(suite, "endpoints"):
            yield _Endpoint(content, False, _is_on(suite) and _is_on(content))


def _is_on(content: dict[str, Tree]) -> bool:
    return content.get("enabled") is not False


def _is_typical(one: _Endpoint) -> bool:
    keys = one.content.keys()
    return bool(keys & _OF_EXTERNAL) if one.outside else {"url", "conditions"} <= keys


def _take(file: GivenFile, finding: Finding) -> str:
    found = _endpoints(file.read())
    names = Counter(text(one.content, "name") for one in found)
    for one in found:
        content = one.content
        name, group = text(content, "name"), text(content, "group")
        url = content.get("url")
        known = "" if has_variable(name) else name
        about = target(url, known) if isinstance(url, str) else Target(name=known)
        of_group = f"{group}/" if group and names[name] > 1 else ""
        of = "external endpoint" if one.outside else "endpoint"
        key = f"{of} {of_group}{name or about.host}"
        if not one.active:
            finding.skips.append(Skip(shown(file.name, key), SWITCHED_OFF))
        elif any(map(_UPSIDE_DOWN.fullmatch, texts(content.get("conditions")))):
            finding.skips.append(Skip(shown(file.name, key), UPSIDE_DOWN))
        elif about == Target():
            finding.skips.append(Skip(shown(file.name, key.strip()), "it names nothing"))
        else:
            finding.evidence.append(check(key, about, file))
        finding.unused.update(content.keys() - _USED)
    return "" if found or file.in_folder else "no Gatus endpoints in it"


IMPORTER: Importer = _Gatus()
