"""Where things are: the inventory, the settings, and what the program keeps for itself.

Names places only; nothing here looks at the disk. platformdirs is imported on first use, as a
command given `--file` needs it for nothing.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "labtui"


def inventory(named: str | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """The inventory's path, and whether a person named it.

    `named` (`--file`) goes before `$LABTUI_FILE`; an empty variable is as good as none. Else it
    is `inventory.toml` in the user's config directory.
    """
    if named is None:
        named = environ.get("LABTUI_FILE") or None
    if named is None:
        return _config() / "inventory.toml", False
    return Path(named), True


def restoring(path: Path) -> str:
    """The command for the safety copies of an inventory, as one would type it."""
    usual, _ = inventory(None, os.environ)
    if path.absolute() == usual.absolute():
        return "labtui restore"
    return f"labtui --file {shlex.quote(str(path))} restore"


def settings() -> Path:
    """The program's settings, beside the default inventory wherever the inventory is."""
    return _config() / "settings.toml"


def state() -> Path:
    """The directory of what the program keeps for itself."""
    from platformdirs import user_state_path

    return user_state_path(APPLICATION)


def backups() -> Path:
    """The directory of the safety copies."""
    return state() / "backups"


def ui_state() -> Path:
    """What the app remembers from one time to the next."""
    return state() / "remembered.toml"


def crash() -> Path:
    """The traceback of the last mistake in the program itself, for a report."""
    return state() / "crash.txt"


def described(inventory: Path) -> list[tuple[str, Path]]:
    """Every place with a label, in the order `labtui paths` prints them."""
    return [
        ("inventory", inventory),
        ("settings", settings()),
        ("safety copies", backups()),
        ("state", state()),
    ]


def _config() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APPLICATION)
