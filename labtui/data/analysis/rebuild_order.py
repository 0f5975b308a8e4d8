"""An order in which each system finds what it needs, and where loops leave no such order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from labtui.data.analysis.rebuild_needs import Kind, Need
from labtui.data.assessment.cycles import strongly_connected_components


class Order(NamedTuple):
    """When each system comes back."""

    turns: Mapping[str, int]
    """By system; 1 is the first. In the order of the turns, and then of the ranks."""
    without: Mapping[str, tuple[Need, ...]]
    """What a system has to do without at its turn, as it is in a loop with that."""
    loops: tuple[tuple[str, ...], ...]
    """The loops in which a system has to do without something, the first to come first."""


def order_of(needs: Mapping[str, Sequence[Need]]) -> Order:
    """The order of systems by what each needs; they are given by rank, the most urgent first.

    Where only loops are left, the first one, which waits for nothing but itself, does without one
    kind of need after the other, the most dispensable first. A loop is looked at once for each
    kind, so that the time grows with the number of needs.
    """
    ordering = _Ordering(needs)
    ordering.go_on()
    waiting = [(Kind(0), component) for component in ordering.components(needs)]
    while waiting:
        kind, component = waiting.pop()
        left = ordering.left(component)
        if not left:
            continue
        ordering.do_without(kind, left)
        if left := ordering.left(left):
            waiting += [(Kind(kind + 1), inner) for inner in ordering.components(left)]
    ordering.settle()
    return ordering.order()


class _Ordering:
    """The systems that came back so far, and what the others wait for."""

    def __init__(self, needs: Mapping[str, Sequence[Need]]) -> None:
        self._needs = needs
        self._ranks = {id: rank for rank, id in enumerate(needs)}
        self._open = {id: set(range(len(of))) for id, of in needs.items()}
        """The needs of each that nothing meets yet."""
        self._met: dict[str, int] = dict.fromkeys(needs, 0)
        """The last turn that met a need of each."""
        self._waiting: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for id, of in needs.items():
            for number, need in enumerate(of):
                for other in need.any_of:
                    self._waiting[other].append((id, number))
        self._turns: dict[str, int] = {}
        self._given_up: dict[str, list[tuple[int, int]]] = defaultdict(list)
        """The needs that a system no longer waits for, each with the number of the loop."""
        self._loops: list[list[str]] = []
        self._ready: list[tuple[int, int, str]] = []
        for id in needs:
            self._queue(id)

    def _queue(self, id: str) -> None:
        if not self._open[id]:
            heappush(self._ready, (self._met[id] + 1, self._ranks[id], id))

    def go_on(self) -> None:
        """Bring back all that is ready, and what gets ready through that."""
        while self._ready:
            turn, _, id = heappop(self._ready)
            self._turns[id] = turn
            for other, number in self._waiting[id]:
                if number in self._open[other]:
                    self._open[other].remove(number)
                    self._met[other] = max(self._met[other], turn)
                    self._queue(other)

    def left(self, ids: Sequence[str]) -> list[str]:
        """Those that are not back."""
        return [id for id in ids if id not in self._turns]

    def components(self, ids: Sequence[str] | Mapping[str, object]) -> list[list[str]]:
        """The loops of those that are not back, by rank; the last one waits for no other."""
        within = set(ids).difference(self._turns)

        def onward(id: str) -> list[str]:
            named = {other for need in self._still(id) for other in need.any_of}
            return sorted(named & within, key=self._ranks.__getitem__)

        region = sorted(within, key=self._ranks.__getitem__)
        found = strongly_connected_components(region, onward)
        return [sorted(each, key=self._ranks.__getitem__) for each in found][::-1]

    def _still(self, id: str) -> Iterator[Need]:
        return (self._needs[id][number] for number in sorted(self._open[id]))

    def do_without(self, kind: Kind, loop: list[str]) -> None:
        """Let the systems of a loop do without one kind of need, and go on."""
        for id in loop:
            gone = [n for n in sorted(self._open[id]) if self._needs[id][n].kind == kind]
            if gone:
                self._given_up[id] += [(n, len(self._loops)) for n in gone]
                self._open[id].difference_update(gone)
                self._queue(id)
        self._loops.append(loop)
        self.go_on()

    def settle(self) -> None:
        """Let each come as early as it can, once it is known what is done without.

        What came back early, as it does without something, may meet the needs of what was back
        before it was known to.
        """
        if not self._given_up:
            return
        self._open = {
            id: set(range(len(of))).difference(n for n, _ in self._missed(id))
            for id, of in self._needs.items()
        }
        self._met = dict.fromkeys(self._needs, 0)
        self._turns = {}
        for id in self._needs:
            self._queue(id)
        self.go_on()

    def _missed(self, id: str) -> list[tuple[int, int]]:
        """The needs that are not met by a system's turn, each with the number of the loop."""
        turns = self._turns
        return [
            (n, loop)
            for n, loop in self._given_up.get(id, ())
            if all(turns[other] >= turns[id] for other in self._needs[id][n].any_of)
        ]

    def order(self) -> Order:
        """What came of it, once all are back."""
        turns = dict(sorted(self._turns.items(), key=lambda turn: (turn[1], self._ranks[turn[0]])))
        without: dict[str, tuple[Need, ...]] = {}
        loops: dict[int, None] = {}
        for id in turns:
            missed = self._missed(id)
            if missed:
                without[id] = tuple(self._needs[id][n] for n, _ in missed)
                loops |= dict.fromkeys(loop for _, loop in missed)
        place = {id: number for number, id in enumerate(turns)}
        return Order(
            turns,
            without,
            tuple(tuple(sorted(self._loops[loop], key=place.__getitem__)) for loop in loops),
        )
