"""Where repositories are, in all ways of writing them that Borg, restic and rclone know."""

from __future__ import annotations

from labtui.importers.found import Target
from labtui.importers.repositories import repository
from tests.rows import each_row


@each_row(
    ("text", "wanted"),
    [
        ("/mnt/backup/borg", Target(path="/mnt/backup/borg")),
        ("/mnt/{hostname}", Target(path="/mnt/{hostname}")),
        ("file:///mnt/backup", Target(path="/mnt/backup")),
        ("~/borg", Target(path="~/borg")),
        ("backups", Target(path="backups")),
        ("C:\\backup", Target(path="C:\\backup")),
        (
            "ssh://anna@NAS.lan:2222/mnt/tank/borg",
            Target("", "", "nas.lan", 2222, path="/mnt/tank/borg"),
        ),
        ("ssh://anna:hunter2@nas/./borg", Target(host="nas")),
        ("ssh://u1@u1.example.net:23/~/borg", Target(host="u1.example.net", port=23)),
        ("ssh://[2001:db8::1]/srv/borg", Target(host="2001:db8::1", path="/srv/borg")),
        ("ssh://nas/srv/$NAME", Target(host="nas")),
        ("anna@nas:borg", Target(host="nas")),
        ("nas.lan:/srv/borg", Target(host="nas.lan", path="/srv/borg")),
        ("sftp:anna@nas:/srv/restic", Target(host="nas", path="/srv/restic")),
        ("sftp://anna@nas:2022//srv/restic", Target(host="nas", port=2022, path="/srv/restic")),
        (
            "rest:https://anna:hunter2@nas.lan:8000/anna/",
            Target("", "https://nas.lan:8000/anna/", "nas.lan", 8000),
        ),
        (
            "s3:s3.example.net/bucket/sub",
            Target("", "https://s3.example.net/bucket/sub", "s3.example.net"),
        ),
        ("s3:http://nas:9000/x", Target("", "http://nas:9000/x", "nas", 9000)),
        ("s3:https://nas:9000/$BUCKET", Target("", "https://nas:9000", "nas", 9000)),
        ("b2:bucket:path", Target("b2:bucket")),
        ("rclone:drive:backups", Target("drive")),
        ("", None),
        ("${REPOSITORY}", None),
        ("$HOME/borg", None),
        ("/srv/anna:hunter2@nas", None),
        ("/srv/x?token=hunter2", None),
        ("ssh://anna@$HOST/borg", None),
        ("ssh://anna:hun/ter2@nas/borg", None),
        ("ssh://anna:22/hunter2@nas/borg", None),
        ("rest:https://$USER:$PASSWORD@nas/", None),
        ("{{ repository }}", None),
        ("rclone:$REMOTE:x", None),
        ("s3:$ENDPOINT/x", None),
    ],
)
def test_where_a_repository_is(text: str, wanted: Target | None) -> None:
    assert repository(text) == wanted


def test_its_label_is_its_name() -> None:
    assert repository("b2:bucket", "offsite") == Target("offsite")
    assert repository("nas:/srv", "nas") == Target("nas", host="nas", path="/srv")
