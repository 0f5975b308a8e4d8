"""Fixtures for tests of storage."""

from tests.data.storage.files import backups, home, path, store, unprivileged

__all__ = ["backups", "home", "path", "store", "unprivileged"]
