"""The ways out of a recovery loop (framework, section 6, `recovery-loop`)."""

from typing import NamedTuple

from labtui.data.analysis.impact import in_service
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.chains import chain_text, rule_chain
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import Chain
from labtui.data.assessment.rules.dependencies import RECOVERY_LOOP
from labtui.data.framework.values import as_texts


class WayOut(NamedTuple):
    """One fact that would end the loop for a system, whoever else is in it."""

    id: str
    """The system to change."""
    key: str
    """The fact to change."""
    words: str
    """What to do, in a sentence; from the second on it begins with "Or"."""


class RecoveryLoop(NamedTuple):
    """How recovering a system leads back to itself, and what would end that."""

    line: str
    """`pbs → recovers with vaultwarden → is backed up only to pbs`."""
    ways: tuple[WayOut, ...]

    def message_before(self, message: str) -> str:
        """The message of the finding without the loop, for where `line` follows it."""
        return message.replace(f": {self.line}.", ":")


def recovery_loop(lab: Lab, id: str) -> RecoveryLoop | None:
    """The recovery loop a system is found to be in; None where it is in none.

    Raises `FactError` where there is no such system, or it is retired.
    """
    in_service(lab, id)
    if not _found(lab.assessments[id]):
        return None
    links, _ = rule_chain(lab, id, Chain.RECOVERY)
    origins = [link.fact.origin for link in links if link.fact.key == "backs_up_to"]
    offline = WayOut(
        id,
        "evidence.offline_recovery",
        f"Keep a copy of the keys and notes of {id} on paper, then set Offline copy to yes.",
    )
    destinations = (
        WayOut(at, "backs_up_to", f"Or back up {at} to a second destination outside the loop.")
        for at in dict.fromkeys(filter(None, origins))
        if _ends_with_second_destination(lab, id, at)
    )
    return RecoveryLoop(chain_text(id, links, Chain.RECOVERY), (offline, *destinations))


def _found(a: Assessment) -> bool:
    return any(finding.rule == RECOVERY_LOOP.id for finding in a.findings)


def _ends_with_second_destination(lab: Lab, id: str, at: str) -> bool:
    """Whether the loop ends for a system once another one is backed up to a second place too."""
    new = System(_NEW, _NEW, {"id": _NEW, "name": _NEW})
    stated = as_texts(lab.systems[at].facts.get("backs_up_to"))
    changed = lab.systems[at].revised({"backs_up_to": (*stated, _NEW)})
    return not _found(lab.supposing({_NEW: new, at: changed}).assessments[id])


_NEW = "?"
"""An id no system can have."""
