"""The ports of a definition that a domain can lead to."""

from __future__ import annotations

import pytest

from tui.definitions.ports import MOST_PORTS, tcp_ports


@pytest.mark.parametrize(
    ("declared", "ports"),
    [
        ((), ()),
        (("8080:80/tcp", "3306/tcp", "53:53/udp", "9000"), (80, 3306, 9000)),
        (("8000-8002:80-82/tcp", "81/tcp"), (80, 81, 82)),
        (("http", "127.0.0.1:80:80", "", "80/sctp", "\x1b[31m"), ()),
        (("1-65535/tcp",), tuple(range(1, MOST_PORTS + 1))),
        (("65530-99999/tcp",), tuple(range(65530, 65536))),
        (("90-80/tcp",), ()),
    ],
)
def test_tcp_ports_of_the_container_are_found_in_what_is_declared(
    declared: tuple[str, ...], ports: tuple[int, ...]
) -> None:
    assert tcp_ports(declared) == ports
