"""Lists come whole, once and to an end, from servers of every kind, without holding the loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.support import Platform, answer, client_over, service_content, stack_content
from tui.client import BadAnswer, Listing, Page
from tui.client.call import Answer, Call
from tui.client.paging import MAX_PAGES, SLICE_CHARACTERS
from tui.models.base import ApiModel
from tui.models.stack import Stack


class Item(ApiModel):
    id: str


@dataclass
class ListServer:
    """A server's list as `Listing` meets it: a sender that pages."""

    items: list[int]
    cap: int = 10_000
    """The most a page holds, whatever was asked for."""
    tells_total: bool = True
    tells_limit: bool = True
    heeds_skip: bool = True
    change: Callable[[list[int]], None] | None = None
    """What happens to the list after each page."""
    calls: list[tuple[int, int]] = field(default_factory=list)

    async def __call__(self, call: Call, /) -> Answer:
        query = {key: int(values[0]) for key, values in parse_qs(urlsplit(call.target).query).items()}
        skip, limit = query["skip"], min(query["limit"], self.cap)
        self.calls.append((skip, query["limit"]))
        first = skip if self.heeds_skip else 0
        body = json.dumps([{"id": str(item)} for item in self.items[first : first + limit]]).encode()
        headers = {}
        if self.tells_total:
            headers["x-pagination-totalcount"] = str(len(self.items))
        if self.tells_limit:
            headers["x-pagination-limit"] = str(limit)
        if self.change is not None:
            self.change(self.items)
        return Answer(status=200, headers=headers, body=body)

    def listing(self, limit: int) -> Listing[Item]:
        return Listing(self, Item, Call(method="GET", path="/v2/items"), limit=limit)


def ids(items: tuple[Item, ...]) -> list[int]:
    return [int(item.id) for item in items]


SIZES = st.integers(0, 60)
LIMITS = st.integers(1, 20)


@given(size=SIZES, limit=LIMITS, cap=LIMITS, tells_total=st.booleans(), tells_limit=st.booleans())
async def test_every_item_comes_once_and_in_order(
    size: int, limit: int, cap: int, tells_total: bool, tells_limit: bool
) -> None:
    """A server that holds pages smaller than asked for must say so in one header at least, as the contract's does."""
    if not (tells_total or tells_limit):
        cap = limit
    server = ListServer(list(range(size)), cap=cap, tells_total=tells_total, tells_limit=tells_limit)

    assert ids(await server.listing(limit).all()) == list(range(size))
    assert len(server.calls) <= size // min(limit, cap) + 1


@given(size=SIZES, limit=LIMITS, cap=LIMITS)
async def test_pages_that_are_passed_over_unparsed_are_the_same_pages(size: int, limit: int, cap: int) -> None:
    parsed, unparsed = ListServer(list(range(size)), cap=cap), ListServer(list(range(size)), cap=cap)

    digests = [(page.skip, page.total, page.digest) async for page in unparsed.listing(limit).pages()]
    async for page in parsed.listing(limit).pages():
        await page.items()
        assert digests.pop(0) == (page.skip, page.total, page.digest)

    assert digests == []
    assert parsed.calls == unparsed.calls


@given(data=st.data(), size=SIZES, limit=LIMITS, tells_total=st.booleans())
async def test_a_list_that_changes_meanwhile_gives_nothing_twice_and_ends(
    data: st.DataObject, size: int, limit: int, tells_total: bool
) -> None:
    fresh = iter(range(1_000_000, 2_000_000))

    def change(items: list[int]) -> None:
        match data.draw(st.sampled_from(["nothing", "insert", "remove"])):
            case "insert":
                items.insert(data.draw(st.integers(0, len(items))), next(fresh))
            case "remove" if items:
                del items[data.draw(st.integers(0, len(items) - 1))]

    server = ListServer(list(range(size)), tells_total=tells_total, change=change)
    given_ids = ids(await server.listing(max(limit, 2)).all())

    assert len(given_ids) == len(set(given_ids))
    assert len(server.calls) < MAX_PAGES


