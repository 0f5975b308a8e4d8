"""`labtui paths`: where the inventory and everything else is kept."""

from __future__ import annotations

import os

from labtui.cli.output import one_line
from labtui.cli.parser import Args
from labtui.cli.subcommand import Output, Subcommand
from labtui.data.storage import paths


def _run(args: Args) -> Output:
    places = paths.described(paths.inventory(args.file, os.environ)[0])
    width = max(len(label) for label, _ in places)
    return Output([f"{label:<{width}}  {one_line(str(path))}" for label, path in places])


COMMANDS = {
    "paths": Subcommand(
        _run,
        ("labtui paths", "labtui paths --file lab.toml"),
    ),
}
