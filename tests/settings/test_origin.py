import pytest

from tui.settings import SettingsError
from tui.settings.origin import host_and_port, is_loopback, parse_origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://api.mittwald.de", "https://api.mittwald.de"),
        ("https://api.mittwald.de/", "https://api.mittwald.de"),
        ("https://api.mittwald.de/v2", "https://api.mittwald.de"),
        ("https://api.mittwald.de/v2/", "https://api.mittwald.de"),
        (" https://API.mittwald.de:443 ", "https://api.mittwald.de"),
        ("https://api.example.com:8443/v2", "https://api.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.8.0.1", "http://127.8.0.1"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_written_in_one_way(text: str, origin: str) -> None:
    assert parse_origin(text, where="--url") == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.mittwald.de",
        "ftp://api.mittwald.de",
        "https://",
        "https://host:port",
        "https://host:99999",
        "https://a b",
        "https://a\nb",
        "https://ex\u00e4mple.com",
        "https://host/v3",
        "https://host/v2/stacks",
        "https://host?x=1",
        "https://host#x",
        "https://[::1",
        "https://-host",
    ],
)
def test_what_is_not_an_origin_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="--url"):
        parse_origin(text, where="--url")


@pytest.mark.parametrize(
    "text",
    ["http://api.mittwald.de", "http://10.0.0.1", "http://127.0.0.1.example.com", "http://[fe80::1]", "http://0.0.0.0"],
)
def test_plain_http_to_another_machine_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="plain http"):
        parse_origin(text, where="--url")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_origin("https://someone:swordfish@host", where="--url")
    assert "swordfish" not in str(caught.value)


def test_a_port_is_always_told_beside_the_host() -> None:
    assert host_and_port("https://api.example.com") == "api.example.com:443"
    assert host_and_port("http://127.0.0.1:8080") == "127.0.0.1:8080"
    assert host_and_port("http://[::1]") == "[::1]:80"


def test_loopback_is_known_by_name_and_number() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1"))
    assert not any(is_loopback(host) for host in ("localhost.example.com", "128.0.0.1", "example.com", "::2"))
