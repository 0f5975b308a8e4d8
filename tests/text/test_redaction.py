"""No secret passes: URLs and texts as importers state them."""

from __future__ import annotations

from labtui.text.redaction import (
    looks_secret,
    masked,
    public_image,
    public_url,
    without_secrets,
)
from tests.importers.growth import grows_in_line
from tests.rows import each_row


@each_row(
    ("url", "public"),
    [
        ("https://photos.example.org/", "https://photos.example.org/"),
        (" http://10.0.0.4:8096/web/#/home ", "http://10.0.0.4:8096/web/#/home"),
        ("https://anna:hunter2@nas.lan:5001/x", "https://nas.lan:5001/x"),
        ("https://anna@nas.lan", "https://nas.lan"),
        ("https://a:p@ss@nas.lan/", "https://nas.lan/"),
        ("http://[fd00::1]:80/", "http://[fd00::1]:80/"),
        ("https://social.example/@anna", "https://social.example/@anna"),
        ("https://nas.lan/list?page=2", "https://nas.lan/list?page=2"),
        ("https://nas.lan/list?api_key=abc#top", "https://nas.lan/list#top"),
        ("https://nas.lan/#token=abc", "https://nas.lan/"),
        ("https://nas.lan/a?page=2&sig=abc", "https://nas.lan/a"),
        ("https://nas.lan/a?k=abc", "https://nas.lan/a"),
        ("https://discord.com/api/webhooks/1/a", "https://discord.com"),
        ("https://nas.lan/hook/x4Tq8ZbV7nLk2PwRs9Yd", "https://nas.lan"),
        ("postgres://app:hunter2@db:5432/app", "postgres://db:5432/app"),
    ],
)
def test_a_url_keeps_only_what_is_public(url: str, public: str) -> None:
    assert public_url(url) == public


@each_row(
    "text",
    [
        "",
        "nas.lan",
        "/admin",
        "http://",
        "http://[",
        "javascript:alert(1)",
        "mailto:anna@example.org",
        "https://${HOST}/",
        "https://{{HOMEPAGE_VAR_HOST}}/",
        "https://anna:hunter/2@nas.lan/",
        "https://anna:12/34@nas.lan/",
        "https://anna:hunter#2@nas.lan/",
        "https://anna:hunter?2@nas.lan/",
    ],
)
def test_what_is_no_clear_url_gives_none(text: str) -> None:
    assert public_url(text) == ""


@each_row(
    "line",
    [
        "password: hunter2",
        "Passwort für root: hunter2",
        "The root password is hunter",
        "DB_PASSWORD=hunter",
        "adminPassword = hunter",
        "- **Login:** admin / admin",
        "login admin/hunter",
        "pw hunter2",
        'token "abc"',
        "PIN: 1234",
        "API key: abc",
        "Authorization: Bearer 123456",
        "ghp_" + "a1" * 18,
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIx.abc",
        "$6$salt$hash",
        "d41d8cd98f00b204e9800998ecf8427e",
        "key from the router x4Tq8ZbV7nLk2PwRs9Yd",
        "admin:hunter2@nas.local:8080",
        "mount //admin:hunter2@nas/share",
        "curl -u admin:hunter3 nas/",
        "Authorization: Basic YWRt",
        "Basic YWRt",
        "Bearer abcdef",
        "backup --repo-password hunter",
        "changed the password to hunter",
        "PIN 1234",
        "sk-abcdefghijklmnopq",
        "hvs.abcdefgh",
        "12345678:" + "a-" * 15,
    ],
)
def test_a_line_with_a_secret_is_told(line: str) -> None:
    assert looks_secret(line)


