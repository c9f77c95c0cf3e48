"""Who listens on a port is found out, and only a service's own process counts."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.platform.runtime.bench import Bench, a_shell, a_spec, needs_proc
from tui.models.service import ServiceStatus
from tui.platform import listeners
from tui.platform.listeners import OwnPorts, ask_lsof, listening_sockets

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0000000000000000 100 0
  10: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0000000000000000 100 0
 100: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000000000000000 100 0
 101: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 444 1 0000000000000000 20 4
 102: 0200A8C0:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 555 1 0000000000000000 100 0
"""
TABLE_6 = """\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when
   0: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 \
00000000  1000        0 666 1 0000000000000000 100 0
   1: 00000000000000000000000000000000:1F93 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 \
00000000  1000        0 777 1 0000000000000000 100 0
   2: 0000000000000000FFFF00000100007F:1F94 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 \
00000000  1000        0 888 1 0000000000000000 100 0
"""


@pytest.mark.skipif(sys.byteorder != "little", reason="the table is one of a little-endian machine")
@pytest.mark.parametrize(
    ("port", "sockets"), [(8080, {"111"}), (8081, {"333"}), (8082, set()), (8083, {"777"}), (8084, {"888"}), (1, set())]
)
def test_the_most_exact_address_gets_the_connection(port: int, sockets: set[str]) -> None:
    assert listening_sockets([TABLE, TABLE_6], port) == sockets


@contextmanager
def a_listener(address: str = "127.0.0.1") -> Iterator[int]:
    """Another process that listens on a port."""
    program = (
        "import socket, sys; s = socket.create_server((sys.argv[1], 0), dualstack_ipv6=False,"
        " family=socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET); print(s.getsockname()[1], flush=True);"
        " sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.kill()


@needs_proc
async def test_a_service_is_found_by_what_its_own_process_listens_on(bench: Bench) -> None:
    web = a_spec("stackdeck/web", ports=("8080/tcp", "9090/tcp"))
    await bench.run(web)

    port = await bench.supervisor.find_listener(web.service_id, 8080)
    assert port is not None
    socket.create_connection(("127.0.0.1", port)).close()
    assert await bench.supervisor.find_listener(web.service_id, 8080) == port
    assert await bench.supervisor.find_listener(web.service_id, 9090) is None
    assert await bench.supervisor.find_listener(web.service_id, 1) is None
    assert await bench.supervisor.find_listener(a_spec().service_id, 8080) is None

    await bench.supervisor.stop(web.service_id)
    await bench.until(web, ServiceStatus.STOPPED)
    assert await bench.supervisor.find_listener(web.service_id, 8080) is None


@needs_proc
@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::"])  # noqa: S104 -- as many programs do
async def test_a_process_that_a_service_has_started_is_its_own(bench: Bench, address: str) -> None:
    program = (
        "import os, socket, sys; family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET;"
        " s = socket.create_server((sys.argv[1], int(os.environ['PORT'])), family=family, dualstack_ipv6=':' in"
        " sys.argv[1]); print('listening', flush=True); s.accept()"
    )
    shell = a_shell(f'{sys.executable} -c "{program}" {address} & wait', ports=("8080/tcp",))
    await bench.run(shell)
    await bench.line(shell, b"listening")

    assert await bench.supervisor.find_listener(shell.service_id, 8080) is not None


@needs_proc
async def test_who_else_has_taken_the_port_is_not_the_service(bench: Bench) -> None:
    shell = a_shell("exec sleep 600", ports=("8080/tcp",))
    running = await bench.run(shell)
    port = int(running.message.rpartition(":")[2])

    with socket.create_server(("127.0.0.1", port)):
        assert await bench.supervisor.find_listener(shell.service_id, 8080) is None


@needs_proc
async def test_a_port_that_goes_over_to_another_process_is_lost_at_once() -> None:
    with a_listener() as port:
        assert not await OwnPorts(1 << 22).listens(port)
    with socket.create_server(("127.0.0.1", 0)) as mine:
        port = mine.getsockname()[1]
        own = OwnPorts(os.getsid(0))
        assert await own.listens(port)
        assert await own.listens(port)
    assert not await own.listens(port)


@needs_proc
async def test_who_asks_at_once_looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    find = listeners.find_proofs

    def counted(leader: int, sockets: frozenset[str]) -> tuple[listeners.Proof, ...]:
        looks.append(leader)
        return find(leader, sockets)

    monkeypatch.setattr(listeners, "find_proofs", counted)
    with socket.create_server(("127.0.0.1", 0)) as mine:
        own = OwnPorts(os.getsid(0))
        assert all(await asyncio.gather(*(own.listens(mine.getsockname()[1]) for _ in range(20))))
    assert len(looks) == 1


def test_without_lsof_what_was_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "LSOF", "/nowhere/lsof")
    assert ask_lsof(1, 8080)
