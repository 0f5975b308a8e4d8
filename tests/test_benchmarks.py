"""What fails in `python -m benchmarks count`: more than is recorded, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w

from benchmarks import counted

VERSIONS = {"python": "3.11.7", "textual": "8.2.8", "rich": "15.0.0"}


class Counts:
    """What is recorded, and what is found here: the bytes of each try, and the instructions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.versions = dict(VERSIONS)
        self.bytes = [100]
        self.own = self.all = 1000
        recorded = folder / "recorded.toml"
        recorded.write_text(
            tomli_w.dumps(
                {
                    "versions": VERSIONS,
                    "bytes": {"row": 100},
                    "own_instructions": {"list": 1000},
                    "all_instructions": {"list": 1000},
                }
            )
        )
        monkeypatch.setattr(counted, "RECORDED", recorded)
        monkeypatch.setattr(counted, "_versions", lambda: self.versions)
        monkeypatch.setattr(counted, "_sent", self._sent)
        monkeypatch.setattr(
            counted,
            "_instructions",
            lambda: {"own": {"list": self.own}, "all": {"list": self.all}},
        )

    def _sent(self) -> dict[str, int]:
        if not self.bytes:
            raise TimeoutError("never came")
        return {"row": self.bytes.pop(0)}


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Counts:
    return Counts(monkeypatch, tmp_path)


def test_what_is_recorded_passes_and_five_percent_more(counts: Counts) -> None:
    counts.bytes, counts.own, counts.all = [105], 1050, 1050
    assert counted.compare() == 0


@pytest.mark.parametrize("worse", [{"bytes": [106] * 3}, {"own": 1051}, {"all": 1051}])
def test_more_is_a_regression(
    worse: dict[str, object], counts: Counts, capsys: pytest.CaptureFixture[str]
) -> None:
    vars(counts).update(worse)
    assert counted.compare() == 1
    assert capsys.readouterr().err.startswith("MORE THAN RECORDED: ")


@pytest.mark.parametrize(
    ("name", "version", "skipped"),
    [
        ("python", "3.11.9", ["instructions, standard library included"]),
        (
            "python",
            "3.14.0",
            ["instructions of labtui", "instructions, standard library included"],
        ),
        ("textual", "8.3.0", ["bytes"]),
        ("rich", "15.1.0", ["bytes"]),
    ],
)
def test_what_depends_on_another_version_is_skipped_and_named(
    name: str, version: str, skipped: list[str], counts: Counts, capsys: pytest.CaptureFixture[str]
) -> None:
    counts.versions[name] = version
    if "bytes" in skipped:
        counts.bytes = [1000] * 3
    else:
        counts.all = 9000
        counts.own = 9000 if len(skipped) > 1 else 1000
    assert counted.compare() == 0
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in said] == skipped


def test_a_busy_machine_that_drew_twice_is_asked_again(counts: Counts) -> None:
    counts.bytes = [200, 100]
    assert counted.compare() == 0


def test_a_machine_too_busy_to_count_bytes_is_no_regression(
    counts: Counts, capsys: pytest.CaptureFixture[str]
) -> None:
    counts.bytes = []
    assert counted.compare() == 0
    assert "SKIPPED: bytes, this time" in capsys.readouterr().err
