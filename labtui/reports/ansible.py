"""`ansible`: an inventory with the systems as hosts, in groups by level, role and host."""

from __future__ import annotations

import re
from collections import defaultdict

from labtui.data.assessment.assessment import Assessment
from labtui.reports.report import Subject
from labtui.reports.urls import host_of
from labtui.reports.yaml_text import Unsafe, Yaml, yaml_text

_MACHINES = frozenset({"physical", "cluster", "vm", "vps", "network", "storage"})
"""What a URL leads to itself; that of an application may be the address of its proxy."""

_TEMPLATE = re.compile(r"\{[{%#]")


def report(subject: Subject) -> str:
    """All hosts with what is known of them, and the groups; retired systems are left out."""
    known = subject.lab.assessments
    listed = [known[id] for id in subject.ids if id in known]
    groups: dict[str, dict[str, Yaml]] = defaultdict(dict)
    for a in listed:
        for group in _groups(a):
            groups[group][a.id] = {}
    children: dict[str, Yaml] = {group: {"hosts": groups[group]} for group in sorted(groups)}
    everything: dict[str, Yaml] = {"hosts": {a.id: _variables(a) for a in listed}}
    if children:
        everything["children"] = children
    return (
        f"# The lab on {subject.today}, as an inventory of Ansible.\n"
        "# Groups: level_…, role_…, and on_… for what runs on a host.\n"
    ) + yaml_text({"all": everything})


def _groups(a: Assessment) -> list[str]:
    groups = [f"level_{a.level or 'unknown'}", f"role_{a.role or 'unknown'}"]
    if a.system.status == "planned":
        groups.append("planned")
    if a.system.runs_on:
        groups.append(f"on_{a.system.runs_on}")
    return [group.replace("-", "_") for group in groups]


def _variables(a: Assessment) -> dict[str, Yaml]:
    """What is known of a system; a name with braces is no template."""
    system = a.system
    is_machine = system.text("kind") in _MACHINES
    address = host_of((system.text("url") or "").strip()) if is_machine else ""
    name: Yaml = Unsafe(system.name) if _TEMPLATE.search(system.name) else system.name
    return {
        "ansible_host": address or None,
        "labtui_name": name,
        "labtui_level": a.level,
        "labtui_role": a.role,
        "labtui_risk": a.risk.now if a.risk else None,
        "labtui_kind": system.text("kind"),
        "labtui_runs_on": system.runs_on,
    }
