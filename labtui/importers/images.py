"""What the image of a container tells of its part in an app."""

from __future__ import annotations

import re
from functools import lru_cache

_HELPERS = re.compile(
    r"""(?:^|.*[-_.])(?:
    postgres(?:ql)?|postgis|timescaledb(?:-ha)?|pgvector|pgvecto[-.]rs|pgbouncer|mysql|mariadb|
    percona|mongo(?:db)?|ferretdb|redis|valkey|keydb|dragonfly|garnet|memcached|clickhouse(?:-server)?|
    couchdb|influxdb|elasticsearch|opensearch|meilisearch|typesense|sonic|solr|manticore|qdrant|
    chroma|weaviate|etcd|zookeeper|loki|minio|mc|rustfs|seaweedfs|
    rabbitmq|nats|kafka|redpanda|mosquitto|emqx|
    gotenberg|tika|tikaserver|unoconv|chrome|chromium|browserless|headless-shell|
    sockpuppetbrowser|playwright|imaginary|imgproxy|guacd|php|
    [a-z0-9_-]*exporter|cadvisor|promtail|telegraf|vmagent|alloy|fluent-bit|
    [a-z0-9_-]*backup(?:-local|-s3|er)?|(?:docker-)?socket-?proxy|
    phpmyadmin|pgadmin4?|adminer|mongo-express|redis-commander|redisinsight
    )(?:-(?:alpine|server|stack|redis-stack|all-in-one|fpm))?$""",
    re.VERBOSE,
)
"""Databases, caches, queues, stores, search, conversion, exporters, backup sidecars, consoles."""

_BROKERS = re.compile(r"rabbitmq|nats|kafka|redpanda|mosquitto|emqx")

_GATES = re.compile(
    r"(?:gluetun|tailscale|wireguard|netbird|zerotier|openvpn-client|pause|nordvpn|nordlynx|"
    r"protonwire|warp-docker|[a-z-]*vpn-client)$"
)
"""What gives others its network: VPN clients and the like."""

_FRONTS = re.compile(r"(?:nginx|nginx-unprivileged|openresty|httpd|caddy|varnish)$")

_APPS = re.compile(
    r"(?:sonarr|radarr|lidarr|readarr|bazarr|prowlarr|jackett|whisparr|overseerr|jellyseerr|seerr|"
    r"sabnzbd|nzbget|qbittorrent(?:-nox)?|transmission|deluge|rtorrent-rutorrent|slskd|nicotine|"
    r"plex|pms-docker|jellyfin|emby|embyserver|tautulli|grafana(?:-oss|-enterprise)?|"
    r"authelia|keycloak|home-?assistant|vaultwarden)$"
)
"""What people reach through a proxy or a VPN, even where the file publishes nothing of it."""

_PUBLISHERS_OF_MANY = frozenset(
    {
        "linuxserver", "hotio", "bitnami", "bitnamilegacy", "grafana", "prom", "crazymax", "jc21",
        "binhex", "jlesage", "11notes", "chainguard", "apache", "tailscale", "portainer", "onedr0p",
        "home-operations", "k8s-at-home", "google", "microsoft", "docker", "louislam",
    }
)  # fmt: skip
_WORDS_OF_MANY = frozenset({"app", "web", "home", "server", "docker", "my", "api", "the", "open"})
_SEPARATORS = re.compile(r"[-_.]")


@lru_cache(maxsize=4096)
def repository(image: str) -> tuple[str, str]:
    """Give publisher and name: `ghcr.io/immich-app/immich-server:v1` → immich-app, immich-server.

    The publisher of an official image and of one that was built is empty.
    """
    path = re.sub(r"\$\{[^}]*\}|\{\{.*?\}\}", "", image.partition("@")[0]).lower()
    folders, _, name = path.rpartition("/")
    name = name.partition(":")[0]
    parts = folders.split("/") if folders else []
    if parts and (re.search(r"[.:]", parts[0]) or parts[0] == "localhost"):
        parts = parts[1:]
    publisher = "/".join(parts)
    return ("" if publisher == "library" else publisher), name


def is_helper(image: str, name: str) -> bool:
    """Return True for a database, cache, queue or another helper of an app.

    `name`, that of the service, counts where no image is known.
    """
    of = repository(image)[1] or name.lower()
    return _HELPERS.match(of) is not None or of in ("db", "database")


def is_broker(image: str) -> bool:
    """Return True for a message queue."""
    return _BROKERS.search(repository(image)[1]) is not None


def is_gate(image: str) -> bool:
    """Return True for what gives other containers its network, such as a VPN client."""
    return _GATES.search(repository(image)[1]) is not None


def is_front(image: str) -> bool:
    """Return True for a plain web server, which shows what stands behind it."""
    publisher, name = repository(image)
    return publisher in ("", "linuxserver", "nginxinc") and _FRONTS.match(name) is not None


def is_known_app(image: str) -> bool:
    """Return True for well-known apps with pages of their own."""
    return _APPS.match(repository(image)[1]) is not None


@lru_cache(maxsize=4096)
def related(one: str, other: str) -> bool:
    """Return True if two images are of one product: one publisher, one first word or name."""
    (publisher, name), (publisher2, name2) = repository(one), repository(other)
    if not name or not name2 or publisher != publisher2 or publisher in _PUBLISHERS_OF_MANY:
        return False
    if publisher and name == name2:
        return True
    first = _SEPARATORS.split(name)[0]
    if len(first) > 2 and first == _SEPARATORS.split(name2)[0] and first not in _WORDS_OF_MANY:
        return bool(publisher) or name != name2
    squashed = _SEPARATORS.sub("", publisher)
    return bool(squashed) and squashed in (_SEPARATORS.sub("", name), _SEPARATORS.sub("", name2))
