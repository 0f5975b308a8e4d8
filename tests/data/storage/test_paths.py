"""Where things are looked for, by option, environment and platform."""

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from labtui.data.storage import paths
from tests.rows import each_row


@pytest.fixture(autouse=True)
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_an_option_goes_before_the_variable() -> None:
    assert paths.inventory("a.toml", {"LABTUI_FILE": "b.toml"}) == (Path("a.toml"), True)


def test_the_variable_goes_before_the_default() -> None:
    assert paths.inventory(None, {"LABTUI_FILE": "b.toml"}) == (Path("b.toml"), True)


@each_row("environ", [{}, {"LABTUI_FILE": ""}])
def test_the_default_was_named_by_nobody(environ: dict[str, str]) -> None:
    path, named = paths.inventory(None, environ)
    assert path == paths.settings().with_name("inventory.toml")
    assert not named


def test_the_restore_command_names_the_file_unless_it_is_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual, _ = paths.inventory(None, {})
    assert paths.restore_command(usual) == "labtui restore"
    assert paths.restore_command(Path("my lab.toml")) == "labtui --file 'my lab.toml' restore"
    monkeypatch.setenv("LABTUI_FILE", "my lab.toml")
    assert paths.restore_command(Path("my lab.toml")) == "labtui restore"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG variables are for Linux")
def test_linux_goes_by_xdg(tmp_path: Path) -> None:
    assert paths.settings() == tmp_path / "config" / "labtui" / "settings.toml"
    assert paths.state_dir() == tmp_path / "state" / "labtui"


def test_settings_stay_put_wherever_the_inventory_is() -> None:
    described = dict(paths.described(Path("/else/where.toml")))
    assert described == {
        "inventory": Path("/else/where.toml"),
        "settings": paths.settings(),
        "safety copies": paths.backups_dir(),
        "state": paths.state_dir(),
        "parse cache": paths.parsed_dir(),
        "output cache": paths.answers_dir(),
    }
    assert paths.backups_dir().parent == paths.state_dir()


def test_nothing_is_made_by_asking(tmp_path: Path) -> None:
    paths.described(paths.inventory(None, {})[0])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is always asked")
@each_row(
    "environ",
    [
        {"HOME": "/home/me"},
        {"HOME": "/home/me/", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""},
        {"HOME": "/home/me", "XDG_CONFIG_HOME": "/config", "XDG_STATE_HOME": "/state/"},
        {"HOME": "/home/me", "XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "~/state"},
        {"HOME": "here"},
    ],
)
def test_linux_goes_by_what_platformdirs_says(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert paths.state_dir() == platformdirs.user_state_path("labtui")
    assert paths.settings().parent == platformdirs.user_config_path("labtui")


def test_elsewhere_platformdirs_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "user_state_path", Path("/state", "of").joinpath)
    monkeypatch.setattr(platformdirs, "user_config_path", Path("/config", "of").joinpath)
    assert paths.state_dir() == Path("/state/of/labtui")
    assert paths.settings().parent == Path("/config/of/labtui")


def test_platformdirs_is_not_loaded_for_a_named_inventory() -> None:
    program = (
        "import sys; from labtui.data.storage import paths; paths.inventory('x', {});"
        "sys.exit('platformdirs' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_crash_is_told_beside_the_rest_of_the_state() -> None:
    assert paths.crash().parent == paths.state_dir()
