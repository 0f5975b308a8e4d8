"""Run a command of labtui and count the instructions of the interpreter that it executes.

    python -m benchmarks.counting WORD …      prints {"own": …, "all": …} on standard error

`own` are those of labtui's own code; `all` has the standard library's too. Importing is left out,
as it depends on what was compiled before.
"""

from __future__ import annotations

import json
import sys
import sysconfig
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import labtui
from labtui.__main__ import main

OWN = str(Path(labtui.__file__).parent)
LIBRARY = sysconfig.get_path("stdlib")

counts: Counter[str] = Counter()
_rooms: dict[CodeType, str] = {}


def _room(code: CodeType) -> str:
    """Whose code it is; empty for what is not counted."""
    if code not in _rooms:
        file = code.co_filename
        is_library = file.startswith(LIBRARY) and "site-packages" not in file
        _rooms[code] = "own" if file.startswith(OWN) else "library" if is_library else ""
    return _rooms[code]


def _enter(frame: FrameType, _event: str, _arg: Any) -> Any:
    if not _room(frame.f_code):
        return None
    frame.f_trace_opcodes, frame.f_trace_lines = True, False
    return _count


def _count(frame: FrameType, event: str, _arg: Any) -> Any:
    if event == "opcode":
        counts[_rooms[frame.f_code]] += 1
    return _count


if __name__ == "__main__":
    sys.argv = ["labtui", *sys.argv[1:]]
    sys.settrace(_enter)
    status = main()
    sys.settrace(None)
    print(json.dumps({"own": counts["own"], "all": counts.total()}), file=sys.stderr)
    sys.exit(status)
