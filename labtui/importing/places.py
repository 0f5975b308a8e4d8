"""The files and folders of this machine that something can probably be imported from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from labtui.importing.sources import Source, recognised

_USUAL = (
    "/etc/pve",
    "/opt/stacks",
    "/opt/docker",
    "/opt/compose",
    "/srv/docker",
    "/srv/stacks",
    "/etc/komodo/stacks",
    "/etc/containers/systemd",
    "/etc/ansible/hosts",
)
_USUAL_AT_HOME = (
    "stacks",
    "docker",
    "compose",
    ".config/containers/systemd",
    ".ssh/config",
)


def usual_places(home: Path, remembered: Sequence[Source]) -> Iterator[Source]:
    """Give what is there and can be imported from, by kind, but for what is remembered."""
    known = {(source.source, source.path) for source in remembered}
    for path in [*map(Path, _USUAL), *(home / name for name in _USUAL_AT_HOME)]:
        if os.path.exists(path):  # noqa: PTH110 (that of Path may raise)
            for source in recognised(path):
                if (source, str(path)) not in known:
                    yield Source(source, str(path))
