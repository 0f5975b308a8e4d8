"""Makes the README's pictures: the app itself, on the example lab.

.venv/bin/python docs/picture.py
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from labtui.app.app import LabtuiApp
from labtui.data.inventory.example import WRITTEN_FOR, example
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store

PICTURES = {"overview": "0", "inventory": "", "layers": "2v", "map": "2vv"}
"""The keys that lead to each picture."""


async def take(folder: Path, keys: str) -> str:
    path = folder / "inventory.toml"
    path.write_bytes(example(WRITTEN_FOR))
    workspace = Workspace(Store(path, folder / "backups", create=False), WRITTEN_FOR)
    app = LabtuiApp(workspace)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return app.export_screenshot(title="labtui --demo")


if __name__ == "__main__":
    for name, keys in PICTURES.items():
        with tempfile.TemporaryDirectory() as made:
            picture = asyncio.run(take(Path(made), keys))
        Path(__file__).with_name(f"{name}.svg").write_text(picture, encoding="utf-8")
