"""What a system is, why it exists and from where it can be reached (framework, section 2).

Each table maps the value as it stands in the file to its meaning.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "physical",
    "cluster",
    "vm",
    "container",
    "app",
    "network",
    "storage",
    "vps",
    "platform",
    "saas",
    "other",
]


KINDS: dict[Kind, str] = {
    "physical": "a machine you can touch",
    "cluster": "several machines as one",
    "vm": "a virtual machine",
    "container": "a container",
    "app": "an application",
    "network": "a router, switch or access point",
    "storage": "a NAS or backup target",
    "vps": "a rented server",
    "platform": "a managed platform",
    "saas": "software as a service",
    "other": "something else",
}


Status = Literal["active", "planned", "retired"]


STATUSES: dict[Status, str] = {
    "active": "in service",
    "planned": "not there yet",
    "retired": "taken out of service",
}


Purpose = Literal["learning", "reliability", "entertainment", "convenience"]


PURPOSES: dict[Purpose, str] = {
    "learning": "built to learn from",
    "reliability": "it has to work",
    "entertainment": "for fun",
    "convenience": "nice to have",
}


Use = Literal[
    "authentication",
    "storage",
    "identity",
    "communication",
    "connectivity",
    "workflow",
    "income",
    "reputation",
    "safety",
    "data",
]


USES: dict[Use, str] = {
    "authentication": "logging in to other things",
    "storage": "where files are kept",
    "identity": "who people are",
    "communication": "mail, chat, calls",
    "connectivity": "others' network or DNS",
    "workflow": "daily work",
    "income": "money",
    "reputation": "your good name",
    "safety": "heating, locks, alarms",
    "data": "data that cannot be replaced",
}
"""What people rely on a system for."""


Exposure = Literal["isolated", "lan", "vpn", "internet"]


EXPOSURES: dict[Exposure, str] = {
    "isolated": "reaches nothing, reached by nothing",
    "lan": "from the local network",
    "vpn": "from outside over a VPN",
    "internet": "from anywhere",
}
