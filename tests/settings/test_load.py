from pathlib import Path

import pytest

from tui.settings import Polling, ProfileSettings, Settings, SettingsError, load_settings
from tui.settings.load import find_line


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return str(caught.value)


def test_without_a_file_everything_has_its_default(config: Path) -> None:
    assert load_settings(config) == Settings()


def test_a_file_says_what_differs_from_the_defaults(config: Path) -> None:
    write(
        config,
        """
        default_profile = "prod"
        theme = "nord"
        mouse = false
        [profiles.prod]
        token_command = "pass show prod"
        protected = ["shop-prod"]
        colour = "#ff0000"
        [poll]
        fleet = 30
        [columns]
        services = ["name", "status"]
        """,
    )
    settings = load_settings(config)
    assert settings == Settings(
        default_profile="prod",
        theme="nord",
        mouse=False,
        profiles={
            "prod": ProfileSettings(token_command="pass show prod", protected=("shop-prod",), colour="#ff0000"),
        },
        poll=Polling(fleet=30),
        columns={"services": ("name", "status")},
    )


def test_keys_of_nested_tables_are_action_ids(config: Path) -> None:
    write(config, '[keys]\nservice.stop = "x"\n"log.follow" = "F"\n')
    assert load_settings(config).keys == {"service.stop": "x", "log.follow": "F"}


def test_the_file_is_found_in_the_folder_for_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "stackdeck").mkdir()
    write(tmp_path / "stackdeck" / "config.toml", 'theme = "nord"')
    assert load_settings().theme == "nord"


def test_an_unknown_key_is_named_with_its_line_and_the_one_that_was_meant(config: Path) -> None:
    write(config, 'mouse = true\n\nthem = "nord"\n')
    assert refusal(config).endswith("config.toml, line 3: unknown key 'them'. Did you mean 'theme'?")


def test_an_unknown_key_that_resembles_none_is_told_what_is_allowed(config: Path) -> None:
    write(config, "[profiles.prod]\nxyzzy = 1\n")
    assert "line 2: unknown key 'profiles.prod.xyzzy'. Allowed here: url, token_env," in refusal(config)


def test_a_key_of_the_wrong_kind_is_named_without_its_value(config: Path) -> None:
    write(config, '[profiles.prod]\nread_only = "swordfish"\n')
    message = refusal(config)
    assert "line 2: profiles.prod.read_only is wrong" in message
    assert "swordfish" not in message


def test_every_problem_is_told_at_once(config: Path) -> None:
    write(config, "mouse = 1\n[poll]\nfleet = 1\n")
    message = refusal(config)
    assert "line 1: mouse is wrong" in message
    assert "line 2: poll is wrong: fleet must be 5 or more" in message


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[poll]\nstack = nan", "stack must be 1 or more"),
        ("[poll]\nfleet = inf", "fleet must be 5 or more"),
        ("[logs]\nmemory = 1", "memory must be 16 or more"),
        ('[profiles.a]\ncolour = "rgb(1)"', "colour must be the name of a colour, or #rrggbb"),
        ('[profiles.a]\ntoken_env = "A"\ntoken_file = "b"', "more than one source of its token"),
        ('[profiles."a b"]\nread_only = true', "letters, digits, - and _ alone"),
        ("profiles = 3", "profiles is wrong"),
        ("keys = 3", "keys is wrong"),
        ('keys.stop = ["x"]', "line 1: keys.stop is wrong"),
        ("theme = 1979-05-27", "theme is wrong"),
    ],
)
def test_what_is_not_allowed_is_refused(config: Path, text: str, complaint: str) -> None:
    write(config, text)
    assert complaint in refusal(config)


def test_a_file_that_is_not_toml_is_refused_with_the_line(config: Path) -> None:
    write(config, "mouse = true\ntheme = \n")
    assert "is not TOML" in refusal(config)
    assert "line 2" in refusal(config)


def test_a_byte_that_is_not_utf8_is_refused_with_its_line(config: Path) -> None:
    config.write_bytes(b'mouse = true\ntheme = "\xff"\n')
    assert "line 2: there is a byte that is not UTF-8" in refusal(config)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_refused(config: Path, mode: int) -> None:
    write(config, "mouse = true", mode)
    assert "can be written by others" in refusal(config)
    assert "chmod go-w" in refusal(config)


def test_a_file_that_others_can_only_read_is_fine(config: Path) -> None:
    write(config, "mouse = false", 0o644)
    assert not load_settings(config).mouse


def test_a_file_in_a_folder_that_others_can_write_is_refused(config: Path) -> None:
    write(config, "mouse = true")
    config.parent.chmod(0o777)
    assert "others can write its folder" in refusal(config)


def test_something_that_is_not_a_file_is_refused(config: Path) -> None:
    config.mkdir()
    assert "is not a regular file" in refusal(config)


def test_a_line_is_found_by_table_and_dotted_key() -> None:
    text = 'a = 1\n[profiles.x] # comment\n"url" = "b"\n[profiles."y"]\nurl = "c"\n[poll]\n'
    assert find_line(text, ("a",)) == 1
    assert find_line(text, ("profiles", "x", "url")) == 3
    assert find_line(text, ("profiles", "y", "url")) == 5
    assert find_line(text, ("profiles", "y", "colour")) == 4
    assert find_line(text, ("poll", "fleet")) == 6
    assert find_line(text, ("logs",)) is None
