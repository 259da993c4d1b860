"""Header fields that every answer of a server carries, whoever makes the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send


class WithHeaders:
    """An application whose answers carry these header fields, where they do not say otherwise themselves."""

    def __init__(self, app: ASGIApp, fields: Mapping[str, str]) -> None:
        """Wrap an application."""
        self._app = app
        self._fields = [(name.lower().encode(), value.encode()) for name, value in fields.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [field for field in self._fields if field[0] not in given]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        await self._app(scope, receive, with_headers)