@each_row(
    "line",
    [
        "Password manager for the family",
        "Password manager: Vaultwarden",
        "ghcr.io/immich-app/immich-server:release, ports 2283:2283",
        "redis@sha256:905c4ee67b8e0aa955331960d2aa745781e6bd89afc44a8584bfd13bc890f0ae",
        "Secretary of the club: Anna",
        "Compass: north",
        "Keyboard: German",
        "Issues tokens and passwords to all apps",
        "disk 9b2c1e0a-0d5f-4a57-8f6e-1c2d3e4f5a6b, serial WD-WCC4N0123456",
        "https://github.com/linuxserver/docker-documentation-of-everything/wiki",
        "Dell PowerEdge R740xd2, bought 2021-03-04",
        "git@forge.lan:lab.git",
        "redis:7@sha256:905c4ee67b8e0aa955331960d2aa745781e6bd89afc44a8584bfd13bc890f0ae",
        "https://social.example:8443/@anna",
        "mailto:anna@example.org",
        "docker run -u 1000:1000",
        "Basic setup of a disk-for-all-the-things-there-are",
        "npm_config_registry",
    ],
)
def test_a_line_without_a_secret_is_left(line: str) -> None:
    assert not looks_secret(line)


def test_only_the_lines_with_secrets_are_left_out_of_a_text() -> None:
    text = """# Media server
    see https://anna:hunter2@wiki.lan/media, and ask Ben
    Password: hunter2
    -----BEGIN OPENSSH PRIVATE KEY-----
    hunter2
    -----END OPENSSH PRIVATE KEY-----
    Two disks"""
    lines = [line.strip() for line in without_secrets(text).splitlines()]
    assert lines == ["# Media server", "see https://wiki.lan/media, and ask Ben", "Two disks"]


@each_row(
    ("image", "public"),
    [
        ("me:hunter2@registry:5000/web:1", "registry:5000/web:1"),
        ("me:hun/t@er2@registry/web:1@sha256:ab12", "registry/web:1@sha256:ab12"),
        ("me:hunter2@web:16", "web:16"),
        ("web:1@${WEB_DIGEST}", "web:1@${WEB_DIGEST}"),
        ("web:${TAG:?hunter2 {or} so}-slim", "web:${TAG}-slim"),
        ("web:${TAG:-${OTHER?hunter2@x}}", "web:${TAG:-${OTHER}}"),
        ("web:${TAG+hunter2", "web:${TAG"),
    ],
)
def test_an_image_has_neither_credentials_nor_messages(image: str, public: str) -> None:
    assert public_image(image) == public


@each_row(
    ("text", "shown"),
    [
        ("two disks\r\n\r\nask Ben\n", "two disks\r\n\r\nask Ben\n"),
        ("a\npassword: hunter2\npin=1\nb", "a\n[masked]\nb"),
        ("password: hunter2\n", "[masked]\n"),
        ("-----BEGIN X KEY-----\nhunter2\n-----END X KEY-----\nb", "[masked]\nb"),
        ("-----BEGIN X KEY----- hunter2 -----END X KEY-----\nb", "[masked]\nb"),
        ("-----BEGIN X KEY-----\nhunter2", "[masked]\n"),
        ("Password:\n```\nhunter\n```\nb", "[masked]\n```\n[masked]\n```\nb"),
        ("**Password:**\nhunter\nb", "[masked]\nb"),
        ("see https://wiki.lan/a?id=3#b.", "see https://wiki.lan/a?id=3#b."),
        ("see https://me:hunter2@wiki.lan/a", "see https://wiki.lan/a"),
        ("https://hunter2@wiki.lan", "https://wiki.lan"),
        ("ssh://git@forge.lan/lab.git", "ssh://git@forge.lan/lab.git"),
        ("ssh://git:hunter2@forge.lan", "ssh://forge.lan"),
        ("https://${HOST}/x", "https://${HOST}/x"),
        ("at https://me:hunter2@${HOST}/x", "at [masked]"),
    ],
)
def test_what_leaves_has_its_secrets_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(shown) == shown


@each_row(
    "unit",
    ["password ", "a1", "a://", "-----BEGIN ", "x=", "a:@/", "${a?{", "@a:", "/a:", "--a-", "-u "],
)
def test_the_time_is_linear(unit: str) -> None:
    assert grows_in_line(lambda size: without_secrets(unit * size), 20_000)
    assert grows_in_line(lambda size: masked(unit * size), 20_000)
    assert grows_in_line(lambda size: public_url("http://" + unit * size), 20_000)
    assert grows_in_line(lambda size: public_image(unit * size), 20_000)
