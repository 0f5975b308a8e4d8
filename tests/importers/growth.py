"""Whether the time of reading grows as what is read does."""

import time
from collections.abc import Callable

TRIES = 5


def grows_in_line(read: Callable[[int], object], size: int) -> bool:
    """True if `read(size)` takes at most eight times the CPU time of a quarter of `size`.

    A time that grows in line takes 4 times as long, one that grows with the square 16 times.
    Whatever else the machine does only adds to a measurement, so the shortest of a few count.
    """
    small = large = float("inf")
    for _ in range(TRIES):
        small = min(small, _seconds(read, size // 4))
        large = min(large, _seconds(read, size))
        if large < 8 * small:
            return True
    return False


def _seconds(read: Callable[[int], object], size: int) -> float:
    began = time.thread_time()
    read(size)
    return time.thread_time() - began
