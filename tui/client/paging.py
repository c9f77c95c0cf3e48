"""Lists in pages by `skip`: read one by one, parsed item by item, so that nobody waits for a big one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Generic

from pydantic import ValidationError

from tui.client.answers import ModelT, misfit, not_json, text_of
from tui.client.call import Answer, Call, QueryValue, Sender
from tui.client.errors import BadAnswer
from tui.client.observed import whole_number

SLICE_CHARACTERS = 32 * 1024
"""How much text of a page is parsed before others get their turn: about two milliseconds."""

MAX_PAGES = 1_000
"""A list longer than this is taken for one that never ends."""

_SCAN = json.JSONDecoder().raw_decode
_WHITESPACE = " \t\r\n"


class Page(Generic[ModelT]):
    """One page of a list as it came; parsed only when its items are asked for."""

    def __init__(self, answer: Answer, model: type[ModelT], *, skip: int) -> None:
        self.skip = skip
        """How many items of the list stand before this page."""
        self.total = whole_number(answer.headers.get("x-pagination-totalcount"))
        """How many items the whole list has, when the platform says."""
        self.digest = blake2b(answer.body, digest_size=16).digest()
        """Equal for pages with equal contents, so that an unchanged one need not be parsed."""
        self._answer = answer
        self._model = model
        self._items: tuple[ModelT, ...] | None = None

    async def items(self) -> tuple[ModelT, ...]:
        """The items, parsed at the first call in slices between which others get their turn.

        Raises:
            BadAnswer: when the body is not a JSON array of what the list holds.
        """
        if self._items is None:
            try:
                self._items = await self._parse()
            except ValidationError as error:
                raise misfit(error, self._model, self._answer.headers) from None
            except (ValueError, RecursionError):
                raise not_json(self._answer.headers) from None
        return self._items

    async def _parse(self) -> tuple[ModelT, ...]:
        text = text_of(self._answer.body)
        items: list[ModelT] = []
        at = turn = _expect(text, 0, "[")
        if text[at : at + 1] == "]":
            _expect_end(text, at + 1)
            return ()
        while True:
            item, at = _SCAN(text, at)
            items.append(self._model.model_validate(item))
            at = _skip_blank(text, at)
            if text[at : at + 1] == "]":
                _expect_end(text, at + 1)
                return tuple(items)
            at = _expect(text, at, ",")
            if at - turn >= SLICE_CHARACTERS:
                turn = at
                await asyncio.sleep(0)

    @property
    def known_length(self) -> int | None:
        """How many items the page has, when that is known for sure: after it was parsed."""
        return None if self._items is None else len(self._items)

    @property
    def told_limit(self) -> int | None:
        """How many items the platform says a page has at most."""
        return whole_number(self._answer.headers.get("x-pagination-limit"))


class Listing(Generic[ModelT]):
    """A list of the API: iterate over it for its items, or over `pages()` for whole pages."""

    def __init__(self, send: Sender, model: type[ModelT], call: Call, *, limit: int) -> None:
        self._send = send
        self._model = model
        self._call = call
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[ModelT]:
        """Every item once: one that moves to a later page while pages are read is not given again."""
        seen: set[str] = set()
        async for page in self.pages():
            for item in await page.items():
                key = _key(item)
                if key not in seen:
                    seen.add(key)
                    yield item

    async def all(self) -> tuple[ModelT, ...]:
        """All items at once."""
        return tuple([item async for item in self])

    async def pages(self) -> AsyncIterator[Page[ModelT]]:
        """The pages in order; items may stand in two of them when the list changes meanwhile.

        Raises:
            BadAnswer: when the list never ends.
        """
        skip = 0
        previous = b""
        for _ in range(MAX_PAGES):
            page = await self._page(skip)
            if page.digest == previous:
                return
            yield page
            length = await self._length(page)
            skip += length
            previous = page.digest
            if length == 0 or self._is_last(page, length, skip):
                return
        raise BadAnswer(f"The platform's list at {self._call.path} never ends.")

    async def _page(self, skip: int) -> Page[ModelT]:
        query: Mapping[str, QueryValue] = {**self._call.query, "limit": self._limit, "skip": skip}
        answer = await self._send(replace(self._call, query=query))
        return Page(answer, self._model, skip=skip)

    async def _length(self, page: Page[ModelT]) -> int:
        """How many items the page has: counted, or by the headers when the page was passed over unparsed."""
        if page.known_length is None and page.total is not None and page.told_limit:
            return max(0, min(self._limit, page.told_limit, page.total - page.skip))
        return len(await page.items())

    def _is_last(self, page: Page[ModelT], length: int, skip: int) -> bool:
        if page.total is not None:
            return skip >= page.total
        return length < min(self._limit, page.told_limit or self._limit)


def _key(item: ModelT) -> str:
    return str(getattr(item, "id", None) or item.model_dump_json())


def _skip_blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in _WHITESPACE:
        at += 1
    return at


def _expect(text: str, at: int, mark: str) -> int:
    """The place behind *mark* and blanks."""
    at = _skip_blank(text, at)
    if text[at : at + 1] != mark:
        message = f"{mark!r} expected"
        raise ValueError(message)
    return _skip_blank(text, at + 1)


def _expect_end(text: str, at: int) -> None:
    if _skip_blank(text, at) != len(text):
        message = "the end expected"
        raise ValueError(message)
