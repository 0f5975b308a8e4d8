"""Labs to report, and reports of them, for tests of the output formats."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import tomli_w

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext
from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading
from labtui.data.inventory.example import WRITTEN_FOR, example
from labtui.reports.formats import Exported, exported
from labtui.reports.report import Report
from tests.data.labs import TODAY, Raw

HOMELAB = Path(__file__).parents[1] / "data" / "homelab.toml"

ODD_NAMES = (
    '"quoted" \\ back\\"slash',
    "<script>alert(1)</script> & <b>",
    "| pipe `tick` *star* _under_ [link](x) #tag $x$ ~~s~~ {{y}} %%",
    "日本語の自宅サーバー 🔥",
    "1. list; end",
    "=cmd()+1",
    "--> x --- y -.- z",
    "a\x1b[31mred\x07 \u202eturned",
    "x" * 300,
    " ",
)

ODD_IDS = ("end", "graph", "a--b", "class", "0", "style", "o", "x1", "subgraph", "node")


def odd_systems() -> list[Raw]:
    """Systems with names and ids that mean something in some format, each on the one before."""
    return [
        {"id": id, "name": name, "notes": f"{name}\n\n- {name}", "runs_on": ODD_IDS[number - 1]}
        if number
        else {"id": id, "name": name, "depends_on": [*ODD_IDS], "status": "planned"}
        for number, (id, name) in enumerate(zip(ODD_IDS, ODD_NAMES, strict=True))
    ]


def example_systems() -> list[Raw]:
    """The systems of the example lab."""
    systems: list[Raw] = tomllib.loads(example(WRITTEN_FOR).decode())["systems"]
    return systems


def reported(name: str, systems: Iterable[Raw], ids: Iterable[str] | None = None) -> Exported:
    """A report of a file with these systems; of all of them, or of `ids`."""
    text = tomli_w.dumps({"schema": 1, "systems": [*systems]})
    document = Document.parse(text.encode())
    reading = DocumentReading(document, TODAY)
    lab = Lab(reading.systems.values(), EvaluationContext(TODAY, reading.settings))
    return exported(name, document, lab, reading.systems, reading.systems if ids is None else ids)


def text_of(report: Report) -> str:
    """All that a report says, the names of its files included."""
    if isinstance(report, str):
        return report
    return "\n".join(f"{path}\n{text}" for path, text in sorted(report.items()))


def files_of(report: Report, suffix: str) -> Mapping[str, str]:
    """The files of a report by their paths; a single one has its suffix for a path."""
    return {suffix: report} if isinstance(report, str) else report
