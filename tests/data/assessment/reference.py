"""The framework written down plainly, from raw tables to answers: the second opinion of the tests.

It is quadratic, knows nothing of edits and shares no code with labtui. Tables have to be valid;
what wrong values count as has tests of its own.

Sections 5 and 6 stand in one method each, to be read beside the framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

Raw = Mapping[str, Any]

LAYERS = (
    "hardware", "network", "hypervisor", "os", "firewall", "application",
    "updates", "backups", "recovery", "monitoring", "incidents", "access",
)  # fmt: skip
PRACTICES = (
    "segmentation", "access_control", "backup_strategy",
    "failure_scenarios", "documentation", "secure_remote_access",
)  # fmt: skip
QUESTIONS = ("restore", "detect", "understand", "rebuild", "own")
YOURS = {"you", "shared", "nobody"}
RISKS = ("Low", "Medium", "Medium–High", "High", "Critical")
LEARNING = ("Low", "Medium", "High", "Very High")
BASE = {"0": (1, 1), "1": (2, 2), "2": (3, 3), "3a": (4, 4), "3b": (4, 2)}
DAYS = {
    "review_days": 180, "patch_days": 45, "restore_days": 180,
    "config_days": 365, "experiment_days": 180,
}  # fmt: skip
REFERENCES = ("runs_on", "member_of", "depends_on", "backs_up_to", "recovers_with", "access_to")
INHERITED = ("backs_up_to", "site", "stand_ins", "provider")
PROVEN_FOR_ITSELF = ("evidence.restore_tested", "evidence.monitored")
SHARED_BY_GROUPS = (*(f"owners.{x}" for x in LAYERS), *(f"practices.{x}" for x in PRACTICES))
C, W, N = "critical", "warning", "notice"
RANK = {C: 3, W: 2, N: 1}


def reached(starts: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    """The starts and all that can be reached from them."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += onward(at)
    return found


