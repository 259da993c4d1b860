"""What a mail provider reports by HTTP: verified, handled as if it had come by mail, and answered in one word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from communique.bounces.handling import Incoming, handle

if TYPE_CHECKING:
    from starlette.requests import Request

    from communique.bounces.handling import Policy
    from communique.bounces.webhooks import Provider
    from communique.mailing.office import Office

LARGEST: Final = 262_144
"""Bytes of a report; a provider's have a few thousand."""
SOURCE: Final = "webhook"


class Hook:
    """Takes a provider's reports."""

    def __init__(self, office: Office, provider: Provider, policy: Policy) -> None:
        """Keep whose words are taken, and where they lead."""
        self._office, self._provider, self._policy = office, provider, policy

    async def endpoint(self, request: Request) -> Response:
        """Answer 200 to what was handled, and 403 to what the provider did not sign; it sends other failures again."""
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return PlainTextResponse("too large", 413)
        taken = await run_in_threadpool(self.take, dict(request.headers), bytes(body))
        return PlainTextResponse("taken") if taken else PlainTextResponse("refused", 403)

    def take(self, headers: dict[str, str], body: bytes) -> bool:
        """Handle verified reports; False where they are not."""
        if not self._provider.verify(headers, body, self._office.clock()):
            return False
        for report, name in self._provider.reports(body):
            incoming = Incoming.of(report, name, SOURCE)
            with self._office.store.writing() as connection:
                handle(connection, self._office.keys, incoming, self._policy, self._office.clock())
        return True
