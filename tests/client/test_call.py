"""Paths and queries go on the wire so that no id reaches another place."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.support import ORIGIN
from tui.client.call import Answer, Call, path_of


@pytest.mark.parametrize(
    ("segment", "encoded"),
    [
        ("c-abc123", "c-abc123"),
        ("../../users/self", "..%2F..%2Fusers%2Fself"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b%20", "a%20b%2520"),
        ("größe", "gr%C3%B6%C3%9Fe"),
    ],
)
def test_a_segment_is_percent_encoded(segment: str, encoded: str) -> None:
    assert path_of("stacks", segment, "services") == f"/v2/stacks/{encoded}/services"


@given(st.text(min_size=1).filter(lambda text: text.isprintable() and not any("\ud800" <= c <= "\udfff" for c in text)))
def test_any_id_stays_one_segment_on_the_wire(segment: str) -> None:
    raw = httpx.URL(ORIGIN + path_of("stacks", segment, "services")).raw_path.decode("ascii")

    assert raw.count("/") == 4
    assert unquote(raw.split("/")[3]) == segment


def test_an_empty_id_is_refused_because_the_path_would_mean_the_list() -> None:
    with pytest.raises(ValueError, match="empty"):
        path_of("stacks", "")


def test_a_query_leaves_out_what_is_not_set() -> None:
    call = Call(method="GET", path="/v2/x", query={"a": None, "tail": 0, "recreate": True, "no": False, "q": "a&b=c d"})

    assert parse_qsl(urlsplit(call.target).query) == [
        ("tail", "0"),
        ("recreate", "true"),
        ("no", "false"),
        ("q", "a&b=c d"),
    ]
    assert Call(method="GET", path="/v2/x", query={"a": None}).target == "/v2/x"


def test_bodies_do_not_show() -> None:
    call = Call(method="PATCH", path="/v2/registries/1", body=b'{"password": "hunter2"}')
    answer = Answer(status=200, headers={}, body=b"hunter2")

    assert "hunter2" not in repr(call) + repr(answer)
