"""What the routes share: ids in paths, queries of lists, and how they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Path, Query
from starlette.responses import Response

from tui.platform.api.errors import JSON
from tui.platform.api.paging import Paging

StackId = Annotated[UUID, Path(alias="stackId")]
VolumeId = Annotated[UUID, Path(alias="volumeId")]
IngressId = Annotated[UUID, Path(alias="ingressId")]
RegistryId = Annotated[UUID, Path(alias="registryId")]
ServiceRef = Annotated[str, Path(alias="serviceId", max_length=36)]
ProjectRef = Annotated[str, Path(alias="projectId", max_length=36)]
ServerRef = Annotated[str, Path(alias="serverId", max_length=36)]

Paged = Annotated[Paging, Depends(Paging)]
Search = Annotated[str, Query(alias="searchTerm", max_length=255)]
OfStack = Annotated[UUID | None, Query(alias="stackId")]

Item = TypeVar("Item")


def json_answer(body: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer with this JSON text."""
    return Response(body, status, headers=headers, media_type=JSON)


def matches(term: str, *texts: str) -> bool:
    """True when *term* stands in one of *texts*, whatever the case."""
    return not term or any(term.casefold() in text.casefold() for text in texts)


def ordered(items: Iterable[Item], key: Callable[[Item], str], order: str | None) -> list[Item]:
    """*items* by *key* when *order* ends in `asc` or `desc`, else as they are."""
    direction = (order or "").lower()
    if direction.endswith(("asc", "desc")):
        return sorted(items, key=key, reverse=direction.endswith("desc"))
    return list(items)
