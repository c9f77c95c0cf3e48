"""The contract of the API as a document that requests and answers can be checked against."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

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


@dataclass(frozen=True)
class Exchange:
    """A request and its answer in the words of the checker; both sides of its protocols."""

    response: httpx.Response

    @property
    def host_url(self) -> str:
        return ORIGIN

    @property
    def path(self) -> str:
        return self.response.request.url.path

    @property
    def method(self) -> str:
        return self.response.request.method.lower()

    @property
    def parameters(self) -> RequestParameters:
        query = parse_qsl(self.response.request.url.query.decode(), keep_blank_values=True)
        headers = Headers(list(self.response.request.headers.items()))
        return RequestParameters(query=ImmutableMultiDict(query), header=headers)

    @property
    def body(self) -> bytes | None:
        return self.response.request.content or None

    @property
    def content_type(self) -> str:
        return self.response.request.headers.get("content-type", "")

    @property
    def data(self) -> bytes:
        return self.response.content

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self.response.headers


@dataclass(frozen=True)
class Answer(Exchange):
    """The answer's side: its content type is the answer's."""

    @property
    def content_type(self) -> str:
        return self.response.headers.get("content-type", "")


def check_answer(response: httpx.Response) -> None:
    """Fail unless the answer is one that the contract allows for its request."""
    if response.status_code == HTTPStatus.NO_CONTENT:
        assert response.content == b""
    contract().validate_response(Exchange(response), Answer(response))


def check_exchange(response: httpx.Response) -> None:
    """Fail unless both the request and its answer are ones that the contract allows."""
    contract().validate_request(Exchange(response))
    check_answer(response)


def operation_of(response: httpx.Response) -> str | None:
    """The id of the operation that the answer belongs to; None when the contract has none."""
    parts = response.request.url.path.split("/")
    for method, path, name in operations():
        pattern = path.split("/")
        if method == response.request.method and len(pattern) == len(parts):
            if all(want.startswith("{") or want == got for want, got in zip(pattern, parts, strict=True)):
                return name
    return None
