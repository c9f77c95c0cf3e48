"""The gate: what is refused before anything is routed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.platform.api.rig import HOST, ORIGIN, TOKEN, Rig, running
from tui.platform.api.gate import MAX_BODY


async def bare(rig: Rig, method: str = "GET", path: str = "/v2/projects", **headers: str) -> httpx.Response:
    """Send a request with exactly these headers besides the usual ones."""
    request = rig.client.build_request(method, f"{ORIGIN}{path}")
    request.headers = httpx.Headers({"host": HOST, **headers})
    return await rig.client.send(request)


def refused(response: httpx.Response, status: int) -> None:
    """Fail unless the answer is this refusal, in the contract's shape."""
    assert response.status_code == status
    assert response.json().keys() >= {"type", "message"}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-ratelimit-limit"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-access-token": ""},
        {"x-access-token": TOKEN[:-1]},
        {"x-access-token": TOKEN.upper()},
        {"authorization": TOKEN},
        {"authorization": f"Basic {TOKEN}"},
        {"x-access-token": TOKEN, "authorization": "Bearer another"},
    ],
)
async def test_a_request_without_the_token_is_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    async with running(tmp_path) as rig:
        refused(await bare(rig, **headers), 401)


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/redoc", "/openapi.json", "/v2/unknown", "/v2/stacks", "/static/../v2/stacks"]
)
async def test_no_path_is_reachable_without_the_token(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as rig:
        for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE"):
            assert (await bare(rig, method, path)).status_code == 401


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/openapi.json", "/v2/unknown", "/v2/projects/"])
async def test_an_unknown_path_is_not_found_in_the_shape_of_the_contract(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as rig:
        refused(await bare(rig, path=path, authorization=f"Bearer {TOKEN}"), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_a_method_that_is_not_there_is_refused(tmp_path: Path, method: str) -> None:
    async with running(tmp_path) as rig:
        response = await bare(rig, method, **{"x-access-token": TOKEN})
    refused(response, 405)
    assert response.headers["allow"] == "GET"


async def test_head_is_not_there_and_its_answer_has_no_body(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        response = await bare(rig, "HEAD", **{"x-access-token": TOKEN})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("host", ["evil.example", "", f"{HOST}:80", f"{HOST}.evil.example", "127.0.0.1"])
async def test_a_foreign_host_is_refused_even_with_the_token(tmp_path: Path, host: str) -> None:
    async with running(tmp_path) as rig:
        refused(await bare(rig, **{"x-access-token": TOKEN, "host": host}), 403)


@pytest.mark.parametrize("origin", ["http://evil.example", ORIGIN, "null"])
async def test_a_request_from_a_web_page_is_refused_even_with_the_token(tmp_path: Path, origin: str) -> None:
    async with running(tmp_path) as rig:
        refused(await bare(rig, **{"x-access-token": TOKEN, "origin": origin}), 403)


async def test_both_ways_to_give_the_token_are_taken(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for headers in ({"x-access-token": TOKEN}, {"authorization": f"bearer {TOKEN}"}, {"host": HOST.upper()}):
            assert (await bare(rig, **{"x-access-token": TOKEN, **headers})).status_code == 200


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        big = b" " * (MAX_BODY + 1)
        refused(await rig.client.put(f"/v2/stacks/{stack['id']}", content=big), 413)


async def test_a_body_that_grows_too_large_is_refused_though_it_did_not_say_so(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        chunks = (b" " * 1024 * 1024 for _ in range(9))

        async def growing() -> AsyncIterator[bytes]:
            for chunk in chunks:
                yield chunk

        refused(await rig.client.put(f"/v2/stacks/{stack['id']}", content=growing()), 413)


async def test_headers_and_addresses_have_limits(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        refused(await rig.client.get("/v2/projects", headers={"x-more": "a" * 40_000}), 431)
        refused(await rig.client.get("/v2/projects", params={"searchTerm": "a" * 9000}), 414)


async def test_the_rate_limit_is_told_and_real(tmp_path: Path) -> None:
    async with running(tmp_path, rate_limit=3) as rig:
        left = [(await rig.client.get("/v2/projects")).headers["x-ratelimit-remaining"] for _ in range(3)]
        limited = await rig.send("GET", "/v2/projects")
    assert left == ["2", "1", "0"]
    refused(limited, 429)
    assert 1 <= int(limited.headers["retry-after"]) <= 60
    assert limited.headers["x-ratelimit-reset"] == limited.headers["retry-after"]


async def test_a_refused_request_costs_nothing_of_the_rate_limit(tmp_path: Path) -> None:
    async with running(tmp_path, rate_limit=2) as rig:
        for _ in range(5):
            await bare(rig)
        assert (await rig.client.get("/v2/projects")).status_code == 200
