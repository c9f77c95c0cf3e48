"""What all resources share: reading, writing and listing through one sender."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import to_json

from tui.client.answers import ModelT, parsed
from tui.client.call import Answer, Call, QueryValue, Sender
from tui.client.paging import Listing


class Resource:
    """One kind of thing in the API, and all that can be done with it."""

    causal = True
    """Whether reads wait for what this client wrote shortly before."""

    def __init__(self, send: Sender) -> None:
        self._send = send

    async def _read(self, model: type[ModelT], path: str, **query: QueryValue) -> ModelT:
        answer = await self._send(Call(method="GET", path=path, query=query, causal=self.causal))
        return parsed(answer, model)

    async def _write(
        self, method: str, path: str, *, content: object = None, query: Mapping[str, QueryValue] | None = None
    ) -> Answer:
        body = None if content is None else content if isinstance(content, bytes) else to_json(content)
        return await self._send(Call(method=method, path=path, query=query or {}, body=body))

    def _list(self, model: type[ModelT], path: str, *, limit: int, **query: QueryValue) -> Listing[ModelT]:
        call = Call(method="GET", path=path, query=query, causal=self.causal)
        return Listing(self._send, model, call, limit=limit)
