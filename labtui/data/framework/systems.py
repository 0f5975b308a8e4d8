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
    "physical": "machine",
    "cluster": "several machines",
    "vm": "a virtual machine",
    "container": "a container",
    "app": "an application",
    "network": "router or switch",
    "storage": "NAS",
    "vps": "rented server",
    "platform": "a managed platform",
    "saas": "software as a service",
    "other": "something else",
}


KIND_LETTERS: dict[Kind, str] = {
    "physical": "p",
    "cluster": "c",
    "vm": "v",
    "container": "o",
    "app": "a",
    "network": "r",
    "storage": "s",
    "vps": "e",
    "platform": "m",
    "saas": "f",
    "other": "x",
}
"""The key that answers with each kind: a letter of its name or meaning."""


Status = Literal["active", "planned", "retired"]


STATUSES: dict[Status, str] = {
    "active": "in use",
    "planned": "not running yet",
    "retired": "out of service (record kept)",
}


STATUS_LETTERS: dict[Status, str] = {"active": "a", "planned": "p", "retired": "r"}
"""The key that answers with each status."""


Purpose = Literal["learning", "reliability", "entertainment", "convenience"]


PURPOSES: dict[Purpose, str] = {
    "learning": "to learn, it may break",
    "reliability": "it has to work",
    "entertainment": "for fun",
    "convenience": "useful, not needed",
}


PURPOSE_LETTERS: dict[Purpose, str] = {
    "learning": "l",
    "reliability": "r",
    "entertainment": "e",
    "convenience": "c",
}
"""The key that answers with each purpose."""


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
    "authentication": "logging in to other systems",
    "storage": "files kept here",
    "identity": "accounts that say who people are",
    "communication": "mail, chat, calls",
    "connectivity": "network or DNS of others",
    "workflow": "daily work",
    "income": "earning money",
    "reputation": "how others see you",
    "safety": "heating, locks, alarms",
    "data": "data that cannot be replaced",
}
"""What people rely on a system for."""


USE_LETTERS: dict[Use, str] = {
    "authentication": "a",
    "storage": "s",
    "identity": "i",
    "communication": "c",
    "connectivity": "o",
    "workflow": "w",
    "income": "m",
    "reputation": "r",
    "safety": "h",
    "data": "p",
}
"""The key that answers with each use: a letter of its name or meaning. `n` is nothing."""


Holds = Literal["nothing", "copies", "originals"]


HOLDS: dict[Holds, str] = {
    "nothing": "can be rebuilt, nothing would be missed",
    "copies": "only copies",
    "originals": "data that exists only here",
}
"""What data is in a system."""


HOLDS_LETTERS: dict[Holds, str] = {"nothing": "n", "copies": "c", "originals": "o"}
"""The key that answers with each of them."""


Exposure = Literal["isolated", "lan", "vpn", "internet"]


EXPOSURES: dict[Exposure, str] = {
    "isolated": "no network in or out",
    "lan": "local network only",
    "vpn": "from outside through a VPN",
    "internet": "from anywhere",
}


EXPOSURE_LETTERS: dict[Exposure, str] = {"isolated": "i", "lan": "l", "vpn": "v", "internet": "e"}
"""The key that answers with each exposure: its initial, or the e of internet, as `i` is taken.

The o of isolated is that of originals, which are asked about just before."""
