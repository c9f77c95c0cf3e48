"""Requests and answers on their way through the proxy, byte for byte."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.platform.proxy.rig import (
    CLOSE,
    GET,
    HOST,
    OK,
    Played,
    body_of,
    fields_of,
    proxying,
    read_request,
    status_of,
    within,
)


def head(line: str = "GET / HTTP/1.1", *fields: str) -> bytes:
    return "\r\n".join([line, f"Host: {HOST}", *fields, "", ""]).encode("latin-1")


async def test_what_is_about_one_connection_is_dropped_and_who_asks_is_told(tmp_path: Path) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        answer = await rig.send(
            head(
                "GET /a?b=%20&c HTTP/1.1",
                "Connection: close, X-Mine, Host, content-length",
                "X-Mine: gone",
                "Keep-Alive: timeout=5",
                "TE: trailers",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic eDp5",
                "Upgrade: h2c",
                "X-Forwarded-For: 192.0.2.1",
                "X_Forwarded_For: 192.0.2.2",
                "X-Forwarded-Port: 1",
                "Forwarded: for=192.0.2.3",
                "X-Real-IP: 192.0.2.4",
                "Cookie: a=b; c",
                "Accept: */*",
            )
        )
    assert status_of(answer) == 200
    assert played.heads[0].startswith(b"GET /a?b=%20&c HTTP/1.1\r\n")
    assert fields_of(played.heads[0]) == {
        b"host": HOST.encode(),
        b"cookie": b"a=b; c",
        b"accept": b"*/*",
        b"x-forwarded-for": b"127.0.0.1",
        b"x-forwarded-host": HOST.encode(),
        b"x-forwarded-proto": b"http",
        b"via": b"1.1 stackdeck",
    }


async def test_an_answer_comes_back_as_it_is_but_for_its_connection(tmp_path: Path) -> None:
    answer = (
        b"HTTP/1.1 418 Short and stout\r\nX-Name: [b]\xe4\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Mine: gone\r\n"
        b"Connection: close, x-mine\r\nKeep-Alive: x\r\nContent-Length: 3\r\n\r\n\x00\xff\n"
    )
    async with proxying(tmp_path, Played(answer)) as rig:
        got = await rig.send(CLOSE)
    assert got == (
        b"HTTP/1.1 418 Short and stout\r\nX-Name: [b]\xe4\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
        b"Content-Length: 3\r\nConnection: close\r\n\r\n\x00\xff\n"
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nT: 1\r\n\r\n", b"abcd"),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
async def test_a_body_arrives_however_it_is_framed(tmp_path: Path, answer: bytes, expected: bytes) -> None:
    async with proxying(tmp_path, Played(answer)) as rig:
        modern = await rig.send(CLOSE)
        assert (await rig.send(b"GET / HTTP/1.0\r\nHost: store.localhost\r\n\r\n")).endswith(b"\r\n\r\n" + expected)
    body = body_of(modern)
    if b"chunked" in modern:
        parts = body.split(b"\r\n")
        assert b"".join(parts[1:-3:2]) == expected
        assert body.endswith(b"0\r\n\r\n")
    else:
        assert body == expected


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 1000\r\n\r\n"),
        ("GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
    ],
)
async def test_an_answer_without_a_body_ends_with_its_head(tmp_path: Path, method: str, answer: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await read_request(reader)
            writer.write(answer)

    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        for _ in range(3):
            writer.write(head(f"{method} / HTTP/1.1"))
            assert (await within(reader.readuntil(b"\r\n\r\n"))).startswith(answer[:15])
        writer.write_eof()
        assert await within(reader.read()) == b""


async def test_no_length_is_told_where_none_may_be(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")) as rig:
        assert b"length" not in (await rig.send(CLOSE)).lower()


async def test_provisional_answers_are_passed_on_but_to_those_who_do_not_know_them(tmp_path: Path) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    async with proxying(tmp_path, Played(hints + OK)) as rig:
        answer = await rig.send(CLOSE)
        old = await rig.send(b"GET / HTTP/1.0\r\nHost: store.localhost\r\n\r\n")
    assert answer.startswith(hints + b"HTTP/1.1 200 OK\r\n")
    assert old.startswith(b"HTTP/1.1 200 OK\r\n")


async def test_who_waits_to_be_told_to_go_on_is_told_by_the_service(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert fields_of(await reader.readuntil(b"\r\n\r\n"))[b"expect"] == b"100-continue"
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert await reader.readexactly(5) == b"hello"
        writer.write(OK)

    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(head("POST / HTTP/1.1", "Content-Length: 5", "Expect: 100-continue", "Connection: close"))
        assert await within(reader.readuntil(b"\r\n\r\n")) == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hello")
        assert body_of(await within(reader.read())) == b"ok"


async def test_a_service_may_refuse_a_body_before_it_has_come(tmp_path: Path) -> None:
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig"

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(refusal)

    async with proxying(tmp_path, script) as rig:
        for fields in (("Expect: 100-continue",), ()):
            async with rig.client() as (reader, writer):
                writer.write(head("POST / HTTP/1.1", "Content-Length: 100000000", *fields))
                answer = await within(reader.read())
            assert status_of(answer) == 413
            assert body_of(answer) == b"big"
            assert b"Connection: close" in answer


@pytest.mark.parametrize("framing", ["Content-Length: 12", "Transfer-Encoding: chunked"])
async def test_a_body_streams_to_the_service_as_it_comes(tmp_path: Path, framing: str) -> None:
    chunked = "chunked" in framing
    first, second = (b"6\r\nfirst \r\n", b"6\r\nsecond\r\n0\r\n\r\n") if chunked else (b"first ", b"second")
    arrived = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fields = fields_of(await reader.readuntil(b"\r\n\r\n"))
        assert framing.lower().encode() in b"\n".join(name + b": " + value for name, value in fields.items())
        assert await reader.readexactly(len(first)) == first
        arrived.set()
        assert await reader.readexactly(len(second)) == second
        writer.write(OK)

    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(head("POST / HTTP/1.1", framing, "Connection: close") + first)
        await within(arrived.wait())
        writer.write(second)
        assert status_of(await within(reader.read())) == 200


async def test_an_answer_streams_to_the_client_as_it_comes(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        await go_on.wait()
        writer.write(b"data: 2\n\n")

    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(CLOSE)
        await within(reader.readuntil(b"data: 1\n\n"))
        go_on.set()
        await within(reader.readuntil(b"data: 2\n\n"))


async def test_both_ways_flow_at_once(tmp_path: Path) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
        for _ in range(3):
            writer.write(await reader.readexactly(2))

    async with proxying(tmp_path, echo) as rig, rig.client() as (reader, writer):
        writer.write(head("POST / HTTP/1.1", "Content-Length: 6"))
        await within(reader.readuntil(b"\r\n\r\n"))
        for part in (b"ab", b"cd", b"ef"):
            writer.write(part)
            assert await within(reader.readexactly(2)) == part


async def test_much_goes_through_unchanged_both_ways(tmp_path: Path) -> None:
    body = bytes(range(256)) * 16_384

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, got = await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(got))
        writer.write(got)
        await writer.drain()

    async with proxying(tmp_path, script) as rig:
        raw = head("POST / HTTP/1.1", f"Content-Length: {len(body)}", "Connection: close") + body
        assert body_of(await rig.send(raw)) == body


async def test_who_does_not_take_an_answer_in_holds_the_service_back(tmp_path: Path) -> None:
    sent, full = 0, asyncio.Event()
    part = b"x" * 65_536

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(part) * 2000))
        for _ in range(2000):
            writer.write(part)
            try:
                async with asyncio.timeout(0.5):
                    await writer.drain()
            except TimeoutError:
                full.set()
                await writer.drain()
            sent += len(part)

    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(CLOSE)
        await within(full.wait())
        assert sent < len(part) * 1000
        async with asyncio.timeout(60):
            answer = await reader.read()
    assert len(body_of(answer)) == len(part) * 2000


async def test_a_connection_is_used_again_on_both_sides(tmp_path: Path) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig, rig.client() as (reader, writer):
        for _ in range(5):
            writer.write(GET)
            assert (await within(reader.readuntil(b"ok"))).startswith(b"HTTP/1.1 200 OK")
    assert len(played.heads) == 5
    assert played.connections == 1


async def test_requests_that_come_together_are_answered_in_their_order(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            line, _ = await read_request(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + line[5:7])

    async with proxying(tmp_path, script) as rig:
        raw = b"".join(head(f"GET /{number} HTTP/1.1") for number in range(10, 15)) + CLOSE.replace(b"/ ", b"/99 ", 1)
        answer = await rig.send(raw)
    assert [each[:2] for each in answer.split(b"\r\n\r\n")[1:]] == [b"10", b"11", b"12", b"13", b"14", b"99"]


async def test_a_kept_connection_that_the_service_has_closed_costs_no_request(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(OK)
        # The next request on this connection is cut off before its answer.
        await reader.readuntil(b"\r\n\r\n")

    async with proxying(tmp_path, script) as rig:
        for _ in range(5):
            assert status_of(await rig.send(CLOSE)) == 200


async def test_what_can_not_be_repeated_gets_a_connection_of_its_own(tmp_path: Path) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        for _ in range(3):
            raw = head("POST / HTTP/1.1", "Content-Length: 1", "Connection: close") + b"x"
            assert status_of(await rig.send(raw)) == 200
    assert played.connections == 3


async def test_nothing_that_a_service_says_unasked_is_taken_for_an_answer(tmp_path: Path) -> None:
    stray = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray"
    said = asyncio.Queue[None]()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await read_request(reader)
            writer.write(OK + stray)
            await writer.drain()
            said.put_nowait(None)

    async with proxying(tmp_path, script) as rig:
        for _ in range(3):
            assert body_of(await rig.send(CLOSE)) == b"ok"
            await within(said.get())


async def test_a_websocket_is_passed_through(tmp_path: Path) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fields = fields_of(await reader.readuntil(b"\r\n\r\n"))
        assert fields[b"upgrade"] == b"websocket"
        assert fields[b"connection"] == b"upgrade"
        assert fields[b"sec-websocket-key"] == b"x=="
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: y\r\n\r\n\x81\x02hi"
        )
        while data := await reader.read(100):
            writer.write(data[::-1])

    wants = ("Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Key: x==")
    async with proxying(tmp_path, script) as rig, rig.client() as (reader, writer):
        writer.write(head("GET /live HTTP/1.1", *wants) + b"early")
        answer = await within(reader.readuntil(b"\r\n\r\n"))
        assert answer.startswith(b"HTTP/1.1 101 ")
        assert fields_of(answer) == {
            b"sec-websocket-accept": b"y", b"connection": b"upgrade", b"upgrade": b"websocket",
        }  # fmt: skip
        assert await within(reader.readexactly(9)) == b"\x81\x02hiylrae"
        writer.write(b"abc")
        assert await within(reader.readexactly(3)) == b"cba"
        writer.write_eof()
        assert await within(reader.read()) == b""


async def test_a_service_may_refuse_to_become_a_websocket(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig, rig.client() as (reader, writer):
        for _ in range(2):
            writer.write(head("GET / HTTP/1.1", "Connection: upgrade", "Upgrade: websocket"))
            assert (await within(reader.readuntil(b"ok"))).startswith(b"HTTP/1.1 200 ")


async def test_what_nobody_asked_for_is_not_switched_to(tmp_path: Path) -> None:
    switching = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"
    played = Played(switching)
    async with proxying(tmp_path, played) as rig:
        assert status_of(await rig.send(CLOSE)) == 502
        assert status_of(await rig.send(head("GET / HTTP/1.1", "Connection: upgrade, close", "Upgrade: h2c"))) == 502
    assert not any(b"upgrade" in fields_of(each) for each in played.heads)
