"""Paging: which part of a list a request wants, and the headers that say which part it got.

`skip` wins over `page`; pages count from 1, and 0 means the first one too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from tui.platform.api.errors import JSON

MANY = 1000
"""The default limit of container lists."""
ALL = 10_000
"""The default limit of projects and servers."""
MAX = 2**31
"""No list is longer."""

Limit = Annotated[int | None, Query(ge=0, le=MAX)]
Skip = Annotated[int | None, Query(ge=0, le=MAX)]
Page = Annotated[int | None, Query(ge=0, le=MAX)]


class Paging:
    """The part of a list that is wanted."""

    def __init__(self, limit: Limit = None, skip: Skip = None, page: Page = None) -> None:
        self._limit = limit
        self._skip = skip
        self._page = page

    def answer(self, items: Sequence[bytes], *, default: int = MANY) -> Response:
        """The answer with this part of *items*, each of which is JSON text."""
        limit = default if self._limit is None else self._limit
        skip = max(0, (self._page or 1) - 1) * limit if self._skip is None else self._skip
        headers = {
            "X-Pagination-Limit": str(limit),
            "X-Pagination-Skip": str(skip),
            "X-Pagination-Page": str(skip // limit + 1 if limit else 1),
            "X-Pagination-TotalCount": str(len(items)),
        }
        body = b"[" + b",".join(items[skip : skip + limit]) + b"]"
        return Response(body, headers=headers, media_type=JSON)