class Reference:
    """A lab, by the text of the framework."""

    def __init__(self, tables: Iterable[Raw], today: date, days: Mapping[str, int] = DAYS) -> None:
        self.today, self.days = today, days
        self.systems: dict[str, Raw] = {}
        for table in tables:
            self.systems.setdefault(table["id"], table)
        self.effective = {id: self._effective(id) for id in self.systems}
        self._groups()
        self.needs = {id: self._needs(id) for id in self.systems}
        self.production = self._production()
        self.through = {
            id: sorted(by for by in self.production if self.active(by) and id in self.needs[by])
            for id in self.systems
        }
        self.level = {id: self._level(id)[0] for id in self.systems}

    # --- section 2: what a system states

    def get(self, id: str, key: str, default: Any = None) -> Any:
        """What a system states itself, by dotted key."""
        at: Any = self.systems[id]
        for part in key.split("."):
            at = at.get(part) if isinstance(at, Mapping) else None
        return default if at is None else at

    def active(self, id: str) -> bool:
        return id in self.systems and self.get(id, "status", "active") == "active"

    def retired(self, id: str) -> bool:
        return self.get(id, "status") == "retired"

    def fresh(self, value: Any, days: str) -> bool:
        return isinstance(value, date) and 0 <= (self.today - value).days <= self.days[days]

    def stale(self, value: Any, days: str) -> bool:
        return value is not None and not self.fresh(value, days)

    # --- section 3: inheritance and reliance

    def parent(self, id: str) -> str | None:
        return self.get(id, "runs_on") or self.get(id, "member_of")

    def line(self, id: str) -> list[str]:
        """A system and its ancestors, nearest first."""
        found = [id]
        while (at := self.parent(found[-1])) in self.systems and at not in found:
            found.append(at)
        return found

    def inherited(self, id: str, key: str) -> tuple[Any, str] | None:
        """The nearest answer up the line, with the system that states it."""
        for at in self.line(id):
            if self.get(at, key) is not None:
                return self.get(at, key), at
        return None

    def members(self, id: str) -> list[str]:
        return sorted(
            other
            for other in self.systems
            if other != id and self.active(other) and self.get(other, "member_of") == id
        )

    def in_own_right(self, id: str) -> bool:
        return self.get(id, "purpose") == "reliability" or bool(self.get(id, "relied_on_for"))

    def _effective(self, id: str) -> dict[str, tuple[Any, str]]:
        found = {key: self.inherited(id, key) for key in (*SHARED_BY_GROUPS, *INHERITED)}
        for key in PROVEN_FOR_ITSELF:
            own = self.get(id, key)
            alone = None if own is None else (own, id)
            found[key] = alone if self.in_own_right(id) else self.inherited(id, key)
        return {key: value for key, value in found.items() if value is not None}

    def _groups(self) -> None:
        """Give groups, and what is below them, the owners and practices their members share."""
        given: dict[str, dict[str, tuple[Any, str]]] = {}
        for id in self.systems:
            members = self.members(id)
            given[id] = {}
            for key in SHARED_BY_GROUPS:
                answers = [self.effective[member].get(key) for member in members]
                known = [answer for answer in answers if answer is not None]
                whole = bool(members) and len(known) == len(members)
                alike = len({value for value, _ in known}) == 1
                if key not in self.effective[id] and whole and alike:
                    given[id][key] = known[0]
        for id in self.systems:
            for at in self.line(id):
                for key, value in given[at].items():
                    self.effective[id].setdefault(key, value)

    def keeps_something(self, id: str) -> bool:
        for_data = {"data", "storage"} & {*self.get(id, "relied_on_for", ())}
        return self.get(id, "holds") not in {"nothing", "copies"} or bool(for_data)

    def destinations(self, id: str) -> list[str]:
        named = self.inherited(id, "backs_up_to")
        stated = self.get(id, "backs_up_to", ())
        ids = (named[0] if named else ()) if self.keeps_something(id) else stated
        return [other for other in dict.fromkeys(ids) if self.active(other)]

    def _needs(self, id: str) -> set[str]:
        named = {
            self.get(id, "runs_on"),
            *self.get(id, "depends_on", ()),
            *self.get(id, "recovers_with", ()),
            *self.destinations(id),
            *self.members(id),
        }
        return {other for other in named if other in self.systems} - {id}

    def _production(self) -> set[str]:
        found = {id for id in self.systems if self.in_own_right(id)}
        return reached(found, lambda id: self.needs[id] if self.active(id) else ())

    def fact(self, id: str, key: str) -> Any:
        """A fact as it counts for a system."""
        if key.startswith("smell_test."):
            return self.smell_test(id).get(key.removeprefix("smell_test."))
        if key in (*SHARED_BY_GROUPS, *INHERITED, *PROVEN_FOR_ITSELF):
            return self.effective[id].get(key, (None,))[0]
        return self.get(id, key)

    def owner(self, id: str, layer: str) -> Any:
        return self.fact(id, f"owners.{layer}")

    def practice(self, id: str, practice: str) -> Any:
        return self.fact(id, f"practices.{practice}")

    # --- section 4: level, role, verdict

    def _level(self, id: str) -> tuple[str | None, str | None]:
        os, hardware = self.owner(id, "os"), self.owner(id, "hardware")
        if os is None:
            return None, "os"
        if os != "provider" and hardware is None:
            return None, "hardware"
        if os != "provider" and hardware in YOURS:
            return "3b" if id in self.production else "3a", None
        if os in YOURS:
            return "2", None
        application = self.owner(id, "application")
        if application is None:
            return None, "application"
        return "1" if application in YOURS else "0", None

    def self_hosted(self, id: str) -> bool:
        return self.level[id] in {"2", "3a", "3b"}

    def role(self, id: str) -> str | None:
        level, purpose = self.level[id], self.get(id, "purpose")
        if level in {None, "0", "1"}:
            return {"0": "consumed", "1": "platform"}.get(level or "")
        if id in self.production:
            return "production"
        if purpose in {None, "learning"}:
            return purpose and "lab"
        return "home-server" if level == "3a" else "infrastructure"

    def _tested_by(self, id: str) -> str:
        """The system whose smell test counts: the nearest with a dated one, or else itself."""
        line = [id] if self.in_own_right(id) else self.line(id)
        return next((at for at in line if self.get(at, "smell_test.date") is not None), id)

    def smell_test(self, id: str) -> Raw:
        return self.get(self._tested_by(id), "smell_test", {})

    def assessed(self, id: str) -> dict[str, str] | None:
        day = self.smell_test(id).get("date")
        return day and {"date": day.isoformat(), "from": self._tested_by(id)}

    def verdict(self, id: str) -> str:
        if self.level[id] in {"0", "1"}:
            return "consuming"
        if self.level[id] is None:
            return "undecided"
        verdicts = {"yes": "operating", "no": "consuming"}
        return verdicts.get(self.smell_test(id).get("own", ""), "undecided")

    # --- section 5: coverage

    def inner(self, id: str) -> bool:
        named = any(
            id in {self.get(other, "runs_on"), self.get(other, "member_of")}
            for other in self.systems
            if other != id and not self.retired(other)
        )
        group = self.get(id, "member_of")
        return named or (group in self.systems and group != id)

    def patchable(self, id: str) -> bool:
        return self.get(id, "owners.updates") != "n/a" and not self.members(id)

    def watchable(self, id: str) -> bool:
        return bool(self.get(id, "owners.monitoring") != "n/a")

    def relevant(self, id: str) -> list[str]:  # noqa: C901 - one table of the framework
        level, keeps = self.level[id], self.keeps_something(id)
        no_os = self.get(id, "owners.os") == "n/a"
        found = [f"owners.{x}" for x in LAYERS] + [f"smell_test.{x}" for x in QUESTIONS]
        if level != "0" and not no_os:
            found += ["depends_on"]
        if not self.inner(id):
            found += ["purpose", "relied_on_for"]
        if level == "0":
            found += ["evidence.mfa", "holds"]
            if keeps:
                found += ["evidence.data_located", "evidence.exportable", "evidence.vendor_backup"]
        if level == "1":
            found += ["evidence.mfa", "evidence.config_reviewed", "evidence.breach_plan"]
        if self.self_hosted(id):
            found += ["holds"]
            if keeps:
                found += ["evidence.restore_tested", "backs_up_to"]
            if self.patchable(id):
                found += ["evidence.patched"]
            if not no_os:
                found += ["exposure", *(f"practices.{x}" for x in PRACTICES)]
                found += ["evidence.wipeable"] if level == "3a" else []
                found += ["evidence.mfa"] if self.get(id, "exposure") == "internet" else []
        if level in {"2", "3b"} and self.watchable(id):
            found += ["evidence.monitored"]
        return found

    def coverage(self, id: str) -> tuple[int, int]:
        relevant = self.relevant(id)
        return sum(self.fact(id, key) is not None for key in relevant), len(relevant)

    # --- section 6: findings

    def root(self, id: str) -> str:
        line = [id]
        while (at := self.get(line[-1], "runs_on")) in self.systems:
            if at in line:
                return min(line[line.index(at) :])
            line.append(at)
        return line[-1]

    def learned(self, id: str) -> bool:
        return any(
            event.get("event") in {"experiment", "rebuilt", "incident"}
            and self.fresh(event.get("date"), "experiment_days")
            for at in self.line(id)
            for event in self.get(at, "history", ())
        )

    def named(self, id: str, *keys: str) -> list[str]:
        """The ids a system states in some references."""
        stated = [self.get(id, key, ()) for key in keys]
        return [id for ids in stated for id in ((ids,) if isinstance(ids, str) else ids)]

    def in_service(self, ids: Iterable[str]) -> list[str]:
        return [id for id in ids if id in self.systems and not self.retired(id)]

    def needs_itself(self, id: str) -> bool:
        def onward(at: str) -> list[str]:
            return self.in_service(self.named(at, "runs_on", "depends_on"))

        return id in reached(onward(id), onward)

    def recovers_with_itself(self, id: str) -> bool:
        def onward(at: str) -> list[str]:
            others = [other for other in self.destinations(at) if other != at]
            named = self.named(at, "runs_on", "depends_on", "recovers_with")
            return self.in_service([*named, *(others if len(others) == 1 else ())])

        return id in reached(self.in_service(self.named(id, "recovers_with")), onward)

    def no_other_site(self, id: str) -> tuple[bool, bool]:
        """Whether no copy is known to stand elsewhere, and whether that is only unproven."""
        site = self.fact(id, "site")
        copies = reached(self.destinations(id), self.destinations) - {id}
        sites = [self.fact(copy, "site") for copy in copies]
        elsewhere = site is not None and any(other not in {None, site} for other in sites)
        return not elsewhere, site is None or None in sites

    def findings(  # noqa: C901, PLR0912, PLR0915 - one table of the framework
        self, id: str
    ) -> list[dict[str, Any]]:
        found: dict[str, tuple[str, bool]] = {}
        production, level, hosted = id in self.production, self.level[id], self.self_hosted(id)

        def holds(
            rule: str, relied_on: str | None, other: str | None, *, asked: Any = False
        ) -> None:
            severity = relied_on if production else other
            if severity and (rule not in found or RANK[severity] > RANK[found[rule][0]]):
                found[rule] = severity, bool(asked)

        purpose, role, intended = (
            self.get(id, "purpose"),
            self.role(id),
            self.get(id, "intended_level"),
        )
        relied_on = {*self.get(id, "relied_on_for", ())}
        keeps, backups = self.keeps_something(id), self.destinations(id)
        online = self.get(id, "exposure") == "internet"
        access_control = self.practice(id, "access_control")

        # responsibility
        if level is None:
            holds("level-undetermined", C, W, asked=True)
        tested = self.smell_test(id).get("date")
        if tested is None:
            holds("never-assessed", W, N, asked=True)
        if self.stale(tested, "review_days"):
            holds("assessment-stale", W, N)
        changed = self.get(id, "changed")
        if changed and tested and changed > tested:
            holds("changed-since-assessment", W, W)
        levels = [
            (event["date"], number, event["level"])
            for number, event in enumerate(self.get(id, "history", ()))
            if event["event"] == "assessed" and "level" in event
        ]
        if level and levels and max(levels)[2] != level:
            holds("outgrew-assessment", W, W)
        known, relevant = self.coverage(id)
        if known < relevant:
            holds("unanswered", N, N, asked=True)

        # backups and monitoring
        restored = self.fact(id, "evidence.restore_tested")
        monitored = self.fact(id, "evidence.monitored")
        untested = keeps and not self.fresh(restored, "restore_days")
        unwatched = self.watchable(id) and monitored is not True
        unbacked = keeps and not backups
        nowhere_known = self.fact(id, "backs_up_to") is None
        if level == "2" and (unwatched or unbacked or untested):
            only_open = (
                not (unwatched and monitored is False)
                and not (unbacked and not nowhere_known)
                and not (untested and restored is not None)
            )
            holds("renting-risk", C, W, asked=only_open)
        if level == "3b" and backups and untested:
            holds("untested-backups", C, None, asked=restored is None)
        if level == "3b" and unwatched:
            holds("unmonitored", C, None, asked=monitored is None)
        if level == "3b" and unbacked:
            holds("no-backups", C, None, asked=nowhere_known)
        backups_found = {"no-backups", "untested-backups", "renting-risk"} & {*found}
        monitoring_found = {"unmonitored", "renting-risk"} & {*found}

        # layers
        for layer in LAYERS:
            if self.owner(id, layer) != "nobody":
                continue
            if layer not in {"backups", "recovery", "monitoring", "incidents"}:
                holds("unowned-layer", W, W)
            elif not (layer == "backups" and (not keeps or backups_found)) and not (
                layer == "monitoring" and monitoring_found
            ):
                holds("unowned-layer", C, W)
        gap = (*LAYERS[6:], "firewall")
        if hosted and any(self.owner(id, layer) == "provider" for layer in gap):
            holds("responsibility-gap", W, N)

        # purpose
        denial = intended == "3a" and level == "3b"
        if intended and level and intended != level and not denial:
            holds("not-as-intended", W, W)
        if denial:
            holds("production-in-denial", C, None)
        unsafe = self.get(id, "evidence.wipeable") is False
        if level == "3a" and (role == "lab" or intended == "3a") and unsafe:
            holds("production-in-denial", None, W)
        if purpose == "learning" and self.through[id] and not denial:
            holds("lab-is-dependency", C, None)
        if any(
            self.active(other) and self.get(other, "purpose") == "learning"
            for other in self.needs[id]
        ):
            holds("rests-on-lab", W, None)

        # exposure
        if hosted and online and access_control == "no":
            holds("exposed-unprotected", C, C)
        if hosted and online and access_control in {"partly", None}:
            holds("exposed-unprotected", W, W, asked=access_control is None)
        if online and (role == "lab" or level == "3a"):
            holds("exposed-lab", None, W)

        # references
        if any(
            other not in self.systems or (self.retired(other) and self.active(id))
            for other in self.named(id, *REFERENCES)
        ):
            holds("dangling-reference", W, W)
        if self.needs_itself(id):
            holds("dependency-cycle", W, W)

        # smell test
        rules = ("cannot-restore", "cannot-detect", "not-understood", "cannot-rebuild")
        for rule, question in zip(rules, QUESTIONS, strict=False):
            answer = self.smell_test(id).get(question)
            milder = level in {"0", "1"}
            if answer == "no":
                holds(rule, W if milder else C, N if milder else W)
            elif answer == "unsure":
                holds(rule, N if milder else W, N)
        if hosted and self.smell_test(id).get("own") == "no":
            holds("not-owning-outcome", C, W)

        # other people's systems
        data = [
            self.get(id, f"evidence.{x}") for x in ("data_located", "exportable", "vendor_backup")
        ]
        if level == "0" and keeps and any(known not in (True, "n/a") for known in data):
            holds("trusting-marketing", C, W, asked=False not in data)
        mfa = self.get(id, "evidence.mfa")
        if level in {"0", "1"} or (hosted and online):
            if mfa is not True and relied_on & {"authentication", "identity"}:
                holds("mfa-not-enforced", C, C, asked=mfa is None)
            elif mfa is False:
                holds("mfa-not-enforced", W, W)
        if level == "1":
            reviewed, plan = (
                self.get(id, "evidence.config_reviewed"),
                self.get(id, "evidence.breach_plan"),
            )
            if not self.fresh(reviewed, "config_days"):
                holds("managed-not-secure", W, N, asked=reviewed is None)
            if plan is not True:
                holds("breach-unplanned", W, N, asked=plan is None)

        # treated as less than it is
        if purpose in {"entertainment", "convenience"} and level in {"2", "3b"}:
            holds("disposable-production" if level == "2" else "casual-production", W, None)
        if level == "3a" and self.practice(id, "documentation") == "no":
            holds("not-rebuildable", None, W)
        if level == "3a" and intended == "3a" and purpose not in {None, "learning"}:
            holds("just-infrastructure", None, N)
        if role == "lab" and not self.learned(id):
            holds("nothing-learned", None, N)

        # patches
        patched = self.get(id, "evidence.patched")
        if hosted and self.patchable(id):
            if online and not self.fresh(patched, "patch_days"):
                holds("stale-patches", C, W, asked=patched is None)
            if self.stale(patched, "patch_days"):
                holds("stale-patches", W, N)
            if patched is None:
                holds("stale-patches", W, None, asked=True)

        # where backups and keys are
        if hosted and keeps and backups:
            root, (_, origin) = self.root(id), self.effective[id]["backs_up_to"]
            beside = all(self.root(other) == root for other in backups)
            if beside and (origin == id or self.root(origin) != root):
                holds("backup-on-itself", C, W)
        if hosted and "data" in relied_on and backups:
            one_site, only_open = self.no_other_site(id)
            if one_site:
                holds("one-site-backups", W, None, asked=only_open)
        if self.get(id, "evidence.offline_recovery") is not True and self.recovers_with_itself(id):
            holds("recovery-loop", C, W)
        if any(
            other != id and self.active(other) and other in self.production
            for other in self.named(id, "access_to")
        ):
            if online and access_control != "yes":
                holds("exposed-keys", C, C, asked=access_control is None)
            if online or purpose == "learning":
                holds("exposed-keys", W, W)

        # people, practices, hardware
        stand_ins = self.fact(id, "stand_ins")
        if (
            self.in_own_right(id)
            and level in {"1", "2", "3a", "3b"}
            and self.get(id, "used_by")
            and not stand_ins
        ):
            holds("only-you", N, None, asked=stand_ins is None)
        for practice in PRACTICES:
            if practice in {"access_control", "documentation"}:
                continue
            covered = practice == "backup_strategy" and (not keeps or backups_found)
            if hosted and self.practice(id, practice) == "no" and not covered:
                holds("practices-missing", W, N)
        busy = self.get(id, "utilization")
        if hosted and self.get(id, "owners.hardware") and busy is not None and busy < 10:
            holds("idle-hardware", N, N)

        accepted = {
            entry["rule"] for entry in self.get(id, "accepted", ()) if entry["until"] >= self.today
        }
        return [
            {"rule": rule, "severity": severity, "accepted": rule in accepted, "unproven": asked}
            for rule, (severity, asked) in sorted(found.items())
        ]

    # --- section 7: risk and learning

    def risk(self, id: str) -> dict[str, str] | None:
        level = self.level[id]
        if level is None:
            return None
        base = now = BASE[level][0]
        counted = [each for each in self.findings(id) if not each["accepted"]]
        critical = [each for each in counted if each["severity"] == C]
        known, relevant = self.coverage(id)
        if critical:
            now = min(base + 1, 5)
        elif (
            level != "3a"
            and all(each["severity"] != W for each in counted)
            and known == relevant
            and self.fresh(self.smell_test(id).get("date"), "review_days")
            and self.smell_test(id).get("own") == "yes"
        ):
            now = max(base - 1, 1)
        proven = base if critical and all(each["unproven"] for each in critical) else now
        contained = self.get(id, "exposure") not in {None, "internet"} and (
            self.practice(id, "segmentation") == "yes" or self.get(id, "evidence.wipeable") is True
        )

        def word(rank: int) -> str:
            return (
                "Controlled High"
                if (level, rank, contained) == ("3a", 4, True)
                else RISKS[rank - 1]
            )

        return {
            "base": "Controlled High" if level == "3a" else RISKS[base - 1],
            "now": word(now),
            "proven": word(proven),
        }

    def learning(self, id: str) -> dict[str, str] | None:
        level, purpose = self.level[id], self.get(id, "purpose")
        if level is None:
            return None
        rank = BASE[level][1]
        base = now = "Moderate" if level == "3b" else LEARNING[rank - 1]
        if level in {"2", "3a"}:
            if purpose == "reliability":
                now = "Moderate"
            elif purpose in {"entertainment", "convenience"}:
                now = "Low"
            elif purpose is None or not self.learned(id):
                now = LEARNING[rank - 2]
        return {"base": base, "now": now}

    def checked(self, id: str) -> dict[str, Any]:
        """A system as `NAME.check.json` of the vectors has it."""
        known, relevant = self.coverage(id)
        return {
            "id": id,
            "level": self.level[id],
            "missing": self._level(id)[1],
            "role": self.role(id),
            "self_hosted": self.self_hosted(id),
            "production": id in self.production,
            "through": self.through[id],
            "verdict": self.verdict(id),
            "answers_when_broken": self.owner(id, "recovery"),
            "answers_when_compromised": self.owner(id, "incidents"),
            "assessed": self.assessed(id),
            "coverage": {"known": known, "relevant": relevant},
            "risk": self.risk(id),
            "learning": self.learning(id),
            "findings": self.findings(id),
        }

    # --- section 8: losing a system

    def impact(self, lost: str) -> dict[str, Any]:
        """What the loss of a system means, as `NAME.impact.json` of the vectors has it."""
        active = [id for id in self.systems if self.active(id)]
        gone: set[str] = set()
        more = {lost}
        while more - gone:
            gone |= more
            more = {
                id
                for id in active
                if gone & {*self.named(id, "runs_on", "depends_on")}
                or (self.members(id) and gone.issuperset(self.members(id)))
            }
        left = [id for id in active if id not in gone]
        weakened = [id for id in left if gone & {*self.members(id)}]
        unprotected = [
            id
            for id in left
            if gone & {*self.destinations(id)} and not {*self.destinations(id)} - gone - {id}
        ]
        unrecoverable = [
            id
            for id in left
            if gone & {*self.named(id, "recovers_with")}
            and self.get(id, "evidence.offline_recovery") is not True
        ]
        unasked = [
            id
            for id in active
            if id != lost
            and id not in gone
            and "depends_on" in self.relevant(id)
            and self.get(id, "depends_on") is None
        ]
        blocked = any(self.in_own_right(id) for id in gone - {lost}) or any(
            id in self.production for id in (*unprotected, *unrecoverable)
        )
        careful = (
            len(gone) > 1
            or weakened
            or unprotected
            or unrecoverable
            or lost in self.production
            or (not self.inner(lost) and self.get(lost, "relied_on_for") is None)
            or self._data_may_be_lost(lost)
        )
        return {
            "id": lost,
            "decision": "blocked" if blocked else "careful" if careful else "clear",
            "breaks": sorted(gone - {lost}),
            "weakened": sorted(weakened),
            "unprotected": sorted(unprotected),
            "unrecoverable": sorted(unrecoverable),
            "orphans": sorted(self._orphans(lost, gone)),
            "reaches": sorted(self.reaches(lost)),
            "unasked": sorted(unasked),
        }

    def _data_may_be_lost(self, id: str) -> bool:
        if not self.keeps_something(id):
            return False
        if self.self_hosted(id):
            return not self.fresh(self.fact(id, "evidence.restore_tested"), "restore_days")
        exportable = self.get(id, "evidence.exportable")
        return self.level[id] in {"0", "1"} and exportable not in (True, "n/a")

    def _orphans(self, lost: str, gone: set[str]) -> set[str]:
        orphans: set[str] = set()
        while True:
            more = set()
            for id in self.systems:
                needed_by = {
                    by
                    for by in self.systems
                    if id in self.needs[by] and (self.active(by) or by == lost)
                }
                if (
                    self.active(id)
                    and id not in gone | orphans
                    and not self.in_own_right(id)
                    and self.get(id, "purpose") != "learning"
                    and needed_by
                    and needed_by <= orphans | {lost}
                ):
                    more.add(id)
            if not more:
                return orphans
            orphans |= more

    def reaches(self, start: str) -> set[str]:
        """What falls with a system that is compromised."""

        def onward(id: str) -> list[str]:
            hosted = [other for other in self.systems if self.get(other, "runs_on") == id]
            ids = (*self.named(id, "access_to"), *hosted, *self.members(id))
            return [other for other in ids if self.active(other)]

        return reached(onward(start), onward) - {start}