@given(
    total=st.one_of(st.none(), st.text(max_size=5), st.integers(-5, 10**6).map(str)),
    limit_header=st.one_of(st.none(), st.text(max_size=5), st.integers(-5, 10**6).map(str)),
    length=st.integers(0, 5),
    parse=st.booleans(),
)
async def test_nonsense_in_headers_never_makes_a_list_endless(
    total: str | None, limit_header: str | None, length: int, parse: bool
) -> None:
    headers = {"x-pagination-totalcount": total, "x-pagination-limit": limit_header}
    body = json.dumps([{"id": str(number)} for number in range(length)]).encode()
    calls = 0

    async def send(_call: Call, /) -> Answer:
        nonlocal calls
        calls += 1
        return Answer(status=200, headers={k: v for k, v in headers.items() if v is not None}, body=body)

    async for page in Listing(send, Item, Call(method="GET", path="/v2/items"), limit=3).pages():
        if parse:
            await page.items()

    assert calls <= 3


async def test_a_server_that_ignores_skip_is_asked_twice_at_most() -> None:
    server = ListServer(list(range(10)), cap=5, heeds_skip=False)

    assert ids(await server.listing(5).all()) == [0, 1, 2, 3, 4]
    assert len(server.calls) == 2


async def test_a_list_that_never_ends_is_given_up() -> None:
    fresh = iter(range(1_000_000_000))
    server = ListServer([], tells_total=False)
    server.change = lambda items: items.extend(next(fresh) for _ in range(5))
    server.change(server.items)

    with pytest.raises(BadAnswer, match="/v2/items never ends"):
        await server.listing(1).all()

    assert len(server.calls) == MAX_PAGES


@pytest.mark.parametrize("body", [b"[]", b" [ ] \n"])
async def test_an_empty_page_is_empty(body: bytes) -> None:
    assert await Page(Answer(status=200, headers={}, body=body), Item, skip=0).items() == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{}",
        b"null",
        b"[",
        b'[{"id": "1"}',
        b'[{"id": "1"},]',
        b'[{"id": "1"} {"id": "2"}]',
        b'[{"id": "1"}]]',
        b'[,{"id": "1"}]',
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'[{"id": "1", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
        b'[{"id": "1", "big": ' + b"9" * 10_000 + b"}]",
    ],
    ids=range(15),
)
async def test_what_is_no_array_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="not JSON"):
        await Page(Answer(status=200, headers={}, body=body), Item, skip=0).items()


@pytest.mark.parametrize("body", [b"[1]", b"[null]", b'[{"id": 1}]', b'[{"id": "1"}, {}]'])
async def test_items_that_do_not_fit_are_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="sent a item that is not understood"):
        await Page(Answer(status=200, headers={}, body=body), Item, skip=0).items()


async def test_what_is_no_character_is_marked_and_hides_nothing() -> None:
    texts = [b"a\xffb", b"\\ud800x", b"\\uD83D\\uDE00", b"\\\\ud800", b"\\udc00\\ud83d\\ude00"]
    body = b"[" + b",".join(b'{"id": "%s"}' % text for text in texts) + b"]"
    items = await Page(Answer(status=200, headers={}, body=body), Item, skip=0).items()

    assert [item.id for item in items] == ["a\ufffdb", "\ufffdx", "\U0001f600", "\\ud800", "\ufffd\U0001f600"]


async def test_a_big_page_lets_others_have_their_turn_between_slices() -> None:
    services = [service_content(number, message="x" * 800) for number in range(20)]
    body = json.dumps([stack_content(number, services=services) for number in range(40)]).encode()
    page = Page(Answer(status=200, headers={}, body=body), Stack, skip=0)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    items = await page.items()
    task.cancel()

    biggest_slice = SLICE_CHARACTERS + len(body) // 40
    assert len(items) == 40
    assert turns >= len(body) // biggest_slice


async def test_a_page_is_parsed_once() -> None:
    page = Page(Answer(status=200, headers={}, body=b'[{"id": "1"}]'), Item, skip=0)

    assert await page.items() is await page.items()


async def test_pages_differ_when_their_contents_do() -> None:
    pages = [Page(Answer(status=200, headers={}, body=body), Item, skip=0) for body in (b"[]", b"[]", b"[ ]")]

    assert pages[0].digest == pages[1].digest != pages[2].digest


async def test_lists_are_asked_for_in_pages_that_are_quickly_parsed() -> None:
    platform = Platform(answer([]))
    client = client_over(platform)

    await client.stacks.list_all().all()
    await client.services.list_all().all()
    await client.projects.list().all()

    assert [request.url.params["limit"] for request in platform.requests] == ["50", "200", "200"]
    assert [request.url.params["skip"] for request in platform.requests] == ["0", "0", "0"]
