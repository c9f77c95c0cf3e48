"""The names of hosts and the paths below them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.definitions.domains import path_problem
from tui.platform.domains.hostname import read_host, read_hostname
from tui.platform.domains.paths import longest_prefix, same_path


@pytest.mark.parametrize(
    ("written", "text", "in_ascii"),
    [
        ("shop.localhost", "shop.localhost", "shop.localhost"),
        ("Shop.Example.", "shop.example", "shop.example"),
        ("Bücher.example", "bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "bücher.example", "xn--bcher-kva.example"),
        ("a.b-c.d1.example", "a.b-c.d1.example", "a.b-c.d1.example"),
        ("例え.テスト", "例え.テスト", "xn--r8jz45g.xn--zckzah"),
    ],
)
def test_a_name_has_one_form_however_it_is_written(written: str, text: str, in_ascii: str) -> None:
    found = read_hostname(written)
    assert found is not None
    assert (found.text, found.ascii) == (text, in_ascii)


@pytest.mark.parametrize(
    "written",
    ["", ".", "shop", "localhost", "*.shop.example", "a_b.example", "-a.example", "a..example", "127.0.0.1", "[::1]",
     "shop.example:80", "shop example.com", "http://shop.example", "a" * 64 + ".example", "a." * 127 + "example",
     "xn--a.example", "shop.example\n", "\x00.example", "\ud800.example", "ß" * 300 + ".de"],
)  # fmt: skip
def test_what_can_not_be_the_name_of_a_host(written: str) -> None:
    assert read_hostname(written) is None


@given(st.text(max_size=30))
def test_any_text_is_a_name_or_none_and_reading_it_again_changes_nothing(written: str) -> None:
    found = read_hostname(written)
    if found is not None:
        assert read_hostname(found.text) == found == read_hostname(found.ascii)
        assert read_host(f"{found.text}:8080") == read_host(found.ascii.upper()) == found.ascii


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("shop.localhost", "shop.localhost"),
        ("Shop.Localhost:8080", "shop.localhost"),
        ("shop.localhost.:8080", "shop.localhost"),
        ("[::1]:8080", "[::1]"),
        ("[::1]", "[::1]"),
        ("shop.localhost:", "shop.localhost"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("\x80\xff", ""),
        ("", ""),
    ],
)
def test_the_name_in_a_request(header: str, name: str) -> None:
    assert read_host(header) == name


@pytest.mark.parametrize(
    ("local", "name"), [(True, "a.localhost"), (False, "localhost.example"), (False, "a.xlocalhost")]
)
def test_names_of_this_machine(local: bool, name: str) -> None:
    found = read_hostname(name)
    assert found is not None
    assert found.is_local is local


@pytest.mark.parametrize("path", ["/", "/api", "/api/", "/a-b/c.d/~e", "/%41", "/ä"])
def test_what_is_a_path(path: str) -> None:
    assert path_problem(path) is None


@pytest.mark.parametrize(
    "path",
    ["", "api", "/a?b", "/a#b", "/a b", "/../a", "/a/./b", "/a//b", "//", "/\n", "/\x7f", "/\\a", "/" + "a" * 1024],
)
def test_what_is_no_path(path: str) -> None:
    assert path_problem(path)


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("/", "/"),
        ("/other", "/"),
        ("/api", "/api"),
        ("/api/", "/api"),
        ("/apix", "/"),
        ("/api/v1/x", "/api/v1/"),
        ("/api/v1", "/api/v1/"),
        ("/api/v12", "/api"),
        ("/%61pi/v1", "/api/v1/"),
        ("//api///v1", "/api/v1/"),
        ("/x/../api", "/api"),
        ("/api/../..", "/"),
        ("/API", "/"),
    ],
)
def test_a_request_belongs_to_the_longest_prefix(path: str, prefix: str) -> None:
    assert longest_prefix(path, ["/", "/api", "/api/v1/"]) == prefix


def test_nothing_fits_where_there_is_no_root() -> None:
    assert longest_prefix("/b", ["/a"]) is None
    assert same_path("/a/", "/a")
    assert not same_path("/a", "/b")
