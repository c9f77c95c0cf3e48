"""Where requests go: by host, by path, and what is told where no service answers."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.platform.proxy.rig import CLOSE, HOST, Played, Rig, body_of, fields_of, proxying, serving, status_of
from tui.models.ingress import PathTarget
from tui.models.service import ServiceStatus


def asking(target: str = "/", host: str = HOST, method: str = "GET", more: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode()


@pytest.mark.parametrize(
    "host", [HOST, "STORE.localhost", "store.localhost:8080", "store.localhost.", "store.localhost.:80"]
)
async def test_a_domain_is_found_however_its_name_is_written(tmp_path: Path, host: str) -> None:
    async with proxying(tmp_path, Played()) as rig:
        assert status_of(await rig.send(asking(host=host))) == 200


async def test_the_target_names_the_domain_where_it_is_a_whole_address(tmp_path: Path) -> None:
    played = Played()
    async with proxying(tmp_path, played) as rig:
        for target in (f"http://{HOST}/a?b", f"HTTP://{HOST}:8080/", f"http://{HOST}", f"http://{HOST}?x"):
            assert status_of(await rig.send(asking(target, host="wiki.localhost"))) == 200
        for target in ("https://store.localhost/", "http://", "http://user@store.localhost/", "store.localhost/"):
            assert status_of(await rig.send(asking(target))) == 400
    assert [head.split(b" ")[1] for head in played.heads] == [b"/a?b", b"/", b"/", b"/?x"]
    assert [fields_of(head)[b"host"] for head in played.heads[:2]] == [HOST.encode(), f"{HOST}:8080".encode()]


@pytest.mark.parametrize("host", ["shop.localhost", "localhost", "127.0.0.1", "[::1]:80", "", "a\x80b", "x" * 300])
async def test_a_name_nobody_has_connected_is_not_found(tmp_path: Path, host: str) -> None:
    async with proxying(tmp_path, Played()) as rig:
        assert status_of(await rig.send(asking(host=host))) == 404


async def test_a_domain_in_unicode_is_asked_for_in_ascii(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        rig.add("xn--bcher-kva.localhost")
        assert status_of(await rig.send(asking(host="xn--bcher-kva.localhost"))) == 200


async def test_a_domain_that_is_not_proven_leads_nowhere(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        answer = await rig.send(asking(host="www.shop.example"))
        assert status_of(answer) == 404
        assert b"TXT record is missing" in answer
        rig.store.put_ingress(replace(rig.ingress("www.shop.example"), verified=True))
        assert status_of(await rig.send(asking(host="www.shop.example"))) == 200


async def test_the_longest_path_wins(tmp_path: Path) -> None:
    api = Played(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napi")
    async with proxying(tmp_path, Played()) as rig, serving(api) as port:
        rig.runtime.listeners[rig.service.id, 9090] = port
        rig.lead("/api", rig.to_port(9090))
        assert body_of(await rig.send(asking("/api/v1?x=/"))) == b"api"
        assert body_of(await rig.send(asking("/apis"))) == b"ok"
        assert body_of(await rig.send(asking("/%61pi"))) == b"api"
    assert [head.split(b" ")[1] for head in api.heads] == [b"/api/v1?x=/", b"/%61pi"]


async def test_a_change_counts_at_once(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        assert status_of(await rig.send(CLOSE)) == 200
        rig.lead("/", PathTarget(use_default_page=True))
        assert b"leads nowhere yet" in await rig.send(CLOSE)
        rig.store.drop_ingress(rig.ingress().id)
        assert status_of(await rig.send(CLOSE)) == 404


async def test_an_address_is_a_redirect(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        rig.lead("/docs", PathTarget(url="https://docs.example/?a=1&b"))
        for method, status in (("GET", 302), ("HEAD", 302), ("POST", 308), ("DELETE", 308)):
            answer = await rig.send(asking("/docs/x", method=method))
            assert status_of(answer) == status
            assert b"\r\nLocation: https://docs.example/?a=1&b\r\n" in answer
            assert bool(body_of(answer)) is (method != "HEAD")


async def reason(rig: Rig) -> str:
    answer = await rig.send(CLOSE)
    assert status_of(answer) == 503
    return body_of(answer).decode().splitlines()[1]


async def test_a_service_that_does_not_answer_says_why(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        rig.lead("/", rig.to_port(9090))
        for status, text in (
            (ServiceStatus.STOPPED, "web is stopped."),
            (ServiceStatus.STARTING, "web is starting."),
            (ServiceStatus.RUNNING, "web is running, and does not listen on its port 9090."),
        ):
            rig.store.put_service(replace(rig.service, status=status))
            assert await reason(rig) == text
        rig.store.drop_stack(rig.service.stack_id)
        assert await reason(rig) == "The service that this leads to does not exist any more."


async def test_it_is_worth_to_ask_a_starting_service_again(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        rig.runtime.running.clear()
        rig.store.put_service(replace(rig.service, status=ServiceStatus.STARTING))
        assert b"\r\nRetry-After: 2\r\n" in await rig.send(CLOSE)
        rig.store.put_service(replace(rig.service, status=ServiceStatus.STOPPED))
        assert b"Retry-After" not in await rig.send(CLOSE)


async def test_pages_are_html_for_browsers_and_text_for_others(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        page = await rig.send(asking(host="<b>.localhost", more="Accept: text/html,*/*\r\n"))
        assert b"Content-Type: text/html" in page
        assert b"&lt;b&gt;.localhost" in page
        assert b"<b>.localhost" not in page
        assert b"Content-Type: text/plain" in await rig.send(asking(host="<b>.localhost"))


async def test_the_port_is_kept_over_restarts_while_it_is_free(tmp_path: Path) -> None:
    async with proxying(tmp_path, Played()) as rig:
        port = rig.port
    async with proxying(tmp_path, Played()) as rig:
        assert rig.port == port
    with socket.create_server(("127.0.0.1", port)):
        async with proxying(tmp_path, Played()) as rig:
            assert (another := rig.port) != port
    async with proxying(tmp_path, Played()) as rig:
        assert rig.port == another
        assert status_of(await rig.send(CLOSE)) == 200
