"""The contract of the API as a document that requests and answers can be checked against."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.testing.requests import MockRequest
from openapi_core.testing.responses import MockResponse

ROOT = Path(__file__).parents[2]
ORIGIN = "https://api.mittwald.de"
"""The origin that the contract names; answers of any other are checked as if they came from it."""


def contract_path() -> Path:
    """Where the contract is: `STACKDECK_CONTRACT`, else beside the checkout."""
    given = os.environ.get("STACKDECK_CONTRACT")
    return Path(given) if given else ROOT.parent / "shared" / "api" / "containers-openapi.json"


def need_contract() -> None:
    """Skip the test when the contract is absent; fail where `CI_REQUIRE_CONTRACT=1` says that it has to be there."""
    path = contract_path()
    if path.is_file():
        return
    if os.environ.get("CI_REQUIRE_CONTRACT") == "1":
        pytest.fail(f"the contract is required and is not at {path}")
    pytest.skip(f"the contract is not at {path}; STACKDECK_CONTRACT names another place")


@cache
def raw_contract() -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]:
    """The contract's JSON."""
    document: Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]] = json.loads(contract_path().read_text())
    return document


@cache
def contract() -> OpenAPI:
    """The contract, ready to check with."""
    return OpenAPI.from_file_path(str(contract_path()))


def operations() -> Iterator[tuple[str, str, str]]:
    """Method, path and id of every operation."""
    for path, methods in raw_contract()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, str(operation["operationId"])


def check_answer(response: httpx.Response) -> None:
    """Fail unless the answer is one that the contract allows for its request."""
    if response.status_code == HTTPStatus.NO_CONTENT:
        assert response.content == b""
    if response.content == b"" and response.headers.get("content-type", "").startswith("text/plain"):
        # An empty text is a text; the checker takes it for none.
        return
    contract().validate_response(_request(response.request), _answer_of(response))


def check_request(request: httpx.Request) -> None:
    """Fail unless the request is one that the contract allows."""
    contract().validate_request(_request(request))


def operation_of(response: httpx.Response) -> str | None:
    """The id of the operation that the answer belongs to; None when the contract has none."""
    parts = response.request.url.path.split("/")
    for method, path, name in operations():
        pattern = path.split("/")
        same_shape = method == response.request.method and len(pattern) == len(parts)
        if same_shape and all(want.startswith("{") or want == got for want, got in zip(pattern, parts, strict=True)):
            return name
    return None


def _request(request: httpx.Request) -> MockRequest:
    return MockRequest(
        host_url=ORIGIN,
        method=request.method,
        path=request.url.path,
        args=dict(request.url.params),
        headers=dict(request.headers),
        data=request.content,
        content_type=request.headers.get("content-type", ""),
    )


def _answer_of(response: httpx.Response) -> MockResponse:
    return MockResponse(
        data=response.content,
        status_code=response.status_code,
        headers=dict(response.headers),
        content_type=response.headers.get("content-type", ""),
    )
