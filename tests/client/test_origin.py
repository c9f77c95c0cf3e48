"""The platform's address is taken apart once, and redirects never leave it."""

from __future__ import annotations

import pytest

from tui.client.errors import Misconfigured, Redirected
from tui.client.origin import Origin, parse_origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://api.example", Origin("https", "api.example", 443)),
        ("https://api.example/", Origin("https", "api.example", 443)),
        ("https://api.example/v2", Origin("https", "api.example", 443)),
        ("https://api.example/v2/", Origin("https", "api.example", 443)),
        (" HTTPS://API.Example:8443/base/v2 ", Origin("https", "api.example", 8443, "/base")),
        ("http://127.0.0.1:9000", Origin("http", "127.0.0.1", 9000)),
        ("http://[::1]:9000", Origin("http", "::1", 9000)),
    ],
)
def test_an_address_is_taken_with_or_without_v2(text: str, origin: Origin) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.example",
        "ftp://api.example",
        "https://",
        "https://api.example:99999",
        "https://[::1",
        "https://user:hunter2@api.example",
        "api.example@hunter2",
        "https://api.example/?token=hunter2",
        "https://api.example/#hunter2",
        f"https://{'a' * 64}.example",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_a_secret(text: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        parse_origin(text)

    assert "hunter2" not in caught.value.message


def test_addresses_are_put_together_again() -> None:
    assert parse_origin("https://api.example/base/v2").url("/v2/x?y=1") == "https://api.example/base/v2/x?y=1"
    assert parse_origin("http://[::1]:9000").url("/v2/x") == "http://[::1]:9000/v2/x"
    assert parse_origin("https://api.example:443").url("/v2/x") == "https://api.example/v2/x"


@pytest.mark.parametrize(
    ("text", "loopback"),
    [
        ("http://localhost", True),
        ("http://127.0.0.1", True),
        ("http://127.8.8.8", True),
        ("http://[::1]", True),
        ("http://localhost.example", False),
        ("http://127.0.0.1.example", False),
        ("http://10.0.0.1", False),
        ("http://0.0.0.0", False),
    ],
)
def test_loopback_is_what_never_leaves_the_machine(text: str, loopback: bool) -> None:
    assert parse_origin(text).is_loopback is loopback


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/v2/elsewhere", "https://api.example/v2/elsewhere"),
        ("other", "https://api.example/v2/other"),
        ("https://api.example/v3/x?y=1", "https://api.example/v3/x?y=1"),
        ("https://API.example:443/x", "https://API.example:443/x"),
        ("//api.example/x", "https://api.example/x"),
    ],
)
def test_a_permanent_redirect_within_the_origin_is_followed(location: str, target: str) -> None:
    assert parse_origin("https://api.example").redirect("https://api.example/v2/x", location, 308) == target


@pytest.mark.parametrize(
    ("location", "status"),
    [
        ("http://api.example/x", 308),
        ("https://api.example:8443/x", 308),
        ("https://api.example.evil.example/x", 308),
        ("https://api.example@evil.example/x", 308),
        ("//evil.example/x", 308),
        ("https://[", 308),
        ("https://api.example:x/", 308),
        ("javascript:alert(1)", 308),
        ("", 308),
        (None, 308),
        ("/v2/elsewhere", 301),
        ("/v2/elsewhere", 302),
        ("/v2/elsewhere", 307),
        (None, 304),
    ],
)
def test_any_other_redirect_is_an_error(location: str | None, status: int) -> None:
    with pytest.raises(Redirected, match=r"api\.example redirects to .*, which was not followed") as caught:
        parse_origin("https://api.example").redirect("https://api.example/v2/x", location, status)

    assert caught.value.status == status
