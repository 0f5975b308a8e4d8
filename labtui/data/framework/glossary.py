"""The glossary: what each word of the framework means, for `?` and the docs."""

from typing import NamedTuple


class Term(NamedTuple):
    """A word, and what it means in a sentence or two."""

    name: str
    text: str


GLOSSARY: dict[str, Term] = {
    "level": Term(
        "Level",
        "how much of a system is yours to run. It follows from who is responsible for operating"
        " system, hardware and application.",
    ),
    "0": Term("0 SaaS", "the provider runs everything. Yours: accounts, access, your data."),
    "1": Term(
        "1 Managed platform",
        "the provider runs the server. Yours: the application and its settings.",
    ),
    "2": Term(
        "2 VPS / cloud VM",
        "rented hardware. Yours: everything from the operating system up.",
    ),
    "3a": Term(
        "3a Full-stack homelab (or home server)",
        "all is yours and nobody relies on it. It may fail.",
    ),
    "3b": Term(
        "3b Full-stack production",
        "all is yours and people rely on it. It must not fail. (2, 3a and 3b are self-hosted.)",
    ),
    "role": Term(
        "Role",
        "its use in one word: service (consumed), platform, production, lab, home server, rented"
        " server (infrastructure), not known.",
    ),
    "production": Term(
        "Production",
        "people rely on it, its purpose is reliability, or such a system needs it.",
    ),
    "layer": Term("Layer", "one of 12 parts of running a system, such as firewall or backups."),
    "responsible": Term(
        "Responsible",
        "who does the work: you, shared (you and the provider), provider (a company, employer or"
        " friend), nobody (counts as yours), n/a (does not exist here).",
    ),
    "practice": Term("Practice", "one of 6 good habits, such as documentation."),
    "inherited": Term(
        "Inherited",
        "no answer of its own, so the host's or group's counts. Shown: ↑ and the id of the host;"
        " commands write from and the id.",
    ),
    "group": Term(
        "Group",
        "systems that do the same job. If one member fails, the group still works.",
    ),
    "purpose": Term(
        "Purpose",
        "why it exists. learning: to learn, it may break; reliability: it has to work;"
        " entertainment: for fun; convenience: useful, not needed.",
    ),
    "exposure": Term(
        "Exposure",
        "from where it can be reached. isolated: no network in or out; lan: local network only;"
        " vpn: from outside through a VPN; internet: from anywhere.",
    ),
    "relied_on_for": Term(
        "Relied on for",
        "what people would miss tomorrow. authentication: logging in to other systems; storage:"
        " files kept here; identity: accounts that say who people are; communication: mail, chat,"
        " calls; connectivity: network or DNS of others; workflow: daily work; income: earning"
        " money; reputation: how others see you; safety: heating, locks, alarms; data: data that"
        " cannot be replaced.",
    ),
    "no_originals": Term(
        "No originals (keeps nothing)",
        "losing it loses no data, since it holds nothing or only copies. If not answered, or if"
        " people rely on it for data or storage, it counts as originals.",
    ),
    "destination": Term("Backup destination", "an active system where its backups are kept."),
    "site": Term("Site", "a place. One fire, theft or power failure affects everything there."),
    "finding": Term(
        "Finding",
        "the facts do not fit how the system is used: critical, warning or notice.",
    ),
    "proven": Term(
        "Proven / unproven",
        "an answer shows the problem / an answer is missing. Unproven ones are shown as questions"
        " and count until you answer.",
    ),
    "accepted": Term(
        "Accepted",
        "you accept this risk until a date. It stays listed but does not count.",
    ),
    "risk": Term(
        "Risk",
        "base risk comes from the level. Risk now is one step higher with a critical finding, one"
        " lower when all is answered and in order (not at 3a). Proven risk does not count critical"
        " questions.",
    ),
    "controlled_high": Term(
        "Controlled High",
        "high but contained: not on the internet, and on a separate network or safe to wipe.",
    ),
    "learning": Term(
        "Learning, learned",
        "how much you learn by running it: Low, Medium, High or Very High, as squares ■ to ■■■■.",
    ),
    "smell_test": Term("Smell test", "five questions about one system, to be answered honestly."),
    "verdict": Term(
        "Operated by (verdict)",
        "you (operating: you accept the outcome), the provider (consuming, levels 0 and 1), no one"
        " yet (consuming, self-hosted: you do not accept the outcome), not decided.",
    ),
    "answered": Term(
        "Answered",
        'how many facts that matter here have an answer. "Don\'t know" and "never" are answers.',
    ),
    "too_old": Term(
        "Too old",
        "a date counts for some days only, for example 180 for a restore test. The columns Patched,"
        " Restored (when a restore last worked) and Smell test show ━━━╌╌ 41d: it is 41 days old,"
        " the bar is the time it still counts. late 12d: too old for 12 days.",
    ),
    "reach": Term(
        "Reach",
        "what an attacker can reach from it: systems it hosts, members, systems it administers.",
    ),
    "never_asked": Term("Never asked", "what it needs to work is not answered."),
    "decision": Term(
        "Blocked, careful, clear",
        "do not retire it yet; retire it with care; nothing known stands in the way.",
    ),
    "status": Term(
        "Planned, active, retired",
        "not running yet, in use, out of service (record kept).",
    ),
    "what_if": Term("What-if", "you try changes; nothing is saved until you choose Save."),
    "filter": Term(
        "Filter",
        "every word has to match. A word is looked for in name, id, tags, level, role, purpose and"
        " findings; level:3b, risk:critical or tag:rack in one field; on:pve1, needs:nas, group:dns"
        " and backup:nas among what stands in that relation, on and needs also through others."
        " unproven: critical findings or warnings that are not proven. unanswered:"
        " facts that matter and have no answer. due:late and due:coming: something falls due."
        " intended:no: not the level that was intended. site:none: this field is not answered."
        ' What has a blank stands in quotes: needs:"Proxmox cluster".',
    ),
    "signs": Term(
        "Signs",
        "× critical, ▲ warning, · notice; ? not proven or not answered. – does not apply, — nothing"
        " to show. A bold name is production. ▌ the cursor, ● marked, • the answer there is, *"
        " changed and not saved. ▾ unfolded, ▸ folded. ↑ and a name: inherited from there.",
    ),
    "squares": Term(
        "Squares and bars",
        "■ proven, □ not proven: one square for Low risk, five for Critical; ■■■▄ is Controlled"
        " High. Where systems are counted, ■ is one, or as many as the heading says. ━ time that is"
        " left or what is answered, ╌ the rest. ▁ to ▇: how many in a month.",
    ),
    "blocks": Term(
        "Blocks",
        "who is responsible for a layer: ▄▄▄ you, ▄▄░ shared, ░░░ the provider, × nobody, ? not"
        " answered, – n/a. A dot or ▁▁▁: as its host.",
    ),
    "arrows": Term(
        "Arrows on the map and in trees",
        "↑ worse than usual at its level, ↓ better, ← learns less. In a tree, ↑ and ↓: what it"
        " needs stands further up or down.",
    ),
    "history_signs": Term(
        "Signs of the history",
        "+ added, ~ changed, ◆ smell test, * experiment, ↻ rebuilt, ! incident, × retired. Of a"
        " smell test: ✓ yes, ✗ no, ? don't know, ● the question asked now, · not asked yet.",
    ),
}
"""The words by a short key that screens name them by, in the order of the docs."""
