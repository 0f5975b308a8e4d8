"""Fixtures for tests of the inventory."""

from tests.data.inventory.workspaces import path

__all__ = ["path"]
