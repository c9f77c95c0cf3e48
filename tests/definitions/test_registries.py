"""What is said about the address of a registry and a login, and where an image is from."""

from __future__ import annotations

import pytest

from tui.definitions.registries import (
    address_problem,
    canonical_host,
    host_of_image,
    password_problem,
    username_problem,
)


@pytest.mark.parametrize("text", ["ghcr.io", "GHCR.io", "localhost:5000", "[::1]:5000", "registry.example:443"])
def test_an_address_that_is_fine(text: str) -> None:
    assert address_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://ghcr.io", "without `https://`"),
        ("ghcr.io/team", "without a path"),
        ("a..b", "the host of a registry"),
        ("a:70000", "the host of a registry"),
        ("ghcr io", "the host of a registry"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_with_an_example(text: str, told: str) -> None:
    problem = address_problem(text)
    assert told in problem
    assert "`ghcr.io`" in problem


@pytest.mark.parametrize(
    ("image", "host"),
    [
        ("nginx", "index.docker.io"),
        ("shop/web:1.4", "index.docker.io"),
        ("docker.io/library/nginx", "index.docker.io"),
        ("ghcr.io/team/web:1", "ghcr.io"),
        ("GHCR.io/team/web@sha256:ab", "ghcr.io"),
        ("localhost/web", "localhost"),
        ("registry:5000/web", "registry:5000"),
        ("", "index.docker.io"),
    ],
)
def test_an_image_is_from_the_host_it_names_else_from_docker_hub(image: str, host: str) -> None:
    assert host_of_image(image) == host


def test_an_address_is_compared_whatever_stands_around_it() -> None:
    assert canonical_host("https://GHCR.io/v2/") == "ghcr.io"
    assert canonical_host("registry-1.docker.io") == canonical_host("index.docker.io")


def test_what_is_wrong_with_a_password_is_said_without_it() -> None:
    assert password_problem("tr0ub4dor and: more") == ""
    for wrong in ("tr0ub4dor\n", "tr0ub4dor\ud800", "tr0ub4dor" * 4000):
        assert "tr0ub4dor" not in password_problem(wrong) != ""


def test_a_username_has_no_colon() -> None:
    assert "colon" in username_problem("a:b")
    assert username_problem("robot$shop") == ""
