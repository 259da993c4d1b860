"""Readers of the public pages: a browser without cookies, a mail program, and what arrives in a mailbox."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from starlette.types import ASGIApp


class Client:
    """A reader's browser, without cookies, and a mail program."""

    def __init__(self, app: ASGIApp, peer: str = "127.0.0.1") -> None:
        self._app = app
        self._peer = peer

    def request(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """Send a request as it stands, and follow nothing."""

        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False, client=(self._peer, 1))
            async with httpx.AsyncClient(transport=transport, base_url="https://briefs.example.org") as client:
                return await client.request(method, path, **sent)

        return asyncio.run(answer())

    def get(self, path: str, **sent: Any) -> httpx.Response:
        return self.request("GET", path, **sent)

    def post(self, path: str, **sent: Any) -> httpx.Response:
        return self.request("POST", path, **sent)


class Mailbox:
    """What arrived at a real server; `answers` is what it says at each step, unless it says yes."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, bytes]] = []  # return path, address, message
        self.answers: dict[str, list[str]] = {"rcpt": [], "dot": []}

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd asks so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.answers["rcpt"]:
            return self.answers["rcpt"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- as above
        if self.answers["dot"]:
            return self.answers["dot"].pop(0)
        self.messages += [(envelope.mail_from, address, envelope.content) for address in envelope.rcpt_tos]
        return "250 2.0.0 taken"

    def read(self) -> list[EmailMessage]:
        """Read the messages."""
        found: list[Any] = [email.message_from_bytes(data, policy=email.policy.default) for *_, data in self.messages]
        return found


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """Start a mail server on a free port, and stop it."""
    handler = Mailbox()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()
