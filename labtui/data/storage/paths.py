"""Where files are: the inventory, the settings, and what the program keeps for itself.

Only names paths, without looking at the disk. platformdirs is imported where it is needed, as it
takes as long as to parse 100 systems: on Linux it is not for the usual values of the variables.
"""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "labtui"


def inventory(named: str | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """Give the inventory's path, and True if a person named it.

    `named` (`--file`) wins over `$LABTUI_FILE`; an empty variable counts as unset. The default is
    `inventory.toml` in the user's config directory.
    """
    if named is None:
        named = environ.get("LABTUI_FILE") or None
    if named is None:
        return _config() / "inventory.toml", False
    return Path(named), True


def restore_command(path: Path) -> str:
    """Give the shell command that lists the backups of an inventory."""
    usual, _ = inventory(None, os.environ)
    if path.absolute() == usual.absolute():
        return "labtui restore"
    return f"labtui --file {shlex.quote(str(path))} restore"


def settings() -> Path:
    """Give the path of the settings: beside the default inventory, wherever the inventory is."""
    return _config() / "settings.toml"


def state_dir() -> Path:
    """Give the directory of what the program keeps for itself."""
    usual = _usual("XDG_STATE_HOME", ".local/state")
    if usual is not None:
        return usual
    from platformdirs import user_state_path

    return user_state_path(APPLICATION)


def backups_dir() -> Path:
    """Give the directory of the backups."""
    return state_dir() / "backups"


def journals_dir() -> Path:
    """Give the directory of the journals of what is typed and not finished."""
    return state_dir() / "unfinished"


def drills_dir() -> Path:
    """Give the directory of the drills that were left before their end."""
    return state_dir() / "drills"


def parsed_dir() -> Path:
    """Give the directory of inventories as they were parsed."""
    return state_dir() / "parsed"


def answers_dir() -> Path:
    """Give the directory of what commands told."""
    return state_dir() / "answers"


def ui_state() -> Path:
    """Give the path of what the app remembers from one session to the next."""
    return state_dir() / "remembered.toml"


def crash() -> Path:
    """Give the path of the traceback of the last crash, for a report."""
    return state_dir() / "crash.txt"


def described(inventory: Path) -> list[tuple[str, Path]]:
    """List the paths with their labels, in the order in which `labtui paths` prints them."""
    return [
        ("inventory", inventory),
        ("settings", settings()),
        ("safety copies", backups_dir()),
        ("state", state_dir()),
        ("parse cache", parsed_dir()),
        ("output cache", answers_dir()),
    ]


def _config() -> Path:
    usual = _usual("XDG_CONFIG_HOME", ".config")
    if usual is not None:
        return usual
    from platformdirs import user_config_path

    return user_config_path(APPLICATION)


def _usual(variable: str, below_home: str) -> Path | None:
    """Give what platformdirs gives on Linux, where that is simple; else None."""
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ:
        return None
    named, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    if named.startswith("/"):
        return Path(named, APPLICATION)
    return Path(home, below_home, APPLICATION) if home.startswith("/") and not named else None
