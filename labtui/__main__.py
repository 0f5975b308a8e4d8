"""`labtui` and `python -m labtui`."""

import gc
import sys


def main() -> int:
    """Run the command line; what it returns is the exit status."""
    # A command reads, tells and ends: collecting garbage meanwhile costs it a tenth of its time.
    gc.disable()
    try:
        if sys.argv[1:] in (["--version"], ["-V"]):
            from labtui.cli.version import print_version

            return print_version()
        if sys.argv[1:2] == ["--complete"] and len(sys.argv) > 3:
            from labtui.cli.completing import print_candidates

            return print_candidates(sys.argv[2], sys.argv[3:])
        from labtui.cli.main import main as run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
