"""A realistic lab of any size, as raw tables or as TOML: hosts, guests, backup targets.

Every fourth host is a member of a cluster. A password manager recovers with the target it is backed
up to, and that with the password manager: a recovery loop that all backups lead to.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import tomli_w

from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES

TODAY = date(2026, 11, 21)
GUESTS_A_HOST = 25


VAULT = {
    "id": "vault",
    "name": "Password manager",
    "runs_on": "host-0",
    "relied_on_for": ["authentication"],
    "backs_up_to": ["target-0"],
    "recovers_with": ["target-0"],
}


def tables(count: int) -> list[dict[str, Any]]:
    """`count` systems: one host for 25 guests, targets, clusters, a vault, the rest guests."""
    random = Random(count)
    hosts = max(3, count // (GUESTS_A_HOST + 1))
    found = [_host(random, number) for number in range(hosts)]
    found += [_target(number) for number in range(3)]
    found += [
        {"id": f"cluster-{number}", "name": f"Cluster {number}"} for number in range(hosts // 12)
    ]
    found.append(VAULT)
    found += [_guest(random, number, hosts) for number in range(count - len(found))]
    return found


def toml(count: int) -> str:
    """The same as an inventory file."""
    text = tomli_w.dumps({"systems": tables(count)})
    return "schema = 1\n\n" + text


def _host(random: Random, number: int) -> dict[str, Any]:
    return {
        "id": f"host-{number}",
        "name": f"Host {number}",
        "kind": "physical",
        "purpose": random.choice(["learning", "convenience"]),
        "exposure": "lan",
        "backs_up_to": [f"target-{number % 3}"],
        **({"member_of": f"cluster-{number // 12}"} if number % 4 == 3 else {}),
        "owners": dict.fromkeys(LAYERS, "you"),
        "practices": dict.fromkeys(PRACTICES, "yes"),
        "evidence": {
            "patched": TODAY - timedelta(days=random.randrange(60)),
            "restore_tested": TODAY - timedelta(days=random.randrange(300)),
            "monitored": True,
        },
    }


def _target(number: int) -> dict[str, Any]:
    return {
        "id": f"target-{number}",
        "name": f"Backup target {number}",
        "kind": "storage",
        "owners": dict.fromkeys(LAYERS, "you"),
        "relied_on_for": ["data"],
        **({} if number else {"recovers_with": ["vault"]}),
    }


def _guest(random: Random, number: int, hosts: int) -> dict[str, Any]:
    guest: dict[str, Any] = {
        "id": f"guest-{number}",
        "name": f"Guest {number}",
        "kind": "container",
        "description": "A service of the kind every homelab runs, and then some more of them",
        "runs_on": f"host-{random.randrange(hosts)}",
        "purpose": random.choice(["learning", "entertainment", "convenience"]),
        "exposure": random.choice(["lan", "vpn", "internet"]),
        "tags": ["docker", "auto"],
        "evidence": {"patched": TODAY - timedelta(days=random.randrange(90))},
    }
    if number and random.random() < 0.3:
        guest["depends_on"] = [f"guest-{random.randrange(number)}"]
    if number % 40 == 7:
        guest["recovers_with"] = ["vault"]
    if random.random() < 0.1:
        guest["relied_on_for"] = ["workflow"]
    return guest
