"""Ports of services and the ports of this machine that stand for them."""

from __future__ import annotations

import socket

import pytest

from tui.platform.ports import MOST_PER_SERVICE, Port, PortBook, container_ports


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("8080:80/tcp", [(80, "tcp")]),
        ("3306/tcp", [(3306, "tcp")]),
        ("80", [(80, "tcp")]),
        ("53:53/udp", [(53, "udp")]),
        ("8000-8002:9000-9002/tcp", [(9000, "tcp"), (9001, "tcp"), (9002, "tcp")]),
        ("9002-9000/tcp", []),
        ("nonsense", []),
        ("", []),
        ("a-b/tcp", []),
    ],
)
def test_what_a_declared_port_means(declared: str, expected: list[tuple[int, str]]) -> None:
    assert container_ports([declared]) == expected


def test_each_port_counts_once_and_there_is_a_bound() -> None:
    assert container_ports(["1:80/tcp", "2:80/tcp"]) == [(80, "tcp")]
    assert len(container_ports(["1-60000:1-60000/tcp"])) == MOST_PER_SERVICE


def test_a_service_gets_the_same_port_again_after_a_restart_of_the_platform() -> None:
    assert PortBook("here").give("a", [(80, "tcp")]) == PortBook("here").give("a", [(80, "tcp")])


def test_two_services_get_two_ports() -> None:
    book = PortBook("here")

    given = {port.host for number in range(200) for port in book.give(str(number), [(80, "tcp"), (80, "udp")])}
    tcp = {book.give(str(number), [(80, "tcp")])[0].host for number in range(200)}

    assert len(tcp) == 200
    assert len(given) >= 200


def test_a_port_somebody_listens_on_is_passed_over() -> None:
    taken = PortBook("here").give("a", [(80, "tcp")])[0].host
    with socket.create_server(("127.0.0.1", taken)):
        book = PortBook("here")
        other = book.give("a", [(80, "tcp")])[0].host

        assert other != taken
    assert book.give("a", [(80, "tcp")])[0].host == other


def test_a_port_that_was_taken_back_is_given_to_others() -> None:
    book = PortBook("here")
    book.give("a", [(80, "tcp")])

    book.take_back("a")

    assert book.give("a", [(80, "tcp")]) == PortBook("here").give("a", [(80, "tcp")])


def test_how_a_port_is_written() -> None:
    assert str(Port(8080, "tcp", 41234)) == "port 8080 → 127.0.0.1:41234"
    assert str(Port(53, "udp", 41234)) == "port 53/udp → 127.0.0.1:41234"
