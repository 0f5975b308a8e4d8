"""Regular expressions that are compiled when they are first used.

To compile all of this package took a tenth of the time of `labtui list`, which uses two of them.
"""

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)  # from now on as fast as the compiled one
        return found


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled at the first use of its methods."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
