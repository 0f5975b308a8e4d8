"""What the app costs as labs grow, and in the shapes that hurt: what is seen, and what is far away.

    python -m benchmarks growth [SYSTEMS ...]       (20 200 1000 10000 when not given)
    python -m benchmarks growth shapes

Each number is CPU time of the event loop in milliseconds, from a key until all that is seen is
drawn, at 120×40 without a terminal. What is done in slices after that stands behind: all of it,
and the longest step, for which alone a key could wait. The app is pressed by Textual's pilot,
which adds the 10 to 20 ms that `rest` shows: the cost of a key that does nothing.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import tomli_w
from textual.pilot import Pilot

from benchmarks.biglab import TODAY, toml
from labtui.app.app import LabtuiApp
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage.store import Store

Raw = dict[str, Any]

ANSWERED: Raw = {
    "owners": dict.fromkeys(LAYERS, "you"),
    "practices": dict.fromkeys(PRACTICES, "yes"),
}


class Cost(NamedTuple):
    """The milliseconds of one action."""

    seen: float
    far: float = 0.0
    longest: float = 0.0


class Rig:
    """An app under a pilot, whose slices are held back until what is seen is drawn."""

    def __init__(self, app: LabtuiApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def measure(self, do: Callable[[], object] | str) -> Cost:
        """Press a key, or call something in the app."""
        started = time.thread_time()
        if isinstance(do, str):
            await self.pilot.press(do)
        else:
            do()
        await self.pilot.pause()
        seen = time.thread_time() - started
        far, longest = await self.finish()
        return Cost(seen * 1000, far * 1000, longest * 1000)

    async def finish(self) -> tuple[float, float]:
        """Do what was left for later; the seconds of all of it, and of the longest step."""
        far, longest = 0.0, 0.0
        while held:
            steps, done = held.popitem()[1]
            ended = False
            while not ended:
                started = time.thread_time()
                ended = next(steps, held) is held
                took = time.thread_time() - started
                far, longest = far + took, max(longest, took)
            done()
            await self.pilot.pause()
        return far, longest


held: dict[str, tuple[Iterator[object], Callable[[], None]]] = {}


def _hold(_: LabtuiApp, name: str, steps: Iterator[object], done: Callable[[], None]) -> None:
    held[name] = steps, done


def growth(text: str, id: str, facts: Raw) -> dict[str, Cost]:
    """The cost of each action in a lab; `facts` is the edit of the system `id`."""
    LabtuiApp.in_slices = _hold  # type: ignore[method-assign]
    held.clear()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "inventory.toml")
        path.write_text(text)
        return asyncio.run(_growth(path, id, facts))


async def _growth(path: Path, id: str, facts: Raw) -> dict[str, Cost]:
    costs: dict[str, Cost] = {}
    gc.collect()
    gc.disable()  # as `labtui` does
    started = time.thread_time()
    store = Store(path, path.with_name("backups"), create=False, is_readable=_is_readable)
    workspace = Workspace(store, TODAY)
    app = LabtuiApp(workspace, ui_state=UiState())
    gc.freeze()
    gc.enable()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        rig = Rig(app, pilot)
        seen = time.thread_time() - started
        far, longest = await rig.finish()
        costs["open"] = Cost(seen * 1000, far * 1000, longest * 1000)
        for name, do in _actions(app, id, facts):
            cost = await rig.measure(do)
            if name:
                costs[name] = cost
    costs["save, first"], costs["save"] = _saves(workspace, id)
    gc.unfreeze()
    return costs


def _is_readable(data: bytes) -> bool:
    return Document.parse(data).is_readable


def _actions(
    app: LabtuiApp, id: str, facts: Raw
) -> Iterable[tuple[str, Callable[[], object] | str]]:
    """Each action by name; those without a name are only needed in between."""

    def edit() -> None:
        app.change(lambda: app.workspace.edit({id: facts}))

    def sort(by: Any) -> Callable[[], None]:
        def do() -> None:
            app.list_query.sort_by(by)
            _list(app).show_lab()

        return do

    def go() -> None:
        _list(app).go_to(id)

    return (
        ("rest", "f12"),
        ("row move", "down"),
        ("sort", sort("name")),
        ("", sort("worst")),
        ("", "slash"),
        ("filter, a letter", "u"),
        ("filter, another", "e"),
        ("", "escape"),
        ("", go),
        ("edit, assess, show", edit),
        ("undo", "u"),
        ("", edit),
        ("outside change", lambda: _write_outside(app)),
        ("review", "3"),
        ("", "1"),
    )


def _list(app: LabtuiApp) -> Any:
    return app.screen


def _write_outside(app: LabtuiApp) -> None:
    """Another program adds a comment and a system; it is merged and shown."""
    workspace = app.workspace
    workspace.save()
    path = workspace.store.path
    path.write_bytes(path.read_bytes() + b'\n[[systems]]\nid = "new"\nname = "New"\n')
    workspace.check_file()
    app.sync._apply_external()


def _saves(workspace: Workspace, id: str) -> tuple[Cost, Cost]:
    """The first save of a session, and the median of five more; in the app, in a thread."""
    again = Workspace(workspace.store, TODAY)
    costs = []
    for number in range(6):
        again.edit({id: {"description": f"Changed {number}"}})
        started = time.thread_time()
        again.save()
        costs.append((time.thread_time() - started) * 1000)
    return Cost(costs[0]), Cost(median(costs[1:]))


def shapes() -> Iterator[tuple[str, list[Raw], str, Raw]]:
    """The shapes that hurt: name, systems, and the edit that reaches all of them."""
    numbers = range(5000)
    guests: list[Raw] = [{"id": f"g{n}", "name": f"Guest {n}", "runs_on": "host"} for n in numbers]
    host = {"id": "host", "name": "Host", **ANSWERED}
    yield "one host of 5,000 guests", [host, *guests], "host", {"evidence.monitored": False}

    chain = [{"id": f"s{n}", "name": f"S {n}", "runs_on": f"s{n - 1}"} for n in range(1, 3000)]
    top = {"id": "s0", "name": "S 0", **ANSWERED}
    yield "a chain of 3,000, its top", [top, *chain], "s0", {"owners.os": "provider"}
    yield "a chain of 3,000, its end", [top, *chain], "s2999", {"relied_on_for": ("data",)}

    dns = {"id": "dns", "name": "DNS", "purpose": "convenience", **ANSWERED}
    users: list[Raw] = [
        {"id": f"g{n}", "name": f"G {n}", "depends_on": ["dns"], "relied_on_for": ["data"]}
        for n in numbers
    ]
    yield "one DNS under 5,000", [dns, *users], "dns", {"purpose": "learning"}

    loop: list[Raw] = [
        {"id": f"r{n}", "name": f"R {n}", "recovers_with": [f"r{(n + 1) % 1000}"], **ANSWERED}
        for n in range(1000)
    ]
    yield "a recovery loop of 1,000", loop, "r0", {"recovers_with": ()}


def table() -> dict[str, dict[str, Cost]]:
    """All costs by lab and action; what a run over all benchmarks calls."""
    found = {
        f"{count:,} systems": growth(toml(count), "guest-5", {"exposure": "isolated"})
        for count in (20, 200, 1000, 10_000)
    }
    for name, raws, id, facts in shapes():
        found[name] = growth(_toml(raws), id, facts)
    return found


def _toml(raws: list[Raw]) -> str:
    return "schema = 1\n" + tomli_w.dumps({"systems": raws})


def _print(name: str, costs: dict[str, Cost]) -> None:
    print(f"\n{name}")
    for action, cost in costs.items():
        later = f"  then {cost.far:7.1f}, a step {cost.longest:5.1f}" if cost.far else ""
        print(f"  {action:<20} {cost.seen:8.1f}{later}")


if __name__ == "__main__":
    os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()
    if sys.argv[1:] == ["shapes"]:
        for shape, systems, one, changes in shapes():
            _print(shape, growth(_toml(systems), one, changes))
    else:
        for size in map(int, sys.argv[1:] or ("20", "200", "1000", "10000")):
            edit = {"exposure": "isolated"}
            _print(f"{size:,} systems", growth(toml(size), "guest-5", edit))
