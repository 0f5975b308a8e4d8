"""The app: it composes screens, the synced file, keys and the terminal.

May import `screens` and below.
"""

import sys

if "asyncio" not in sys.modules and "ssl" not in sys.modules:
    # asyncio imports ssl where it can, which the app has no use for: 4 MB, and 3 % of the start.
    sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]
