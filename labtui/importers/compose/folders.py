"""Which files of a folder are Compose projects, and which belong to another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labtui.importers import files, images
from labtui.importers.compose.loading import DEFAULTS, Files
from labtui.importers.compose.services import image_of
from labtui.importers.files import UnreadableError

_OVERRIDES = (
    "compose.override.yml", "compose.override.yaml",
    "docker-compose.override.yml", "docker-compose.override.yaml",
)  # fmt: skip
_YAML = re.compile(r"(?:\.ya?ml(?:\.j2)?|(?:compose|stack).*\.json)$", re.IGNORECASE)
_COPY = re.compile(
    r"(?:\.(?:bak|backup|old|orig|save|disabled|off|example|sample)|~)$", re.IGNORECASE
)
_CALLED_COMPOSE = re.compile(r"compose|stack|container", re.IGNORECASE)
_SERVICES = re.compile(
    r"""^\s{0,4}["']?services["']?\s*:|^\{.*?["']services["']\s*:""", re.MULTILINE
)
_RUNS = re.compile(r"""(?:^|[\s{,])["']?(?:image|build|extends|include)["']?\s*:""", re.MULTILINE)


@dataclass(slots=True)
class Found:
    """A project's main file, what overrides it, and the files that repeat its services."""

    path: Path
    overrides: list[Path] = field(default_factory=list)
    variants: list[Path] = field(default_factory=list)


def looks_like_compose(name: str, text: str) -> bool:
    """Return True if a file may be Compose's; whether it is only its tree can tell."""
    if _SERVICES.search(text):
        return _CALLED_COMPOSE.search(name) is not None or _RUNS.search(text) is not None
    if _CALLED_COMPOSE.search(name) is None:
        return False
    return _RUNS.search(text) is not None


def candidates(source: Files, path: Path, everything: bool) -> list[Path]:
    """Give the files below a folder that are Compose's, each once; name those not in use."""
    found = list(_candidates(source, path, everything))
    # An override may be shared: it changes what each project beside it is.
    overrides = {file for file in found if file.name in _OVERRIDES}
    kept = files.once((file for file in found if file not in overrides), path, source.skip)
    chosen = overrides.union(kept)
    return [file for file in found if file in chosen]


def _candidates(source: Files, path: Path, everything: bool) -> Iterator[Path]:
    for file in files.walk(path, source.skip):
        name = _COPY.sub("", file.name)
        if not _YAML.search(name) or name.startswith("."):
            continue
        reason = "" if everything else files.why_not_in_use(file, source.root)
        try:
            text = source.text(file)
            if not looks_like_compose(file.name, text):
                continue
            if reason:
                source.skip(file, reason)
                continue
            source.tree(file, text)
            if source.services(file) or source.included(file):
                if _states_containers(source, file):
                    source.show(file)
                    yield file
            elif file.name in DEFAULTS:
                source.skip(file, "no services in it")
        except UnreadableError as error:
            if _CALLED_COMPOSE.search(file.name):
                source.skip(file, reason or str(error))


def _states_containers(source: Files, file: Path) -> bool:
    """True where a service says what runs; other programs have `services` too."""
    if file.name in (*DEFAULTS, *_OVERRIDES) or source.included(file):
        return True
    return any(
        not service.keys().isdisjoint(("image", "build", "extends", "container_name"))
        for service in source.services(file).values()
    )


def projects(source: Files, found: Sequence[Path]) -> list[Found]:
    """Give the projects among files that are Compose's, in the order of the files."""
    includes: dict[Path, list[Path]] = {}
    extended: set[Path] = set()
    for file in found:
        try:
            includes[file] = [path for paths in source.included(file) for path in paths]
            extended.update(path for path in source.extended(file) if path != file)
        except UnreadableError as error:
            source.skip(file, str(error))
    included = _included(includes)
    for file in sorted(extended - included - set(found)):
        source.skip(file, "a template that other files extend")
    by_folder: dict[Path, list[Path]] = {}
    for file in found:
        if file in included:
            continue
        if file in extended and file.name not in DEFAULTS:
            source.skip(file, "a template that other files extend")
            continue
        by_folder.setdefault(file.parent, []).append(file)
    return [project for names in by_folder.values() for project in _of_folder(source, names)]


def _included(includes: Mapping[Path, Sequence[Path]]) -> set[Path]:
    """Give the files that belong to others; of those that include one another all but the first."""
    named = {path for file, paths in includes.items() for path in paths if path != file}
    result: set[Path] = set()
    for first in sorted(includes, key=lambda file: file in named):
        queue = [] if first in result else [first]
        while queue:
            for path in includes.get(queue.pop(), ()):
                if path not in result and path != first:
                    result.add(path)
                    queue.append(path)
    return result


def _of_folder(source: Files, found: list[Path]) -> list[Found]:
    by_name = {file.name: file for file in found}
    taken = next((by_name[name] for name in DEFAULTS if name in by_name), None)
    projects: list[Found] = []
    if taken is not None:
        overrides = [by_name[name] for name in _OVERRIDES if name in by_name]
        projects.append(Found(taken, overrides[:1]))
        for other in overrides[1:]:
            source.skip(other, f"Compose takes {overrides[0].name} instead")
    left = [f for f in found if f != taken and (taken is None or f.name not in _OVERRIDES)]
    for file in sorted(left, key=_in_number_order):
        if taken is not None and file.name in DEFAULTS:
            source.skip(file, f"Compose takes {taken.name} instead")
            continue
        base = next((project for project in projects if _repeats(source, file, project)), None)
        if base is None:
            projects.append(Found(file))
        else:
            base.variants.append(file)
            source.skip(file, f"a variant of {base.path.name}, from which what both have is taken")
    return projects


def _in_number_order(file: Path) -> tuple[str | int, ...]:
    pieces = re.split(r"(\d+)", file.name)
    return tuple(int(piece[:9]) if at % 2 else piece for at, piece in enumerate(pieces))


def _repeats(source: Files, file: Path, project: Found) -> bool:
    """True if half of the services of a file, or more, are those of a project."""
    own, base = source.services(file), source.services(project.path)
    same = [name for name in own if name in base]
    for name in same[:]:
        image, other = image_of(own[name]), image_of(base[name])
        if image and other and images.repository(image) != images.repository(other):
            same.remove(name)
    return bool(same) and 2 * len(same) >= len(own)


def is_called_compose(name: str) -> bool:
    """Return True for `docker-compose.prod.yml` and the like: no name of a project."""
    return _CALLED_COMPOSE.search(name.partition(".")[0]) is not None


def first_files(path: Path, most: int) -> Iterable[Path]:
    """Give the first files below a folder that are called like Compose's."""
    for at, file in enumerate(files.walk(path)):
        if at >= most:
            return
        if _YAML.search(file.name) and _CALLED_COMPOSE.search(file.name):
            yield file
