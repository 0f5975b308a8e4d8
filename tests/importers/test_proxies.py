"""Where proxies and tunnels lead to, in the formats of each of them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from textwrap import dedent

import pytest

from labtui.importers.found import Evidence, Finding, Options, Target
from labtui.importers.proxies import IMPORTER, routes
from labtui.importers.proxies.routes import upstreams
from tests.importers.growth import grows_in_line
from tests.importers.mutations import mutations
from tests.rows import each_row


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))


def read(folder: Path, files: dict[str, str]) -> Finding:
    write(folder, files)
    return IMPORTER.read([folder], Options())


def places(targets: tuple[Target, ...]) -> str:
    return " ".join(one.url or f"{one.host}:{one.port}" for one in targets)


def leads(found: list[Evidence]) -> dict[str, str]:
    """Give where each route leads to, by its key without the word `route`."""
    assert {one.shows for one in found} <= {"route"}
    return {one.key.removeprefix("route "): places(one.targets) for one in found}


def skips(finding: Finding) -> dict[str, str]:
    return {skip.path: skip.reason for skip in finding.skips}


CADDYFILE = """
    {
        email me@example.org
        servers { metrics }
    }
    (common) {
        encode gzip
        header X-Token "hunter2 {
        }"
    }
    (shown) {
        {args[0]}.example.org {
            import common
            reverse_proxy {args[1]}:{args[2]} {
                header_up X-Key hunter2
            }
        }
    }
    import shown photos 10.0.0.5 2283
    import sites/*.caddy

    wiki.example.org, http://wiki.lan:8080 {
        import common
        forward_auth auth:9091 { uri /verify }
        handle /api/* {
            reverse_proxy wiki-api:3000 wiki-api2:3000
        }
        reverse_proxy {
            to h2c://wiki:8000 {$SPARE_WIKI}
            dynamic a wiki-spare 8001
        }
    }
    *.example.org {
        @files host files.example.org data.example.org
        @films {
            host films.example.org
            path /watch/*
        }
        handle @files {
            respond /robots.txt <<TEXT
                reverse_proxy nowhere:1 {
                TEXT
            reverse_proxy https://me:hunter2@nas.lan:5001 # the NAS
        }
        reverse_proxy @films 10.0.0.6:8096
        handle { abort }
    }
    cloud.{$DOMAIN:example.net} { # with a default
        php_fastcgi cloud:9000
    }
    {$OTHER} {
        reverse_proxy `other:80`
    }
    static.example.org {
        file_server
    }
    old.example.org {
        reverse_proxy {$OLD_HOST}
    }
"""


def test_a_caddyfile_with_snippets_matchers_and_imports(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "caddy/Caddyfile": CADDYFILE,
            "caddy/sites/git.caddy": "git.example.org {\n reverse_proxy :3000\n}\n",
            "caddy/sites/out.caddy": "import ../../../passwd\nimport nothing\n",
        },
    )
    assert leads(finding.evidence) == {
        "photos.example.org": "10.0.0.5:2283",
        "git.example.org": "localhost:3000",
        "wiki.example.org/api": "wiki-api:3000 wiki-api2:3000",
        "wiki.lan:8080/api": "wiki-api:3000 wiki-api2:3000",
        "wiki.example.org": "http://wiki:8000 wiki-spare:8001",
        "wiki.lan:8080": "http://wiki:8000 wiki-spare:8001",
        "files.example.org": "https://nas.lan:5001",
        "data.example.org": "https://nas.lan:5001",
        "films.example.org/watch": "10.0.0.6:8096",
        "cloud.example.net": "cloud:9000",
        "{$OTHER}": "other:80",
    }
    assert finding.evidence[0] == Evidence(
        "route photos.example.org",
        "route",
        (Target(host="10.0.0.5", port=2283),),
        (Target(host="photos.example.org", url="https://photos.example.org"),),
        path="caddy/Caddyfile",
        root=tmp_path,
    )
    by_key = {one.key: one for one in finding.evidence}
    assert by_key["route cloud.example.net"].targets[0].container == "cloud"
    assert by_key["route {$OTHER}"].to == (Target(name="{$OTHER}"),)
    assert by_key["route wiki.lan:8080"].to[0].url == "http://wiki.lan:8080"
    assert skips(finding) == {
        "caddy/Caddyfile#import ../../../passwd": "neither a snippet nor a file of this folder",
        "caddy/Caddyfile#import nothing": "neither a snippet nor a file of this folder",
        "caddy/Caddyfile#route *.example.org": "the proxy answers it itself",
        "caddy/Caddyfile#route static.example.org": "the proxy answers it itself",
        "caddy/Caddyfile#route old.example.org": "its target is not in the file",
    }
    assert "hunter2" not in repr(finding)


def test_a_caddyfile_without_braces(tmp_path: Path) -> None:
    text = "nas.lan,\nnas.home\n\nreverse_proxy /files/* 10.0.0.5:80\nreverse_proxy 10.0.0.6:80\n"
    finding = read(tmp_path, {"Caddyfile": text})
    assert leads(finding.evidence) == {
        "nas.lan/files": "10.0.0.5:80",
        "nas.home/files": "10.0.0.5:80",
        "nas.lan": "10.0.0.6:80",
        "nas.home": "10.0.0.6:80",
    }


CADDY_JSON = {
    "apps": {
        "http": {
            "servers": {
                "srv0": {
                    "listen": [":443"],
                    "routes": [
                        {
                            "match": [{"host": ["photos.example.org"]}],
                            "handle": [
                                {
                                    "handler": "subroute",
                                    "routes": [
                                        {
                                            "handle": [
                                                {
                                                    "handler": "reverse_proxy",
                                                    "handle_response": [{}],
                                                    "rewrite": {"method": "GET"},
                                                    "upstreams": [{"dial": "auth:9091"}],
                                                }
                                            ]
                                        },
                                        {
                                            "match": [{"path": ["/api/*"]}],
                                            "handle": [
                                                {
                                                    "handler": "reverse_proxy",
                                                    "transport": {"tls": {}},
                                                    "upstreams": [{"dial": "10.0.0.5:2283"}],
                                                }
                                            ],
                                        },
                                    ],
                                }
                            ],
                        },
                        {"handle": [{"handler": "static_response"}]},
                    ],
                }
            }
        }
    }
}


def test_what_caddy_adapts(tmp_path: Path) -> None:
    text = json.dumps(CADDY_JSON)
    finding = read(tmp_path, {"caddy.json": text, "other.json": '{"apps": {"x": 1}}'})
    assert leads(finding.evidence) == {"photos.example.org/api": "https://10.0.0.5:2283"}
    assert skips(finding) == {"caddy.json#route any name": "the proxy answers it itself"}
    with_file = {"autosave.json": text, "Caddyfile": "a.lan {\n reverse_proxy b:1\n}\n"}
    finding = read(tmp_path / "both", with_file)
    assert leads(finding.evidence) == {"a.lan": "b:1"}
    assert skips(finding) == {"autosave.json": "made by Caddy from its Caddyfile"}


TRAEFIK = {
    "routers.yml": """
        http:
          routers:
            photos:
              rule: (Host(`photos.example.org`) || Host(`p.lan`)) && !Host(`no.lan`)
              service: photos
              entryPoints: [websecure]
            api:
              rule: Host(`photos.example.org`) && PathPrefix(`/api`)
              service: both
              tls: {}
            wiki: {rule: "HostRegexp(`.+`)", service: wiki@docker}
            dashboard: {rule: "Host(`traefik.lan`)", service: api@internal}
            gone: {rule: "Host(`gone.lan`)", service: gone}
          middlewares:
            auth: {basicAuth: {users: ["me:hunter2"]}}
        tcp:
          routers:
            git: {rule: HostSNI(`git.lan`), service: git}
        """,
    "services.toml": """
        [[http.services.photos.loadBalancer.servers]]
        url = "http://10.0.0.5:2283/"
        [http.services.both.weighted]
        [[http.services.both.weighted.services]]
        name = "photos"
        weight = 1
        [[http.services.both.weighted.services]]
        name = "both"
        [[tcp.services.git.loadBalancer.servers]]
        address = "10.0.0.7:22"
        """,
}


def test_traefiks_dynamic_files_count_together(tmp_path: Path) -> None:
    finding = read(tmp_path, {**TRAEFIK, "values.yml": "http:\n  routers: 3\n"})
    assert leads(finding.evidence) == {
        "photos.example.org": "http://10.0.0.5:2283/",
        "p.lan": "http://10.0.0.5:2283/",
        "photos.example.org/api": "http://10.0.0.5:2283/",
        "router wiki": ":0",
        "git.lan": "10.0.0.7:22",
    }
    by_key = {one.key: one for one in finding.evidence}
    assert by_key["route photos.example.org/api"].to[0].url == "https://photos.example.org/api"
    assert by_key["route git.lan"].to == (Target(host="git.lan"),)
    assert by_key["router wiki"].targets == (Target(name="wiki"),)
    assert skips(finding) == {
        "routers.yml#route traefik.lan": "the proxy answers it itself",
        "routers.yml#route gone.lan": "its target is not in the file",
    }
    assert "hunter2" not in repr(finding)


def test_nginx_proxy_managers_database(tmp_path: Path) -> None:
    path = tmp_path / "data" / "database.sqlite"
    path.parent.mkdir()
    database = sqlite3.connect(path)
    columns = "id, is_deleted, domain_names, forward_host, forward_port, certificate_id, "
    database.execute(f"CREATE TABLE proxy_host ({columns} forward_scheme, enabled, locations)")
    database.execute(
        "CREATE TABLE stream (is_deleted, incoming_port, forwarding_host, forwarding_port, enabled)"
    )
    locations = '[{"path": "/api", "forward_host": "api/x", "forward_port": "80"}]'
    database.executemany(
        "INSERT INTO proxy_host VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (1, 0, '["photos.lan", "p.lan"]', "10.0.0.5", 2283, 4, "http", 1, locations),
            (2, 0, '["off.lan"]', "off", 80, 0, "http", 0, None),
            (3, 1, '["gone.lan"]', "gone", 80, 0, "http", 1, None),
            (4, 0, "broken", "broken", 80, 0, "http", 1, "["),
        ],
    )
    database.execute("INSERT INTO stream VALUES (0, '2222', 'git', 22, 1), (0, NULL, 'x', 22, 1)")
    database.commit()
    database.close()
    made = "server { server_name photos.lan; location / { proxy_pass http://10.0.0.5:2283; } }"
    finding = read(tmp_path, {"data/nginx/proxy_host/1.conf": made})
    assert leads(finding.evidence) == {
        "photos.lan": "http://10.0.0.5:2283/",
        "photos.lan/api": "http://api:80/x",
        "p.lan": "http://10.0.0.5:2283/",
        "p.lan/api": "http://api:80/x",
        ":2222": "git:22",
    }
    assert [one.to[0] for one in finding.evidence][-2:] == [
        Target(host="p.lan", url="https://p.lan/api"),
        Target(port=2222),
    ]
    assert skips(finding) == {
        "data/database.sqlite#route off.lan": "not in use: it is switched off",
        "data/nginx/proxy_host/1.conf": "made by Nginx Proxy Manager from its database",
    }
    assert IMPORTER.recognise(tmp_path)
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE x (y)").connection.close()
    other = IMPORTER.read([tmp_path / "other.sqlite"], Options())
    assert skips(other) == {"other.sqlite": "not a database of Nginx Proxy Manager"}


NGINX = """
    upstream wiki { server 10.0.0.6:3000 weight=2; server 10.0.0.7:3000; }
    server {
        listen 443 ssl;
        server_name photos.example.org p.lan;
        set $server "photos";
        location / {
            set $port 2283;
            proxy_set_header X-Key "hunter2;}";
            proxy_pass http://$server:$port$request_uri;
        }
        location ~ \\.php$ { fastcgi_pass unix:/run/php.sock; }
        location ^~ /wiki/ { proxy_pass https://wiki/; }
    }
    server { listen 80; listen [::]:80; server_name _; return 301 https://$host$request_uri; }
    server { listen 8080; server_name files.*; location / { proxy_pass http://nas.lan; } }
"""


def test_nginx(tmp_path: Path) -> None:
    finding = read(
        tmp_path,
        {
            "sites-enabled/lab": NGINX,
            "proxy-confs/git.subfolder.conf": "location /git { proxy_pass http://git:3000; }",
            "proxy-confs/git.subdomain.conf.sample": NGINX,
            "php.conf": "pm = static; _pass",
        },
    )
    assert leads(finding.evidence) == {
        "/git": "http://git:3000",
        "photos.example.org": "http://photos:2283",
        "p.lan": "http://photos:2283",
        "photos.example.org/wiki": "https://10.0.0.6:3000 https://10.0.0.7:3000",
        "p.lan/wiki": "https://10.0.0.6:3000 https://10.0.0.7:3000",
        "files.*:8080": "http://nas.lan",
    }
    assert skips(finding) == {"sites-enabled/lab#route any name": "the proxy answers it itself"}
    assert "hunter2" not in repr(finding)


def test_sites_of_nginx_that_are_not_enabled_are_not_in_use(tmp_path: Path) -> None:
    site = "server { server_name %s.lan; location / { proxy_pass http://%s; } }"
    files = {f"nginx/sites-available/{name}": site % (name, name) for name in ("wiki", "old")}
    write(tmp_path, {**files, "nginx/sites-enabled/git": site % ("git", "git")})
    (tmp_path / "nginx/sites-enabled/wiki").symlink_to("../sites-available/wiki")
    finding = IMPORTER.read([tmp_path], Options())
    assert leads(finding.evidence) == {"wiki.lan": "http://wiki", "git.lan": "http://git"}
    assert skips(finding) == {
        "nginx/sites-available/old": "not in use: nothing in sites-enabled leads to it",
        "nginx/sites-enabled/wiki": "a link to nginx/sites-available/wiki",
    }


LABELS = """
    services:
      photos:
        container_name: immich
        environment: {KEY: hunter2}
        labels:
          - traefik.enable=true
          - traefik.http.routers.photos.rule=Host(`photos.example.org`) || Host(`p.${DOMAIN}`)
          - traefik.http.routers.photos.entrypoints=websecure
          - traefik.http.services.photos.loadbalancer.server.port=2283
          - traefik.http.middlewares.auth.basicauth.users=me:hunter2
      wiki:
        deploy: {labels: {caddy: "wiki.lan, http://w.lan", caddy.reverse_proxy: "{{upstreams 80}}"}}
      hidden:
        labels: {traefik.enable: "false", traefik.http.routers.a.rule: Host(`a.lan`)}
      plain: {image: x}
"""


def test_labels_in_compose_files(tmp_path: Path) -> None:
    finding = read(tmp_path, {"lab/compose.yaml": LABELS, "x.yaml": "services: {a: {labels: []}}"})
    photos = Target(name="photos", container="immich", port=2283)
    wiki = Target(name="wiki", container="wiki")
    assert [(one.key, one.targets, one.to[0].url) for one in finding.evidence] == [
        ("route photos.example.org", (photos,), "https://photos.example.org"),
        ("route p.${DOMAIN}", (photos,), ""),
        ("route wiki.lan", (wiki,), "https://wiki.lan"),
        ("route w.lan", (wiki,), "http://w.lan"),
    ]
    assert not finding.skips
    assert "hunter2" not in repr(finding)
    assert not IMPORTER.recognise(tmp_path)


TUNNEL = """
    tunnel: 1b2c
    credentials-file: /root/hunter2.json
    ingress:
      - hostname: photos.example.org
        service: http://localhost:2283
      - {hostname: photos.example.org, path: /api, service: https://api:443}
      - {hostname: git.example.org, service: ssh://10.0.0.7:22}
      - {hostname: hello.example.org, service: hello_world}
      - service: http_status:404
"""


def test_a_tunnel_of_cloudflared(tmp_path: Path) -> None:
    finding = read(tmp_path, {"config.yml": TUNNEL, "values.yaml": "ingress:\n  - host: a.lan\n"})
    assert leads(finding.evidence) == {
        "photos.example.org": "http://localhost:2283",
        "photos.example.org/api": "https://api:443",
        "git.example.org": "10.0.0.7:22",
    }
    assert all(one.tunnel for one in finding.evidence)
    assert len(finding.skips) == 1
    assert "hunter2" not in repr(finding)


@each_row(
    ("text", "found"),
    [
        ("10.0.0.5:80", [Target(host="10.0.0.5", port=80)]),
        ("[fd00::5]:80", [Target(host="fd00::5", port=80)]),
        ("photos:8001-8003", [Target(host="photos", port=8001, container="photos")]),
        ("localhost:80", [Target(host="localhost", port=80)]),
        ("http://me:hunter2@nas.lan/x?key=1", [Target(host="nas.lan", url="http://nas.lan/x")]),
        ("unix//run/x.sock", []),
        ("{$HOST}:80", []),
        ("http://${HOST}", []),
        (":", []),
        ("", []),
    ],
)
def test_what_a_proxy_sends_to(text: str, found: list[Target]) -> None:
    assert list(upstreams([text])) == found


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("Caddyfile", "a.lan {\n reverse_proxy b\n", "a block that is not closed"),
        ("Caddyfile", "a.lan {\n}\n}\n", "a block is closed that was not begun"),
        ("Caddyfile", 'a {\nrespond "\n', "quotes that are not closed, at line 2"),
        ("Caddyfile", "a {\nimport <<X\n}", "a text that X does not close"),
        ("Caddyfile", "{\n" * 50, "nested too deeply"),
        ("Caddyfile", "import Caddyfile\n", "imports itself"),
        ("Caddyfile", "(a) {\nimport a\nimport a\n}\nx {\nimport a\n}", "imports itself"),
        ("a.conf", "server_name {" * 50 + "_pass", "nested too deeply"),
        ("a.yml", "http:\n  routers: [", "not valid YAML: "),
        ("a.toml", "[http.routers]\nx = [", "not valid TOML"),
        ("a.toml", "[http.routers]\nx = " + "[" * 5000, "nested too deeply"),
        ("a.json", '{"apps": [', "not valid JSON, at line 1"),
        ("a.txt", "hello", "not a configuration of a proxy"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_skip(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    (tmp_path / name).write_text(text)
    finding = IMPORTER.read([tmp_path / name], Options())
    assert not finding.evidence
    (skip,) = finding.skips
    assert (skip.path, skip.reason[: len(reason)]) == (name, reason)


def test_what_is_recognised_and_what_is_not_in_use(tmp_path: Path) -> None:
    for name, text in {"a/Caddyfile": CADDYFILE, "b/config.yml": TUNNEL, **TRAEFIK}.items():
        write(tmp_path, {f"lab/{name}": text, f"lab/old/{name}": text})
        assert IMPORTER.recognise(tmp_path / "lab" / name)
    assert IMPORTER.recognise(tmp_path / "lab")
    finding = IMPORTER.read([tmp_path / "lab"], Options())
    assert not [one for one in finding.evidence if one.path.startswith("old")]
    assert sum("not in use" in reason for reason in skips(finding).values()) == 4
    write(tmp_path, {"no/compose.yaml": "services: {web: {labels: [traefik.http.routers.x=1]}}"})
    write(tmp_path, {"no/services.yaml": "- Media:\n  - Photos:\n      href: http://x.lan\n"})
    assert not IMPORTER.recognise(tmp_path / "no")
    assert not IMPORTER.recognise(tmp_path / "missing")


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("Caddyfile", "a%d.lan {\n handle /x {\n  reverse_proxy b:1\n }\n}\n"),
        ("lab.conf", "server { server_name a%d.lan; location / { proxy_pass http://b; } }\n"),
    ],
)
def test_large_files(tmp_path: Path, name: str, one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_routes(size: int) -> Finding:
        return read(tmp_path, {name: "".join(one % number for number in range(size))})

    assert grows_in_line(read_routes, 1_000)
    monkeypatch.setattr(routes, "MOST", 800)
    finding = read_routes(1_000)
    assert len(finding.evidence) == 800
    assert skips(finding) == {name: "more than 800 routes"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Caddyfile", CADDYFILE),
        ("caddy.json", json.dumps(CADDY_JSON, indent=1)),
        ("routers.yml", TRAEFIK["routers.yml"]),
        ("services.toml", TRAEFIK["services.toml"]),
        ("lab.conf", NGINX),
        ("config.yml", TUNNEL),
        ("compose.yaml", LABELS),
    ],
)
def test_no_mutation_gives_a_traceback(tmp_path: Path, name: str, text: str) -> None:
    for data in mutations(dedent(text), 25):
        (tmp_path / name).write_bytes(data)
        IMPORTER.read([tmp_path], Options())
