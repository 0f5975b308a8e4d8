"""What tests of operations share: an open inventory of a few raw tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY, Raw

Opened = Callable[..., Workspace]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Open an inventory of these systems, as of the day all tests assess by."""

    def open_systems(*raws: Raw, read_only: bool = False) -> Workspace:
        path = tmp_path / "inventory.toml"
        document = Document.empty()
        for raw in raws:
            document = document.append(raw)
        path.write_bytes(document.data)
        store = Store(path, tmp_path / "backups", create=False)
        return Workspace(store, TODAY, read_only=read_only)

    return open_systems
