"""One request over a real connection: whatever happens to it becomes one of our errors or a whole answer."""

from __future__ import annotations

import asyncio
import gzip
import socket
from pathlib import Path

import pytest

from tests.client.support import SERVICE_ID, STACK_ID, TOKEN
from tests.client.wire import replying, serving, whole
from tui.client import BadAnswer, Client, Forbidden, Misconfigured, Redirected, Timeouts, Unreachable

EMPTY_LIST = whole(b"[]", content_type="application/json")
TOKEN_LINE = f"\r\nx-access-token: {TOKEN}\r\n".encode()
LOG = b"".join(b"line %d\n" % number for number in range(10_000))


def impatient(origin: str, *, timeouts: Timeouts | None = None) -> Client:
    """A client that tries once."""
    return Client(origin, TOKEN, patience=0.0, timeouts=timeouts)


async def stacks(client: Client) -> int:
    async with client:
        return len(await client.stacks.list_all().all())


async def test_an_answer_comes_over_a_unix_socket(short_folder: Path) -> None:
    path = short_folder / "s"
    async with serving(replying(EMPTY_LIST), socket=path) as wire:
        assert await stacks(Client("http://stackdeck.local", TOKEN, socket=path)) == 0

    assert TOKEN_LINE in wire.heads[0].replace(b"X-Access-Token", b"x-access-token")
    assert b"Host: stackdeck.local\r\n" in wire.heads[0]


async def test_a_compressed_answer_is_unpacked() -> None:
    body = gzip.compress(b" " * 100_000 + b"[]")
    async with serving(replying(whole(body, content_encoding="gzip"))) as wire:
        assert await stacks(impatient(wire.origin)) == 0


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"HTTP/1.1 200 OK\r\n",),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n", b"[]"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"2\r\n[]\r\n"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"zz\r\n[]\r\n0\r\n\r\n"),
        (b"SSH-2.0-OpenSSH_9.6\r\n",),
        (b"\0" * 1000,),
    ],
    ids=["nothing", "half a head", "short body", "no last chunk", "broken chunk", "another protocol", "zeros"],
)
async def test_an_answer_that_breaks_off_or_is_none_is_unreachable(pieces: tuple[bytes, ...]) -> None:
    async with serving(replying(*pieces)) as wire:
        with pytest.raises(Unreachable, match="broke") as caught:
            await stacks(impatient(wire.origin))

    assert caught.value.sent


async def test_nobody_listening_is_unreachable_and_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="can't be reached") as caught:
            await stacks(impatient(f"http://127.0.0.1:{free.getsockname()[1]}"))

    assert not caught.value.sent
    assert not caught.value.lasting


@pytest.mark.parametrize("path", ["missing", "x" * 200])
async def test_a_missing_or_impossible_socket_is_unreachable(tmp_path: Path, path: str) -> None:
    client = Client("http://stackdeck.local", TOKEN, socket=tmp_path / path, patience=0.0)

    with pytest.raises(Unreachable, match=r"The local platform can't be reached") as caught:
        await stacks(client)

    assert not caught.value.sent


