"""Requests and answers that are wrong on purpose: nothing is taken for what it is not, and nobody is waited for."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.platform.proxy.rig import (
    CLOSE,
    GET,
    HOST,
    OK,
    Played,
    body_of,
    proxying,
    read_request,
    status_of,
    within,
)
from tui.platform.proxy.server import MOST_CLIENTS

SMUGGLED = f"GET /smuggled HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def post(*fields: str, version: str = "1.1", body: bytes = b"") -> bytes:
    return "\r\n".join([f"POST / HTTP/{version}", f"Host: {HOST}", *fields, "", ""]).encode("latin-1") + body


CHUNKED = "Transfer-Encoding: chunked"
TWO_LENGTHS = {
    "both": post("Content-Length: 4", CHUNKED, body=b"0\r\n\r\n" + SMUGGLED),
    "both the other way round": post(CHUNKED, f"Content-Length: {5 + len(SMUGGLED)}", body=b"0\r\n\r\n" + SMUGGLED),
    "two lengths": post("Content-Length: 0", f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED),
    "two in one": post(f"Content-Length: 0, {len(SMUGGLED)}", body=SMUGGLED),
    "a signed length": post("Content-Length: +5", body=b"hello" + SMUGGLED),
    "a negative length": post("Content-Length: -1", body=SMUGGLED),
    "a length in hex": post("Content-Length: 0x5", body=b"hello" + SMUGGLED),
    "a length with an underscore": post("Content-Length: 1_0", body=SMUGGLED),
    "a length in other digits": post("Content-Length: \xb2", body=SMUGGLED),
    "an unknown coding": post("Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + SMUGGLED),
    "two codings": post(CHUNKED, "Transfer-Encoding: identity", body=b"0\r\n\r\n" + SMUGGLED),
    "a coding in disguise": post("Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + SMUGGLED),
    "a coding with a space": post("Transfer-Encoding : chunked", body=b"0\r\n\r\n" + SMUGGLED),
    "a coding with a tab": post("Transfer-Encoding:\x0bchunked", body=b"0\r\n\r\n" + SMUGGLED),
    "chunks in 1.0": post(CHUNKED, version="1.0", body=b"0\r\n\r\n" + SMUGGLED),
    "a bad chunk": post(CHUNKED, body=b"x\r\n" + SMUGGLED),
    "a chunk of a negative size": post(CHUNKED, body=b"-1\r\n" + SMUGGLED),
    "a chunk that is too long": post(CHUNKED, body=b"1\r\nab\r\n0\r\n\r\n" + SMUGGLED),
    "a chunk of many digits": post(CHUNKED, body=b"f" * 30 + b"\r\n" + SMUGGLED),
    "a return in a value": post("X: y\rContent-Length: 3", body=b"abc" + SMUGGLED),
    "a NUL in a value": post("X: a\x00b", body=SMUGGLED),
    "a space in a name": post("X Y: z", body=SMUGGLED),
    "two hosts": post("Host: wiki.localhost", body=SMUGGLED),
    "no host": b"POST / HTTP/1.1\r\n\r\n" + SMUGGLED,
}


@pytest.mark.parametrize("name", TWO_LENGTHS)
async def test_no_request_is_smuggled_inside_another(tmp_path: Path, name: str) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        answer = await rig.send(TWO_LENGTHS[name], end=True)
        assert status_of(await rig.send(CLOSE)) == 200
    assert not any(b"/smuggled" in head for head in played.heads)
    assert 400 <= status_of(answer) <= 502
    assert b"Connection: close" in answer


async def test_a_body_is_a_body_whatever_it_looks_like_and_whatever_the_method(tmp_path: Path) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        for method in (b"GET", b"DELETE", b"PURGE"):
            raw = post(f"Content-Length: {len(SMUGGLED)}", "Connection: close", body=SMUGGLED)
            assert status_of(await rig.send(raw.replace(b"POST", method, 1))) == 200
    assert played.bodies == [SMUGGLED] * 3


async def test_a_folded_line_is_one_value_for_the_service_too(tmp_path: Path) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        await rig.send(post("X: y", " Content-Length: 3", "Connection: close"))
    assert b"\r\nX: y Content-Length: 3\r\n" in played.heads[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX Y: z\r\n\r\n",
        b"HTTP/1.1 99 Odd\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
        b"HTTP/1.1 200 OK\r\nContent-Le",
    ],
    ids=range(10),
)
async def test_an_answer_that_is_none_is_a_bad_gateway(tmp_path: Path, answer: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer)

    async with proxying(tmp_path, script) as rig:
        refused = await rig.send(CLOSE)
    assert status_of(refused) == 502
    assert b"web gave no answer" in refused


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """What is still answered, up to an end of whatever kind."""
    got = b""
    with suppress(ConnectionResetError):
        while more := await within(reader.read(1000)):
            got += more
    return got


def reset(writer: asyncio.StreamWriter) -> None:
    """Break a connection so that the other side is told of an error, and not of an end."""
    found: socket.socket = writer.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz\r\n",
    ],
    ids=range(3),
)
async def test_an_answer_that_breaks_off_is_never_taken_for_a_whole_one(tmp_path: Path, answer: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer)

    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(GET)
        got = await rest_of(reader)
    assert len(body_of(got)) < len(b"4\r\nhalf\r\n0\r\n\r\n")


async def test_a_reset_is_no_end_of_an_answer(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        await writer.drain()
        await go_on.wait()
        reset(writer)

    go_on = asyncio.Event()
    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(GET)
        await within(reader.readuntil(b"half\r\n"))
        go_on.set()
        assert await rest_of(reader) == b""


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: store.localhost\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"CONNECT store.localhost:443 HTTP/1.1\r\nHost: store.localhost\r\n\r\n", 405),
        (b"TRACE / HTTP/1.1\r\nHost: store.localhost\r\n\r\n", 405),
        (b"GET / HTTP/1.1\r\nHost: store.localhost\r\nX: " + b"y" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"y" * 40_000, 431),
        (b"POST / HTTP/1.1\r\nHost: store.localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET * HTTP/1.1\r\nHost: store.localhost\r\n\r\n", 400),
    ],
    ids=range(10),
)
async def test_what_is_no_request_is_refused(tmp_path: Path, raw: bytes, status: int) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        answer = await rig.send(raw)
    assert status_of(answer) == status
    assert played.heads == []


async def test_a_client_that_says_nothing_more_is_not_waited_for(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played(), head=0.1, idle=0.1, body=0.1) as rig:
        assert await rig.send(b"") == b""
        assert status_of(await rig.send(GET[:-2])) == 408
        assert (await rig.send(GET)).endswith(b"ok")
        stuck = await rig.send(post("Content-Length: 10", body=b"half"))
        assert status_of(stuck) == 400


async def test_a_service_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with proxying(tmp_path, script, answer=0.1) as rig:
        for raw in (CLOSE, post("Content-Length: 2", "Connection: close", body=b"ab")):
            answer = await rig.send(raw)
            assert status_of(answer) == 504
            assert b"does not answer in time" in answer


async def test_the_time_to_answer_begins_with_the_end_of_the_request(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, _ = await read_request(reader)
        if head.startswith(b"POST"):
            writer.write(OK)
        else:
            await reader.read()

    async with proxying(tmp_path, script, answer=0.1) as rig, rig.client() as (reader, writer):
        writer.write(post("Content-Length: 4", "Connection: close", body=b"ha"))
        for _ in range(3):  # whoever asked after that has waited for too long by now
            assert status_of(await rig.send(CLOSE)) == 504
        writer.write(b"lf")
        assert status_of(await within(reader.read())) == 200


async def test_nobody_behind_the_port_is_a_bad_gateway(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        rig.runtime.listeners[rig.service.id, 8080] = 1
        answer = await rig.send(CLOSE)
    assert status_of(answer) == 502
    assert b"web takes no connections" in answer


async def test_a_client_that_has_gone_takes_its_request_along(tmp_path: Path) -> None:
    gone = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nbegun")
        while True:
            writer.write(b"more")
            try:
                await writer.drain()
            except ConnectionError:
                gone.set()
                raise
            await asyncio.sleep(0)

    async with proxying(tmp_path, script) as rig:
        async with rig.client() as (reader, writer):
            writer.write(GET)
            await within(reader.readuntil(b"begun"))
            writer.transport.abort()
        await within(gone.wait())


async def test_a_page_is_shown_before_a_body_and_the_connection_goes_on(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig, rig.client() as (reader, writer):
        rig.runtime.running.clear()
        for _ in range(3):
            writer.write(post("Content-Length: 5", body=b"hello"))
            page = await within(reader.readuntil(b"\r\n\r\n"))
            assert status_of(page) == 503
            await within(reader.readuntil(b"\nweb is creating.\n"))


async def test_there_are_so_many_clients_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.platform.proxy.server.MOST_CLIENTS", 2)
    assert MOST_CLIENTS > 2
    async with proxying(tmp_path, Played()) as rig, rig.client() as (first, one), rig.client() as (_, two):
        for writer in (one, two):
            writer.write(GET)
        await within(first.readuntil(b"ok"))
        assert status_of(await rig.send(b"")) == 503
        one.close()
        two.close()
        while status_of(await rig.send(CLOSE)) == 503:
            pass


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_whatever_way_bytes_are_cut_the_answers_are_the_same(tmp_path: Path, data: st.DataObject) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            _, body = await read_request(reader)
            for part in (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"%x\r\n" % len(body), body):
                writer.write(part)
            writer.write(b"\r\n0\r\n\r\n" if body else b"")

    bodies = data.draw(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=4))
    raw = b"".join(
        post(f"Content-Length: {len(body)}", body=body)
        if data.draw(st.booleans())
        else post(CHUNKED, body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        for body in bodies
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    folder = tmp_path / str(abs(hash((raw, tuple(cuts)))))
    async with proxying(folder, echo) as rig, rig.client() as (reader, writer):
        for begin, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
            writer.write(raw[begin:end])
            await asyncio.sleep(0)
        for body in bodies:
            assert b"chunked" in await within(reader.readuntil(b"\r\n\r\n"))
            got = b""
            while size := int(await within(reader.readuntil(b"\r\n")), 16):
                got += await within(reader.readexactly(size))
                await within(reader.readexactly(2))
            await within(reader.readexactly(2))
            assert got == body
        writer.write_eof()
        assert await within(reader.read()) == b""


async def test_no_noise_in_a_request_brings_the_proxy_down(tmp_path: Path) -> None:
    random = Random(7)
    plain = post("Content-Length: 5", "X: y", body=b"hello")
    async with proxying(tmp_path, Played(OK)) as rig:
        for _ in range(400):
            raw = bytearray(plain)
            for _ in range(random.randint(1, 5)):
                place = random.randrange(len(raw))
                raw[place : place + 1] = random.choice([b"\r", b"\n", b"\x00", b" ", b":", b"\t", b"a", b"", b"\r\n"])
            await rig.send(bytes(raw), end=True)
        assert body_of(await rig.send(CLOSE)) == b"ok"
