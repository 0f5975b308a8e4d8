"""How long commands take, as ratios to what they cannot do without.

    .venv/bin/python benchmarks/commands.py [RUNS]            (15 when not given)

`list` of 200 systems and `check` of 10,000 are set against a script that only parses the same file
with tomllib, `--version` against `python -c pass`. Runs alternate; the median of their ratios is
printed, since times alone depend on how busy the machine is.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from biglab import toml

LABTUI = str(Path(sys.executable).with_name("labtui"))
PARSE = "import sys, tomllib; tomllib.load(open(sys.argv[1], 'rb'))"


ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""Without bytecode files most of the time goes into compiling."""


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def compare(title: str, command: list[str], other: list[str], runs: int) -> None:
    seconds(command), seconds(other)  # the first run compiles modules
    pairs = [(seconds(command), seconds(other)) for _ in range(runs)]
    ratio = statistics.median(own / others for own, others in pairs)
    median = statistics.median(own for own, _ in pairs)
    print(f"{title:<24} {median * 1000:7.1f} ms  {ratio:5.2f} ×")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as directory:
        for command, count in (("list", 200), ("check", 10_000)):
            file = Path(directory, f"{count}.toml")
            file.write_text(toml(count), encoding="utf-8")
            parse = [sys.executable, "-c", PARSE, str(file)]
            title = f"{command}, {count:,} systems"
            compare(title, [LABTUI, "--file", str(file), command], parse, runs)
    compare("--version", [LABTUI, "--version"], [sys.executable, "-c", "pass"], runs)


if __name__ == "__main__":
    main()
