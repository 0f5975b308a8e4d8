"""Databases of other programs are read as they are, and nothing is written beside them."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from labtui.importers import databases
from labtui.importers.databases import is_database, reading
from labtui.importers.files import UnreadableError


def made(path: Path, *, wal: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {'wal' if wal else 'delete'}")
    connection.execute("CREATE TABLE hosts (name TEXT)")
    connection.execute("INSERT INTO hosts VALUES ('nas')")
    connection.commit()
    return connection


def names(path: Path, root: Path | None = None) -> list[str]:
    with reading(path, root) as database:
        return [row["name"] for row in database.execute("SELECT name FROM hosts")]


@pytest.mark.parametrize("wal", [False, True])
@pytest.mark.parametrize("is_open", [False, True])
def test_what_was_saved_is_read_and_nothing_is_written(
    tmp_path: Path, wal: bool, is_open: bool
) -> None:
    path = tmp_path / "a ?#.db"
    writer = made(path, wal=wal)
    if is_open:
        writer.execute("INSERT INTO hosts VALUES ('not saved yet')")
    else:
        writer.close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert is_database(path)
    assert names(path) == ["nas"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    writer.close()


def test_what_is_no_database(tmp_path: Path) -> None:
    good = tmp_path / "in" / "good.db"
    good.parent.mkdir()
    made(good).close()
    data = good.read_bytes()
    (tmp_path / "text").write_text("SQLite")
    (tmp_path / "cut").write_bytes(data[:3000])
    (tmp_path / "odd").write_bytes(data[:100] + b"\xff" * (len(data) - 100))
    sqlite3.connect(tmp_path / "empty").execute("CREATE TABLE other (x)").connection.close()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "text")
    reasons = {}
    for name in ("text", "cut", "odd", "empty", "pipe", "missing", "in/link"):
        with pytest.raises(UnreadableError) as error:
            names(tmp_path / name, tmp_path / "in")
        reasons[name] = str(error.value)
    assert reasons == {
        "text": "not an SQLite database",
        "cut": "the database is damaged",
        "odd": "the database is damaged",
        "empty": "no such tables in it",
        "pipe": "not an SQLite database",
        "missing": "cannot be read: No such file or directory",
        "in/link": "a link to a place outside the folder",
    }
    assert not any(map(is_database, (tmp_path / "text", tmp_path / "pipe", tmp_path / "missing")))


def test_what_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lab.db"
    made(path).close()
    monkeypatch.setattr(databases, "LONGEST", -1)
    loop = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT count(*) FROM n"
    with pytest.raises(UnreadableError, match="takes too long"), reading(path) as database:
        database.execute(loop).fetchall()
    (tmp_path / "lab.db-wal").write_bytes(b"x")
    monkeypatch.setattr(databases, "LARGEST_COPY", 1)
    with pytest.raises(UnreadableError, match="in use, and larger"), reading(path):
        pass
