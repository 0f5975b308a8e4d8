"""`labtui --version`, without what commands need: that took two thirds of its time."""

from labtui import __version__
from labtui.cli.streams import write_stderr, write_stdout
from labtui.errors import StoreError

VERSION = f"labtui {__version__}"


def print_version() -> int:
    """Print the version; returns the exit status."""
    try:
        write_stdout(f"{VERSION}\n")
    except StoreError as error:
        write_stderr([f"labtui: {error}"])
        return error.exit_status
    return 0
