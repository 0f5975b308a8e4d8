"""The words of each finding: title, message and remedy, to the letter."""

from __future__ import annotations

from labtui.data.assessment.explain import why_finding
from labtui.data.framework.layers import LAYERS
from tests.data.assessment.rules.cases import OWNERS, history
from tests.data.generate import put
from tests.data.labs import Raw, days_ago, lab, smell_test
from tests.rows import each_row

DATA = {"relied_on_for": ["data"]}
NAS = {"id": "nas"}
PROD = {"id": "prod", **DATA}
MANY = tuple({"id": f"user{n}", "depends_on": ["it"], "purpose": "reliability"} for n in range(10))
SIX_OF_TEN = "user0, user1, user2, user3, user4, user5 and 4 more"
RESTORE_180 = "2026-05-24 (181 days ago); limit: 180 days"
RENTED_OK = {"evidence.monitored": True, "evidence.restore_tested": days_ago(1)}
AGAIN = "Take the smell test again."
NO, UNSURE = "You answered no in the smell test.", 'You answered "don\'t know" in the smell test.'
CRITICAL, WARNING, NOTICE = (
    f" Counts as {s} until answered." for s in ("critical", "warning", "notice")
)

Words = tuple[str, str, dict[str, object], tuple[Raw, ...], str, str, str]
"""A rule, the level, facts, other systems; then title, message and remedy."""

