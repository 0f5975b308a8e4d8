"""What it costs to import Compose projects: reading, matching, and adding.

    python -m benchmarks importing [PROJECTS ...]     (30, 300 and 1000 when not given)

Each project has an application, a database and a cache. The time is CPU time, and is set against
what the plain loader of ruamel.yaml needs for the same files in the same run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from ruamel.yaml import YAML

from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.importers.found import Options
from labtui.importing.operations import find, inventory_of, sources_for, take
from labtui.importing.plan import plan

TODAY = date(2026, 11, 21)
PROJECT = """\
services:
  app{0}:
    image: registry.example/app{0}:1.2
    restart: unless-stopped
    ports:
      - "8{0:04}:8080"
    environment:
      DATABASE_URL: postgres://app@db/app
      CACHE: redis://cache
    volumes:
      - data:/data
    depends_on:
      - db
      - cache
  db:
    image: postgres:16
    restart: unless-stopped
    volumes:
      - db:/var/lib/postgresql/data
  cache:
    image: valkey/valkey:8
volumes:
  data:
  db:
"""

_T = TypeVar("_T")


def timed(do: Callable[[], _T]) -> tuple[_T, float]:
    started = time.process_time()
    result = do()
    return result, time.process_time() - started


def load_plainly(folder: Path) -> None:
    for file in folder.rglob("compose.yml"):
        YAML(typ="safe", pure=True).load(file)


def measure(count: int) -> None:
    with TemporaryDirectory() as place:
        stacks = Path(place) / "stacks"
        for number in range(count):
            (stacks / f"project{number}").mkdir(parents=True)
            (stacks / f"project{number}" / "compose.yml").write_text(PROJECT.format(number))
        file = Path(place) / "inventory.toml"
        file.write_text('schema = 1\n\n[[systems]]\nid = "nas"\nname = "NAS"\n')
        workspace = Workspace(Store(file, Path(place) / "copies", create=False), TODAY)
        sources = sources_for(workspace, "compose", [stacks], "nas")
        _, plainly = timed(lambda: load_plainly(stacks))
        finding, reading = timed(lambda: find(sources, Options(), ()))
        found, matching = timed(lambda: plan(sources, finding, inventory_of(workspace)))
        _, adding = timed(lambda: take(workspace, found))
        again, matching_again = timed(lambda: plan(sources, finding, inventory_of(workspace)))
        assert len(again.known) == len(found.new) == count
        print(f"{count} projects, loaded plainly in {plainly:.2f} s")
        for what, took in {
            "reading and joining": reading,
            "matching": matching,
            "adding as one step": adding,
            "matching again": matching_again,
        }.items():
            print(f"  {what:<24} {took:7.3f} s  {took / plainly:5.2f} × loading")


if __name__ == "__main__":
    for projects in map(int, sys.argv[1:] or ("30", "300", "1000")):
        measure(projects)
