"""Which of several services of an app is the main one, the one that people reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from labtui.importers import images
from labtui.importers.service_names import beginnings, squashed, stem


def main_service(
    candidates: Sequence[str],
    members: Sequence[str],
    image_of: Mapping[str, str],
    folder: str,
    counts: Mapping[str, int],
) -> str:
    """Choose among the candidates of an app.

    No plain web server, if there is another; then what is called like `folder`; then what the
    others are named after; then what has the lowest of `counts`.
    """
    if len(candidates) == 1:
        return candidates[0]
    begun = Counter(begin for name in members for begin in beginnings(name))

    def rank(name: str) -> tuple[bool, bool, int, int, int]:
        return (
            images.is_front(image_of[name]),
            squashed(folder) not in (squashed(name), squashed(stem(name))),
            -begun[name.lower()],
            -begun[stem(name)],
            counts[name],
        )

    return min(candidates, key=rank)