WORDS: tuple[Words, ...] = (
    (
        *("level-undetermined", "?", {}, ()),
        "Who runs its operating system?",
        "Its level depends on the answer." + WARNING,
        "Choose who is responsible, here.",
    ),
    (
        *("level-undetermined", "?", {"owners.os": "you", "runs_on": "nas", **DATA}, (NAS,)),
        "Who runs its hardware?",
        "Its level depends on the answer." + CRITICAL,
        "Choose who is responsible, here or on nas.",
    ),
    (
        *("never-assessed", "?", {}, ()),
        "No smell test yet",
        "Its five questions have no answers yet." + NOTICE,
        "Answer the five questions.",
    ),
    (
        *("never-assessed", "?", {"smell_test": smell_test(days=None), **DATA}, ()),
        "No smell test yet",
        "Its answers have no date and do not count." + WARNING,
        "Answer the five questions.",
    ),
    (
        *("assessment-stale", "?", {"smell_test": smell_test(days=181)}, ()),
        "Smell test is too old",
        f"Last smell test: {RESTORE_180}.",
        AGAIN,
    ),
    (
        *("assessment-stale", "?", {"smell_test": smell_test(days=-1)}, ()),
        "Smell test is too old",
        "Last smell test: 2026-11-22 is in the future and does not count.",
        AGAIN,
    ),
    (
        *("changed-since-assessment", "?"),
        *({"smell_test": smell_test(), "changed": days_ago(1)}, ()),
        "Changed since the smell test",
        "It changed on 2026-11-20. The smell test is from 2026-11-11.",
        "Take the smell test again and check each answer.",
    ),
    (
        *("changed-since-assessment", "?"),
        {
            "smell_test": smell_test(),
            "changed": days_ago(1),
            "history": [
                {"date": days_ago(20), "event": "changed", "note": "tested since"},
                {"date": days_ago(3), "event": "changed", "note": "moved to node 2"},
                {"date": days_ago(1), "event": "changed", "note": "moved to node 3"},
            ],
        },
        (),
        "Changed since the smell test",
        "It changed on 2026-11-20: moved to node 3. Before that: moved to node 2 (2026-11-18). "
        "The smell test is from 2026-11-11.",
        "Take the smell test again and check each answer.",
    ),
    (
        *("outgrew-assessment", "3", history((3, "assessed", "2")), ()),
        "New level since the smell test",
        "At the smell test it was level 2. Now it is level 3a.",
        AGAIN,
    ),
    (
        *("unanswered", "0", {}, ()),
        "Facts not answered",
        "12 of 24 facts that matter here are not answered." + NOTICE,
        "Answer the facts marked ?.",
    ),
    (
        *("unowned-layer", "?", {"owners.backups": "nobody", "owners.network": "nobody"}, ()),
        "Nobody is responsible",
        "Nobody is responsible for its network and backups. It is still your problem.",
        "Do it yourself or find someone.",
    ),
    (
        *("unowned-layer", "?"),
        {
            f"owners.{layer}": "nobody"
            for layer in LAYERS
            if layer not in {"hardware", "os", "application"}
        },
        (),
        "Nobody is responsible",
        "Nobody is responsible for its network, hypervisor, firewall, updates, backups, recovery "
        "and 3 more. It is still your problem.",
        "Do it yourself or find someone.",
    ),
    (
        *("responsibility-gap", "2", {"owners.firewall": "provider"}, ()),
        "Tasks left to the provider",
        "You run it, but list the provider as responsible for firewall.",
        'Check the contract. Choose "you" for what it does not cover.',
    ),
    (
        *("not-as-intended", "2", {"intended_level": "0"}, ()),
        "Not the level you intended",
        "You intended level 0. The facts make it level 2.",
        "Change the facts or the intended level.",
    ),
    (
        *("production-in-denial", "3"),
        *({"intended_level": "3a", "relied_on_for": ["data", "income", "data"]}, ()),
        "A lab that people rely on",
        "You intended a lab (3a), but people rely on it for data and income. "
        "That makes it production (3b).",
        "Treat it as production, or change what needs it.",
    ),
    (
        *("production-in-denial", "3", {"intended_level": "3a"}, MANY),
        "A lab that people rely on",
        f"You intended a lab (3a), but {SIX_OF_TEN} need it. That makes it production (3b).",
        "Treat it as production, or change what needs it.",
    ),
    (
        *("production-in-denial", "3", {"intended_level": "3a", "purpose": "reliability"}, ()),
        "A lab that people rely on",
        "You intended a lab (3a), but its purpose is reliability. That makes it production (3b).",
        "Treat it as production, or change what needs it.",
    ),
    (
        *("production-in-denial", "3", {"evidence.wipeable": False, "purpose": "learning"}, ()),
        "A lab you cannot wipe",
        "It is a lab, but you said it is not safe to wipe.",
        "Move what you would miss elsewhere.",
    ),
    (
        *("production-in-denial", "3", {"evidence.wipeable": False, "intended_level": "3a"}, ()),
        "A lab you cannot wipe",
        "It is meant as a lab, but you said it is not safe to wipe.",
        "Move what you would miss elsewhere.",
    ),
    (
        *("lab-is-dependency", "3", {"purpose": "learning"}, MANY),
        "Production needs this lab",
        f"Its purpose is learning, but production needs it: {SIX_OF_TEN}.",
        "Treat it as production, or change what needs it.",
    ),
    (
        *("rests-on-lab", "3", {"runs_on": "pve", "depends_on": ["vm"], **DATA}),
        ({"id": "pve", "purpose": "learning"}, {"id": "vm", "purpose": "learning"}),
        "Depends on a lab",
        "People rely on it, and it needs pve, which is for learning: it → pve.",
        "Move it off pve, or run pve as production.",
    ),
    (
        *("exposed-unprotected", "2"),
        *({"exposure": "internet", "practices.access_control": "no"}, ()),
        "On the internet, unprotected",
        "It is reachable from the internet, and access control is missing.",
        "Require a login for it, or close it to the internet.",
    ),
    (
        *("exposed-unprotected", "2"),
        *({"exposure": "internet", "practices.access_control": "partly"}, ()),
        "On the internet, unprotected",
        "It is reachable from the internet, and access control is only partly in place.",
        "Require a login for it, or close it to the internet.",
    ),
    (
        *("exposed-unprotected", "2", {"exposure": "internet"}, ()),
        "Is access to it controlled?",
        "It is reachable from the internet." + WARNING,
        "Require a login for it, or close it to the internet.",
    ),
    *(
        (
            *("exposed-lab", "3", {"exposure": "internet", **purpose}, ()),
            f"{what} on the internet",
            "It is reachable from the internet and not run as production.",
            "Put it behind a VPN or close its ports.",
        )
        for what, purpose in (
            ("Lab", {"purpose": "learning"}),
            ("Home server", {"purpose": "convenience"}),
            ("Level 3a", {}),
        )
    ),
    (
        *("dangling-reference", "?", {"runs_on": "old", "depends_on": ["lost"]}),
        ({"id": "old", "status": "retired"},),
        "Names a missing system",
        '"Runs on" names old, which is retired. "Depends on" names lost, which does not exist.',
        "Name the replacement, or clear old and lost.",
    ),
    (
        *("dangling-reference", "?", {"access_to": ["a", "b", "old", "older"]}),
        ({"id": "old", "status": "retired"}, {"id": "older", "status": "retired"}),
        "Names a missing system",
        '"Admin access to" names a and b, which do not exist. '
        '"Admin access to" names old and older, which are retired.',
        "Name the replacement, or clear a, b, old and older.",
    ),
    (
        *("dependency-cycle", "?", {"runs_on": "nas"}, ({**NAS, "depends_on": ["it"]},)),
        "Circular dependency",
        "It needs itself: it → nas → it. After a power failure, none of them can start first.",
        "Remove one dependency. If any member of a group will do, name the group.",
    ),
    *(
        (*(rule, level, {f"smell_test.{question}": answer}, ()), title, message, remedy)
        for rule, question, titles, remedies in (
            (
                *("cannot-restore", "restore"),
                ("You could not restore it", "Could you restore it?"),
                ("Export your data and open the export.", "Restore it once on another machine."),
            ),
            (
                *("cannot-detect", "detect"),
                ("A break-in would go unnoticed", "Would you notice a break-in?"),
                (
                    "Turn on sign-in alerts and check the active sessions.",
                    "Send login alerts to a place you read every day.",
                ),
            ),
            (
                *("not-understood", "understand"),
                ("Its security is not understood", "Do you know how it is secured?"),
                ("Write down who can reach it, who can log in, and what each can do.",) * 2,
            ),
            (
                *("cannot-rebuild", "rebuild"),
                ("You could not rebuild it", "Could you rebuild it?"),
                (
                    "Write down its accounts and settings.",
                    "Rebuild it once from your notes and add what is missing.",
                ),
            ),
        )
        for answer, title, message in zip(("no", "unsure"), titles, (NO, UNSURE), strict=True)
        for level, remedy in zip(("0", "2"), remedies, strict=True)
    ),
    (
        *("not-owning-outcome", "2", {"smell_test.own": "no"}, ()),
        "Outcome not accepted",
        "You run it, but are not comfortable being responsible.",
        "Fix what worries you, give it to someone else, or retire it.",
    ),
    (
        *("trusting-marketing", "0", {}, ()),
        "Could you get your data back?",
        "Do you know where it is, how it is backed up and how to export it?" + WARNING,
        "Ask the vendor, then export once and open the export.",
    ),
    (
        *("trusting-marketing", "0"),
        *({"evidence.data_located": False, "evidence.exportable": False}, ()),
        "You may lose access to your data",
        "You do not know where your data is or how to export it. "
        "Not answered: how it is backed up.",
        "Ask the vendor, then export once and open the export.",
    ),
    (
        *("mfa-not-enforced", "0", {"evidence.mfa": False}, ()),
        "MFA not enforced",
        "MFA is not enforced.",
        "Turn on MFA for every account.",
    ),
    (
        *("mfa-not-enforced", "2"),
        *({"evidence.mfa": False, "exposure": "internet", "relied_on_for": ["identity"]}, ()),
        "MFA not enforced",
        "MFA is not enforced, and other logins depend on it, and it is reachable from the "
        "internet.",
        "Turn on MFA for every account.",
    ),
    (
        *("mfa-not-enforced", "0", {"relied_on_for": ["authentication"]}, ()),
        "Is MFA enforced?",
        "Other logins depend on it." + CRITICAL,
        "Turn on MFA for every account.",
    ),
    (
        *("managed-not-secure", "1", {"evidence.config_reviewed": days_ago(366)}, ()),
        "Settings not reviewed",
        "Settings last reviewed: 2025-11-20 (366 days ago); limit: 365 days.",
        "Check who has access, what is public and what is logged.",
    ),
    (
        *("managed-not-secure", "1", {}, ()),
        "When were its settings reviewed?",
        "The provider does not check them." + NOTICE,
        "Check who has access, what is public and what is logged.",
    ),
    (
        *("breach-unplanned", "1", {"evidence.breach_plan": False}, ()),
        "No plan for a provider breach",
        "You do not know your responsibilities if the provider is breached.",
        "Write down which data is there and whom you must inform.",
    ),
    (
        *("breach-unplanned", "1", {}, ()),
        "Is there a plan for a breach?",
        "Do you know your responsibilities?" + NOTICE,
        "Write down which data is there and whom you must inform.",
    ),
    (
        *("renting-risk", "2", {}, ()),
        "Backups and monitoring in place?",
        "Does anything alert you when it is down? Where are its backups? "
        "When was a restore tested?" + WARNING,
        "Let another machine check it. Back it up outside this provider. Restore one backup.",
    ),
    (
        *("renting-risk", "2", {"evidence.restore_tested": days_ago(181), "backs_up_to": []}, ()),
        "Backup or monitoring gap",
        "It has no active backup destination. "
        f"Restore last tested: {RESTORE_180}. Does anything alert you when it is down?",
        "Back it up outside this provider. Restore one backup. Let another machine check it.",
    ),
    (
        *("renting-risk", "2"),
        *({**RENTED_OK, "backs_up_to": ["it"], "evidence.monitored": False}, ()),
        "Backup or monitoring gap",
        "Nothing alerts you when it is down.",
        "Let another machine check it.",
    ),
    (
        *("disposable-production", "2", {"purpose": "convenience", **DATA}, ()),
        "Purpose does not match its use",
        "People rely on it for data, but its purpose is convenience.",
        "Set its purpose to reliability, or give people another system.",
    ),
    (
        *("casual-production", "3", {"purpose": "entertainment"}, MANY[:1]),
        "Purpose does not match its use",
        "user0 needs it, but its purpose is entertainment.",
        "Set its purpose to reliability, or give people another system.",
    ),
    (
        *("untested-backups", "3"),
        *({"evidence.restore_tested": days_ago(181), "backs_up_to": ["it"], **DATA}, ()),
        "Restore test too old",
        f"Restore last tested: {RESTORE_180}.",
        "Restore one backup on another machine.",
    ),
    (
        *("untested-backups", "3"),
        *({"evidence.restore_tested": "never", "backs_up_to": ["it"], **DATA}, ()),
        "Restore not tested",
        "Restore last tested: never.",
        "Restore one backup on another machine.",
    ),
    (
        *("untested-backups", "3", {"backs_up_to": ["nas", "it"], **DATA}, (NAS,)),
        "Was a restore ever tested?",
        "It is backed up to nas and itself." + CRITICAL,
        "Restore one backup on another machine.",
    ),
    (
        *("unmonitored", "3", {"evidence.monitored": False, **DATA}, ()),
        "Not monitored",
        "Nothing alerts you when it is down.",
        "Let another machine check it and alert you.",
    ),
    (
        *("unmonitored", "3", DATA, ()),
        "Is it monitored?",
        "Does anything alert you when it is down?" + CRITICAL,
        "Let another machine check it and alert you.",
    ),
    (
        *("no-backups", "3", {"backs_up_to": [], **DATA}, ()),
        "No backups",
        "It has no backup, and its data may exist only here.",
        "Back it up to another machine.",
    ),
    (
        *("no-backups", "3", {"backs_up_to": ["gone", "box", "nas", "gone"], **DATA}),
        ({"id": "box", "status": "planned"}, {"id": "nas", "status": "planned"}),
        "No backups",
        "Its backups go to gone, which is missing, and to box and nas, which are planned.",
        "Back it up to another machine.",
    ),
    (
        *("no-backups", "3", {"purpose": "reliability"}, ()),
        "Is it backed up?",
        "Its data may exist only here." + CRITICAL,
        'Back it up to another machine, or set Holds to "nothing" if nothing would be missed.',
    ),
    (
        *("no-backups", "3", {"purpose": "reliability", "holds": "originals"}, ()),
        "Is it backed up?",
        "Its data may exist only here." + CRITICAL,
        "Back it up to another machine.",
    ),
    (
        *("not-rebuildable", "3", {"practices.documentation": "no"}, ()),
        "No documentation",
        "There is no documentation to rebuild it from.",
        "Write down the steps, or keep its configuration in git.",
    ),
    (
        *("just-infrastructure", "3", {"intended_level": "3a", "purpose": "convenience"}, ()),
        "Meant as a lab, not for learning",
        "You intended a lab (3a), but its purpose is convenience.",
        "Set its purpose to learning, or clear the intended level.",
    ),
    (
        *("nothing-learned", "3", {"purpose": "learning"}, ()),
        "Nothing tried recently",
        "No experiment, rebuild or incident in the last 180 days.",
        "Try something on it and note the result.",
    ),
    (
        *("stale-patches", "3", {"evidence.patched": days_ago(46), "exposure": "internet"}, ()),
        "Not patched recently",
        "Last patched: 2026-10-06 (46 days ago); limit: 45 days. "
        "It is reachable from the internet.",
        "Update it. Use automatic updates where you can.",
    ),
    (
        *("stale-patches", "3", {"evidence.patched": "never"}, ()),
        "Not patched recently",
        "Last patched: never.",
        "Update it. Use automatic updates where you can.",
    ),
    (
        *("stale-patches", "3", DATA, ()),
        "When was it last patched?",
        WARNING.lstrip(),
        "Update it. Use automatic updates where you can.",
    ),
    (
        *("stale-patches", "3", {"exposure": "internet", **DATA}, ()),
        "When was it last patched?",
        "It is reachable from the internet." + CRITICAL,
        "Update it. Use automatic updates where you can.",
    ),
    (
        *("backup-on-itself", "3", {"backs_up_to": ["it", "nas"], "runs_on": "host"}),
        ({**NAS, "runs_on": "host"}, {"id": "host"}),
        "Backups on the same machine",
        "Its backups go to itself and nas, on the same machine (host). If host fails, both are "
        "lost.",
        "Add a backup on another machine.",
    ),
    (
        *("one-site-backups", "3", {"backs_up_to": ["nas"], "site": "home", **DATA}),
        ({**NAS, "site": "home"},),
        "No backup at another site",
        "It has irreplaceable data, and every copy is at home.",
        "Keep one copy at another site.",
    ),
    (
        *("one-site-backups", "3", {"backs_up_to": ["nas", "box"], **DATA}),
        ({**NAS, "site": "home"}, {"id": "box"}),
        "Is a backup at another site?",
        "The site of it and box is not answered." + WARNING,
        "Keep one copy at another site.",
    ),
    (
        *("recovery-loop", "3", {"recovers_with": ["vault"]}),
        ({"id": "vault", "backs_up_to": ["it"]},),
        "Circular recovery",
        "To recover it you need vault, and to recover vault you need it: "
        "it → recovers with vault → is backed up only to it.",
        "Keep those keys or notes on paper too, then set Offline copy to yes. "
        "Or add a second backup destination.",
    ),
    (
        *("recovery-loop", "3", {"recovers_with": ["it"]}, ()),
        "Circular recovery",
        "To recover it you need itself: it → recovers with it.",
        "Keep those keys or notes on paper too, then set Offline copy to yes.",
    ),
    (
        *("exposed-keys", "3"),
        {"access_to": ["prod"], "exposure": "internet", "practices.access_control": "yes"},
        (PROD,),
        "Has admin access to production",
        "It has admin access to prod and is reachable from the internet.",
        "Remove the keys, limit what they can do, or close it to the internet.",
    ),
    (
        *("exposed-keys", "3"),
        {"access_to": ["prod"], "exposure": "internet", "practices.access_control": "partly"},
        (PROD,),
        "Has admin access to production",
        "It has admin access to prod and is reachable from the internet, without full access "
        "control.",
        "Remove the keys, limit what they can do, or close it to the internet.",
    ),
    (
        *("exposed-keys", "3", {"access_to": ["prod"], "purpose": "learning"}, (PROD,)),
        "Has admin access to production",
        "Its purpose is learning, but it has admin access to prod.",
        "Remove the keys, limit what they can do, or close it to the internet.",
    ),
    (
        *("exposed-keys", "3", {"access_to": ["prod"], "exposure": "internet"}, (PROD,)),
        "Is its admin access safe?",
        "It has admin access to prod and is on the internet. Is access to it controlled?"
        + CRITICAL,
        "Remove the keys, limit what they can do, or close it to the internet.",
    ),
    (
        *("only-you", "3", {"used_by": ["Kim", "Bo"], "stand_ins": [], **DATA}, ()),
        "Nobody can take over",
        "Kim and Bo use it, and nobody can take over when you cannot.",
        "Show one person how to restore it.",
    ),
    (
        *("only-you", "3", {"used_by": ["Kim"], **DATA}, ()),
        "Who can take over?",
        "Kim uses it." + NOTICE,
        "Show one person how to restore it.",
    ),
    (
        *("practices-missing", "3"),
        {"practices.failure_scenarios": "no", "practices.segmentation": "no"},
        (),
        "Good practices missing",
        "Not done: network segmentation and failure scenarios.",
        "Do a first step for network segmentation.",
    ),
    (
        *("idle-hardware", "3", {"utilization": 4}, ()),
        "Hardware hardly used",
        "Its hardware is 4 % busy.",
        "Run more on it, or turn it off.",
    ),
)


@each_row("words", WORDS, ids=[f"{number}-{words[0]}" for number, words in enumerate(WORDS)])
def test_a_finding_has_these_words(words: Words) -> None:
    rule, level, facts, others, *expected = words
    raw: Raw = {"id": "it", "owners": dict(OWNERS[level])}
    for key, value in facts.items():
        put(raw, key, value)
    found = lab(raw, *others)
    a = found.assessments["it"]

    why = why_finding(found, a, next(f for f in a.findings if f.rule == rule))

    assert [why.subject, why.rule, why.remedy] == expected
    assert len(why.subject) <= 32
