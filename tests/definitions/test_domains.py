"""The names and paths of domains: what is fine, and the sentence about what is not."""

from __future__ import annotations

import pytest

from tui.definitions.domains import ascii_hostname, hostname_problem, path_problem


@pytest.mark.parametrize(
    "text",
    [
        "shop.localhost",
        "Shop.Example.com",
        "a-b.c1.example",
        "bücher.example",
        "例え.テスト",
        "shop.example.com.",
        "xn--bcher-kva.de",
    ],
)
def test_names_of_hosts_are_fine(text: str) -> None:
    assert hostname_problem(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type the name"),
        ("shop", "`shop.localhost`"),
        ("http://shop.example", "without `http://`"),
        ("shop.example/api", "without a path"),
        ("shop.example:80", "without a port"),
        ("my shop.example", "no spaces"),
        ("shop\x1b[31m.example", "no spaces and no control characters"),
        ("shop\u202e.example", "no control characters"),
        ("shop..example", "Between two dots"),
        (".example", "in front of the first"),
        ("10.0.0.7", "an address"),
        ("-a.example", "hyphen"),
        ("a_b.example", "not `_`"),
        ("*.example.com", "not `*`"),
        ("[red].example", "not `[`"),
        (f"{'a' * 64}.example", "longer than 63"),
        (f"{'a.' * 130}example", "253 characters"),
        ("😀\u200d.example", "control characters"),
        ("☃❤.example", "The DNS can't hold"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(text: str, sentence: str) -> None:
    assert sentence in (hostname_problem(text) or "")


def test_a_name_stands_in_addresses_as_the_dns_knows_it() -> None:
    assert ascii_hostname("Bücher.Example") == "xn--bcher-kva.example"
    assert ascii_hostname("shop.localhost") == "shop.localhost"
    assert ascii_hostname("a b.example") is None


@pytest.mark.parametrize("text", ["/", "/api", "/api/", "/a/b.c/~d", "/bücher", "/a%20b"])
def test_paths_are_fine(text: str) -> None:
    assert path_problem(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "begins with `/`"),
        ("api", "begins with `/`"),
        ("/a?b", "neither `?`"),
        ("/a#b", "nor `#`"),
        ("/a\\b", "backslash"),
        ("/a b", "no spaces"),
        ("/a\x1b[2J", "control characters"),
        ("/a/../b", "`..`"),
        ("/./a", "Between two slashes"),
        ("//", "Between two slashes"),
        ("/" + "a" * 1024, "1024 characters"),
    ],
)
def test_what_is_wrong_with_a_path_is_said(text: str, sentence: str) -> None:
    assert sentence in (path_problem(text) or "")
