"""What all tests share."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.idle import waiting_for_idle
from tests.shared_styles import share_styles

# Machines are busy: how long an example takes says nothing about what is tested.
settings.register_profile(
    "labtui",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("labtui")

gc.disable()  # until all cases are collected


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option to keep what screens look like now."""
    parser.addoption("--update-screens", action="store_true", help="keep what screens look like")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: some tests wait for a program or a clock."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    """Let Textual's pilot wait for an idle app, not for a time, and apps share their styles."""
    with waiting_for_idle(), pytest.MonkeyPatch.context() as patch:
        share_styles(patch)
        yield


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of collected cases, and let it run seldom.

    It took a fifth of the time: each app is thousands of objects that are garbage all at once.
    """
    gc.freeze()
    gc.set_threshold(100_000, 5, 20)
    gc.enable()
