"""The addresses of registries, and what their challenges say."""

from __future__ import annotations

import pytest

from tui.definitions.registries import is_address
from tui.platform.registries.address import origin_of
from tui.platform.registries.challenge import read_challenges


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("ghcr.io", "https://ghcr.io"),
        ("registry.example:5000", "https://registry.example:5000"),
        ("localhost:5000", "http://localhost:5000"),
        ("registry.localhost", "http://registry.localhost"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("192.0.2.7:5000", "https://192.0.2.7:5000"),
        ("[::1]:5000", "http://[::1]:5000"),
        ("[::1]", "http://[::1]"),
        ("[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_a_registry_is_asked_over_tls_unless_it_is_on_this_machine(address: str, origin: str) -> None:
    assert is_address(address)
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "text",
    ["", "https://ghcr.io", "ghcr.io/", "ghcr.io/team", "GHCR.io", "a b", "-a", "a-.b", "a..b", "a:0", "a:65536", "a:x",
     "user@ghcr.io", "[::1", "[x]", "[1.2.3.4]", "a\n", "a" * 64, "a." * 150 + "b", "ghcr.io:443:1", "ü.example"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_challenges_are_read_from_one_header_or_many() -> None:
    both = 'Digest realm="x", Bearer realm="https://a/t?a=\\"b\\", basic c",service=s, Basic realm="y"'
    first, second = read_challenges([both])
    assert (first.scheme, first.parameters) == ("bearer", {"realm": 'https://a/t?a="b", basic c', "service": "s"})
    assert (second.scheme, second.parameters) == ("basic", {"realm": "y"})
    assert [each.scheme for each in read_challenges(["Basic", "BEARER x=1", "Negotiate", ""])] == ["basic", "bearer"]
