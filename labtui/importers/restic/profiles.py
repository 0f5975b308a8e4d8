"""The configurations of programs that run restic: resticprofile, autorestic, Backrest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from labtui.importers.evidence import SWITCHED_OFF, beside, entries, text, texts
from labtui.importers.files import GivenFile, UnreadableError, shown
from labtui.importers.found import Finding, Skip
from labtui.importers.repositories import Job, state_job
from labtui.importers.trees import DEEPEST, Tree, document

_NO_PROFILES = frozenset({"global", "groups", "includes", "version", "mixins", "schedules"})
_OF_PROFILES = frozenset(
    {"repository", "repository-file", "password-file", "password-command", "inherit", "env"}
)
_WITH_BUCKET = frozenset({"b2", "s3", "gs", "azure", "swift", "rclone", "sftp", "rest"})
_MOST_PARENTS = 20
_MOST_INCLUDED = 50
_LARGEST_TOML = 300_000

Jobs = Mapping[str, Tree]


def is_about_jobs(config: str) -> bool:
    """Return True if a text may be a configuration with jobs; it is quick."""
    words = (("backup", "source"), ("locations", "backends"), ("repos", "plans"))
    return any(all(word in config for word in pair) for pair in words)


def take_profiles(file: GivenFile, finding: Finding) -> bool:
    """Put the jobs of a configuration into a finding; gives False if it is none with jobs.

    Raises `UnreadableError`.
    """
    config = file.read()
    tree = _tree(file, config) if is_about_jobs(config) else None
    if not isinstance(tree, dict):
        return False
    before = len(finding.evidence) + len(finding.skips)
    if isinstance(tree.get("locations"), dict) and isinstance(tree.get("backends"), dict):
        _autorestic(tree, file, finding)
    elif entries(tree, "plans") and entries(tree, "repos"):
        _backrest(tree, file, finding)
    else:
        _resticprofile(_with_included(tree, file, finding), file, finding)
    return len(finding.evidence) + len(finding.skips) > before


def _tree(file: GivenFile, config: str) -> Tree:
    if not file.path.name.lower().endswith(".toml"):
        return document(config)
    if len(config) > _LARGEST_TOML:
        raise UnreadableError(f"TOML of more than {_LARGEST_TOML // 1000} kB")
    try:
        return _plain(tomllib.loads(config), 1)
    except tomllib.TOMLDecodeError:
        raise UnreadableError("not valid TOML") from None
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


def _plain(value: Any, depth: int) -> Tree:
    if depth > DEEPEST:
        raise UnreadableError("nested too deeply")
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return value if isinstance(value, (str, bool)) else str(value)


# --- resticprofile


def _with_included(tree: dict[str, Tree], file: GivenFile, finding: Finding) -> dict[str, Tree]:
    """Give a configuration with the profiles of the files that it includes."""
    whole = dict(tree)
    for name in texts(tree.get("includes"))[:_MOST_INCLUDED]:
        for other in beside(file, name):
            try:
                more = _tree(other, other.read())
            except UnreadableError as error:
                finding.skips.append(Skip(other.shown, str(error)))
                continue
            whole = {**(more if isinstance(more, dict) else {}), **whole}
    return whole


def _resticprofile(tree: dict[str, Tree], file: GivenFile, finding: Finding) -> None:
    held = tree.get("profiles") if text(tree, "version") == "2" else tree
    profiles = {
        name: content
        for name, content in (held.items() if isinstance(held, dict) else ())
        if isinstance(content, dict) and name not in _NO_PROFILES
    }
    if not any(content.keys() & _OF_PROFILES for content in profiles.values()):
        return
    parents = {text(content, "inherit") for content in profiles.values()}
    for name, content in profiles.items():
        whole = _inherited(name, profiles, ())
        backup = whole.get("backup")
        if not isinstance(backup, dict) or not backup.keys() & {"source", "stdin"}:
            continue
        env = whole.get("env")
        kept = text(backup, "repository") or text(whole, "repository")
        kept = kept or (text(env, "RESTIC_REPOSITORY") if isinstance(env, dict) else "")
        if not kept and name in parents:
            continue
        own = {"{{ .Profile.Name }}": name, "{{.Profile.Name}}": name}
        for sign, value in own.items():
            kept = kept.replace(sign, value)
        out = [*texts(backup.get("exclude")), *texts(backup.get("iexclude"))]
        sources = texts(backup.get("source"))
        state_job(finding, file, Job(f"profile {name}", sources, [kept], out))
        finding.unused.update(content.keys() - {"backup", "repository", "inherit", "env"})


def _inherited(
    name: str, profiles: Mapping[str, dict[str, Tree]], below: tuple[str, ...]
) -> dict[str, Tree]:
    """Give a profile with what it inherits; sections are joined key by key."""
    own = profiles[name]
    parent = text(own, "inherit")
    if parent not in profiles or parent in below or parent == name or len(below) > _MOST_PARENTS:
        return own
    whole = dict(_inherited(parent, profiles, (*below, name)))
    for key, value in own.items():
        old = whole.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        whole[key] = {**old, **value} if both else value  # type: ignore[dict-item]
    return whole


# --- autorestic and Backrest


def _autorestic(tree: dict[str, Tree], file: GivenFile, finding: Finding) -> None:
    backends, locations = tree["backends"], tree["locations"]
    kept = {
        name: _backend(content)
        for name, content in (backends.items() if isinstance(backends, dict) else ())
        if isinstance(content, dict)
    }
    for name, content in locations.items() if isinstance(locations, dict) else ():
        if not isinstance(content, dict):
            continue
        key = f"location {name}"
        finding.unused.update(content.keys() - {"from", "to", "type"})
        if text(content, "type") == "volume":
            finding.skips.append(Skip(shown(file.name, key), "it backs up volumes by their names"))
        else:
            to = [kept.get(each, "") for each in texts(content.get("to"))]
            options = content.get("options")
            backup = options.get("backup") if isinstance(options, dict) else None
            out = texts(backup.get("exclude")) if isinstance(backup, dict) else []
            state_job(finding, file, Job(key, texts(content.get("from")), to, out))


def _backend(content: dict[str, Tree]) -> str:
    kind, path = text(content, "type"), text(content, "path")
    return f"{kind}:{path}" if kind in _WITH_BUCKET and path else path


def _backrest(tree: dict[str, Tree], file: GivenFile, finding: Finding) -> None:
    kept = {text(one, "id"): text(one, "uri") for one in entries(tree, "repos")}
    for plan in entries(tree, "plans"):
        key = f"plan {text(plan, 'id')}".strip()
        schedule = plan.get("schedule")
        if isinstance(schedule, dict) and schedule.get("disabled") is True:
            finding.skips.append(Skip(shown(file.name, key), SWITCHED_OFF))
        else:
            to = [kept.get(text(plan, "repo"), "")]
            out = [*texts(plan.get("excludes")), *texts(plan.get("iexcludes"))]
            state_job(finding, file, Job(key, texts(plan.get("paths")), to, out))
        finding.unused.update(plan.keys() - {"id", "repo", "paths", "schedule"})
