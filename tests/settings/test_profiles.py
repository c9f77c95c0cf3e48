from collections.abc import Mapping
from pathlib import Path

import pytest

from tui.settings import Options, Profile, ProfileKind, ProfileSettings, Settings, SettingsError, profile_for
from tui.settings.tokens import CommandSource, EnvironmentSource, FileSource, VendorFileSource

VENDOR = "https://api.mittwald.de"
ELSEWHERE = "https://elsewhere.example.com"
OWN = EnvironmentSource("STACKDECK_TOKEN")
VENDORS = EnvironmentSource("MITTWALD_API_TOKEN")


def resolve(
    options: Options | None = None, settings: Settings | None = None, environ: Mapping[str, str] | None = None
) -> Profile:
    return profile_for(options or Options(), settings or Settings(), environ=environ or {})


def prod(said: ProfileSettings | None = None) -> Settings:
    return Settings(default_profile="prod", profiles={"prod": said or ProfileSettings()})


def test_without_anything_said_it_is_the_local_platform() -> None:
    profile = resolve()
    assert (profile.name, profile.kind, profile.url, profile.tokens) == ("local", ProfileKind.LOCAL, None, ())


@pytest.mark.parametrize("variable", ["STACKDECK_TOKEN", "MITTWALD_API_TOKEN"])
def test_a_token_in_the_environment_makes_it_the_vendors_platform(variable: str) -> None:
    profile = resolve(environ={variable: "secret"})
    assert (profile.name, profile.url) == ("mittwald", VENDOR)


def test_an_empty_token_in_the_environment_is_none() -> None:
    assert resolve(environ={"STACKDECK_TOKEN": ""}).name == "local"


def test_the_order_is_option_then_environment_then_settings() -> None:
    names = {name: ProfileSettings() for name in ("a", "b", "c")}
    settings = Settings(default_profile="c", profiles=names)
    environ = {"STACKDECK_PROFILE": "b", "STACKDECK_TOKEN": "secret"}
    assert resolve(Options(profile="a"), settings, environ).name == "a"
    assert resolve(None, settings, environ).name == "b"
    assert resolve(None, settings, {"STACKDECK_TOKEN": "secret"}).name == "c"


def test_an_address_in_the_options_comes_before_every_profile() -> None:
    profile = resolve(Options(url="http://127.0.0.1:8080/v2"), environ={"STACKDECK_PROFILE": "local"})
    assert (profile.name, profile.url) == ("127.0.0.1:8080", "http://127.0.0.1:8080")


def test_an_address_and_a_profile_together_are_refused() -> None:
    with pytest.raises(SettingsError, match="Leave one of them out"):
        resolve(Options(url="http://127.0.0.1:8080", profile="local"))


def test_an_unknown_profile_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(
        SettingsError, match=r"--profile .*'prdo'.*Did you mean 'prod'\? There are: local, mittwald, prod\."
    ):
        resolve(Options(profile="prdo"), prod())


def test_where_the_name_of_a_missing_profile_came_from_is_said() -> None:
    with pytest.raises(SettingsError, match="STACKDECK_PROFILE names"):
        resolve(environ={"STACKDECK_PROFILE": "nowhere"})


def test_the_vendors_platform_takes_its_own_tokens_and_ours() -> None:
    tokens = resolve(Options(profile="mittwald")).tokens
    assert tokens[:2] == (OWN, VENDORS)
    assert tokens[2] == VendorFileSource(Path.home() / ".config/mw/token")


@pytest.mark.parametrize("suffix", ["", "/v2", "/v2/"])
def test_the_vendors_address_may_come_from_the_environment_with_or_without_its_version(suffix: str) -> None:
    environ = {"MITTWALD_API_BASE_URL": f"{VENDOR}{suffix}"}
    assert resolve(Options(profile="mittwald"), environ=environ).url == VENDOR


def test_an_address_from_the_environment_gets_no_token_of_the_vendor() -> None:
    environ = {"MITTWALD_API_BASE_URL": ELSEWHERE, "MITTWALD_API_TOKEN": "secret"}
    profile = resolve(environ=environ)
    assert (profile.url, profile.tokens) == (ELSEWHERE, (OWN,))


def test_an_address_in_the_options_gets_our_token_alone() -> None:
    assert resolve(Options(url=VENDOR)).tokens == (OWN,)


def test_a_profile_elsewhere_has_to_name_its_token() -> None:
    with pytest.raises(SettingsError, match="names no token"):
        resolve(settings=prod(ProfileSettings(url=ELSEWHERE)))


@pytest.mark.parametrize(
    "said",
    [
        ProfileSettings(url=ELSEWHERE, token_env="MITTWALD_API_TOKEN"),
        ProfileSettings(url=ELSEWHERE, token_file="~/.config/mw/token"),
    ],
    ids=["variable", "file"],
)
def test_a_profile_elsewhere_cannot_name_a_token_of_the_vendor(said: ProfileSettings) -> None:
    with pytest.raises(SettingsError, match=r"it goes to https://api\.mittwald\.de alone"):
        resolve(settings=prod(said))


@pytest.mark.parametrize(
    ("said", "source"),
    [
        (ProfileSettings(token_env="PROD_TOKEN"), EnvironmentSource("PROD_TOKEN")),
        (ProfileSettings(token_file="~/token"), FileSource(Path.home() / "token")),
        (ProfileSettings(token_command="pass show 'a b'"), CommandSource(("pass", "show", "a b"))),
    ],
)
def test_a_named_source_is_the_only_one(said: ProfileSettings, source: object) -> None:
    assert resolve(settings=prod(said)).tokens == (source,)


@pytest.mark.parametrize(("command", "complaint"), [("pass 'show", "no closing quotation"), (" ", "is empty")])
def test_a_command_that_cannot_be_read_is_refused(command: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        resolve(settings=prod(ProfileSettings(token_command=command)))


def test_the_local_profile_takes_no_address_and_no_token() -> None:
    with pytest.raises(SettingsError, match="takes no url and no token"):
        resolve(settings=Settings(profiles={"local": ProfileSettings(url=VENDOR)}))


def test_reading_alone_can_be_asked_for_and_never_taken_back() -> None:
    careful = Settings(default_profile="prod", profiles={"prod": ProfileSettings(read_only=True)})
    assert resolve(Options(read_only=True)).read_only
    assert resolve(Options(read_only=False), careful).read_only
    assert not resolve(settings=prod()).read_only


def test_what_the_settings_say_about_care_is_in_the_profile() -> None:
    local = Settings(profiles={"local": ProfileSettings(protected=("shop",), colour="red", read_only=True)})
    profile = resolve(settings=local)
    assert (profile.protected, profile.colour, profile.read_only) == (frozenset({"shop"}), "red", True)