async def test_a_name_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(Unreachable, match="can't be resolved") as caught:
        await stacks(impatient("https://nowhere.invalid"))

    assert not caught.value.sent


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def silent(_head: bytes, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(silent) as wire:
        with pytest.raises(Unreachable, match="does not answer in time") as caught:
            await stacks(impatient(wire.origin, timeouts=Timeouts(read=0.05)))

    assert caught.value.sent


async def test_a_server_that_drips_for_ever_is_given_up() -> None:
    async def drip(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0)

    async with serving(drip) as wire:
        with pytest.raises(Unreachable, match="does not answer in time"):
            await stacks(impatient(wire.origin, timeouts=Timeouts(read=5.0, total=0.1)))


async def test_an_answer_that_never_ends_is_refused() -> None:
    async def flood(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b" " * 1024 * 1024)
            await writer.drain()

    async with serving(flood) as wire:
        with pytest.raises(BadAnswer, match="more than 64 MiB"):
            await stacks(impatient(wire.origin))


async def test_what_can_t_be_unpacked_is_a_bad_answer() -> None:
    async with serving(replying(whole(b"not gzip", content_encoding="gzip"))) as wire:
        with pytest.raises(BadAnswer, match="can't be unpacked"):
            await stacks(impatient(wire.origin))


async def test_a_log_is_given_as_it_is() -> None:
    body = b'\0\0\xff\x1b[31m{"json": 1}\r\n\0' + LOG
    async with (
        serving(replying(whole(body, content_type="application/json"))) as wire,
        impatient(wire.origin) as client,
    ):
        assert await client.services.logs(STACK_ID, SERVICE_ID, tail=5) == body

    assert wire.heads[0].startswith(f"GET /v2/stacks/{STACK_ID}/services/{SERVICE_ID}/logs?tail=5 HTTP".encode())


async def test_of_a_log_that_is_too_long_the_newest_lines_are_given() -> None:
    async with serving(replying(whole(LOG))) as wire, impatient(wire.origin) as client:
        log = await client.services.logs(STACK_ID, SERVICE_ID, max_bytes=100)

    assert log == b"".join(b"line %d\n" % number for number in range(9_990, 10_000))


async def test_of_one_endless_line_the_end_is_given() -> None:
    async with serving(replying(whole(b"a" * 5000 + b"end"))) as wire, impatient(wire.origin) as client:
        assert await client.services.logs(STACK_ID, SERVICE_ID, max_bytes=5) == b"aaend"


async def test_a_refusal_is_read_whole_however_little_log_is_wanted() -> None:
    body = b'{"type": "Refused", "message": "%s"}' % (b"no " * 50)
    async with serving(replying(whole(body, status="403 Forbidden"))) as wire, impatient(wire.origin) as client:
        with pytest.raises(Forbidden, match="no no no"):
            await client.services.logs(STACK_ID, SERVICE_ID, max_bytes=10)


async def test_a_log_that_breaks_off_is_unreachable_however_long_it_was() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n"
    async with serving(replying(head, LOG)) as wire, impatient(wire.origin) as client:
        with pytest.raises(Unreachable, match="broke"):
            await client.services.logs(STACK_ID, SERVICE_ID, max_bytes=100)


async def test_a_web_page_is_no_log() -> None:
    async with serving(replying(whole(b"<html>", content_type="text/html"))) as wire, impatient(wire.origin) as client:
        with pytest.raises(BadAnswer, match="text/html"):
            await client.services.logs(STACK_ID, SERVICE_ID)


async def test_a_redirect_within_the_origin_is_followed_with_the_same_request() -> None:
    async def moved(head: bytes, writer: asyncio.StreamWriter) -> None:
        target = b"" if b"/moved" in head else b"/v2/moved?x=1"
        writer.write(whole(b"", status="308 Permanent Redirect", location=target.decode()) if target else EMPTY_LIST)

    async with serving(moved) as wire:
        assert await stacks(impatient(wire.origin)) == 0

    assert wire.heads[1].startswith(b"GET /v2/moved?x=1 HTTP/1.1\r\n")
    assert all(TOKEN.encode() in head for head in wire.heads)


@pytest.mark.parametrize(
    "status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"]
)
async def test_a_redirect_away_is_never_followed(status: str) -> None:
    async with (
        serving(replying(EMPTY_LIST)) as thief,
        serving(replying(whole(b"", status=status, location=f"{thief.origin}/v2/stacks"))) as wire,
    ):
        with pytest.raises(Redirected, match="not followed"):
            await stacks(impatient(wire.origin))

    assert thief.heads == []
    assert len(wire.heads) == 1


async def test_redirects_in_a_circle_end() -> None:
    async with serving(replying(whole(b"", status="308 Permanent Redirect", location="/v2/stacks"))) as wire:
        with pytest.raises(BadAnswer, match="circle"):
            await stacks(impatient(wire.origin))

    assert len(wire.heads) == 3


async def test_loopback_and_sockets_know_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(replying(EMPTY_LIST)) as wire, serving(replying(EMPTY_LIST)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
        assert await stacks(impatient(wire.origin)) == 0

    assert proxy.heads == []
    assert len(wire.heads) == 1


async def test_a_remote_host_is_reached_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(replying(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.origin.removeprefix("http://"))
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(Unreachable, match=r"proxy on the way to platform\.example refuses") as caught:
            await stacks(impatient("https://platform.example"))

    assert proxy.heads[0].startswith(b"CONNECT platform.example:443 HTTP/1.1\r\n")
    assert TOKEN.encode() not in proxy.heads[0]
    assert not caught.value.sent


async def test_hosts_the_environment_exempts_are_reached_without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(replying(EMPTY_LIST)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.origin)
        monkeypatch.setenv("no_proxy", ".invalid")
        with pytest.raises(Unreachable, match="can't be resolved"):
            await stacks(impatient("https://nowhere.invalid"))

    assert proxy.heads == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("https_proxy", "socks5://127.0.0.1:1", "proxy"),
        ("https_proxy", "nonsense://x", "proxy"),
        ("SSL_CERT_FILE", "/nope", "certificates"),
    ],
)
def test_an_environment_that_can_t_be_used_is_said_so(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv(name, value)

    with pytest.raises(Misconfigured, match=words):
        Client("https://platform.example", TOKEN)


async def test_a_request_that_is_cancelled_frees_its_connection() -> None:
    begun = asyncio.Event()

    async def first_silent(head: bytes, writer: asyncio.StreamWriter) -> None:
        if b"/v2/stacks" in head:
            begun.set()
            await asyncio.Event().wait()
        writer.write(EMPTY_LIST)

    async with serving(first_silent) as wire, impatient(wire.origin) as client:
        for _ in range(30):
            begun.clear()
            task = asyncio.create_task(client.stacks.list_all().all())
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await client.services.list_all().all() == ()
