"""Arguments and variables of a service."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.platform.runtime.bench import a_spec
from tui.platform.engines.base import CannotRunError, Exit, Place
from tui.platform.engines.environment import arguments, environment, image_of
from tui.platform.ports import Port
from tui.platform.runtime import ServiceSpec


def place(*ports: Port) -> Place:
    return Place(home=Path("/home/of/it"), ports=ports, hosts=Path("/hosts"))


def variables(spec: ServiceSpec, *ports: Port) -> dict[str, str]:
    return environment(spec, image_of(spec), place(*ports), marker="m")


@pytest.mark.parametrize(
    ("entrypoint", "command", "expected"),
    [
        (None, ("sh", "-c", "x"), ["sh", "-c", "x"]),
        (("tini", "--"), ("app",), ["tini", "--", "app"]),
        (("tini",), None, ["tini"]),
        (("tini",), (), ["tini"]),
    ],
)
def test_entrypoint_and_command_combine_as_in_containers(
    entrypoint: tuple[str, ...] | None, command: tuple[str, ...] | None, expected: list[str]
) -> None:
    spec = a_spec("stackdeck/shell", command=command, entrypoint=entrypoint)

    assert arguments(spec, image_of(spec)) == expected


def test_a_command_is_given_to_the_program_of_the_image() -> None:
    spec = a_spec("stackdeck/web", "--fast")

    program = arguments(spec, image_of(spec))

    assert program[:3] == [sys.executable, "-I", "-S"]
    assert program[-2:] == ["web", "--fast"]


def test_an_entrypoint_replaces_the_program_of_the_image() -> None:
    spec = a_spec("stackdeck/web", entrypoint=("sh",))

    assert arguments(spec, image_of(spec)) == ["sh"]


@pytest.mark.parametrize(
    "reference",
    [
        "stackdeck/web",
        "stackdeck/web:1.4.2",
        "docker.io/stackdeck/web:9",
        "stackdeck/web:1@sha256:00",
        "index.docker.io/stackdeck/web",
    ],
)
def test_any_tag_of_an_image_is_known(reference: str) -> None:
    assert image_of(a_spec(reference)).name == "stackdeck/web"


@pytest.mark.parametrize(
    "reference", ["nginx", "library/web", "localhost:5000/stackdeck/web", "", "stackdeck/", ":", "stackdeck/web/x"]
)
def test_other_images_are_not(reference: str) -> None:
    with pytest.raises(CannotRunError, match="no such image"):
        image_of(a_spec(reference))


def test_what_is_declared_comes_before_what_the_image_says() -> None:
    assert variables(a_spec())["INTERVAL"] == "1"
    assert variables(a_spec(environment={"INTERVAL": "5"}))["INTERVAL"] == "5"


def test_nobody_can_declare_our_marker_away() -> None:
    assert variables(a_spec(environment={"STACKDECK_RUN": "mine"}))["STACKDECK_RUN"] == "m"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({}, "21000"),
        ({"PORT": "8080"}, "21000"),
        ({"PORT": "9090"}, "21001"),
        ({"PORT": "3000"}, "3000"),
        ({"PORT": ""}, ""),
    ],
)
def test_port_is_the_port_of_this_machine(declared: Mapping[str, str], expected: str) -> None:
    given = variables(a_spec(environment=declared), Port(8080, "tcp", 21000), Port(9090, "tcp", 21001))

    assert given["PORT"] == expected
    assert (given["PORT_8080"], given["PORT_9090"]) == ("21000", "21001")


def test_udp_ports_say_so() -> None:
    assert variables(a_spec(), Port(53, "udp", 21000))["PORT_53_UDP"] == "21000"


@pytest.mark.parametrize(("key", "value"), [("", "x"), ("A=B", "x"), ("A\0", "x"), ("A", "x\0y"), ("A", "\ud800")])
def test_what_no_environment_can_hold_is_left_out(key: str, value: str) -> None:
    assert key not in variables(a_spec(environment={key: value}))


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (Exit.of(0), "exited with code 0"),
        (Exit.of(-11), "killed by SIGSEGV"),
        (Exit.of(-63), "killed by signal 63"),
        (Exit.of(-9, reason="too big"), "killed by SIGKILL (too big)"),
    ],
)
def test_how_an_end_is_told(how: Exit, text: str) -> None:
    assert str(how) == text
