"""
A socket that never blocks, in the clear or in TLS, and the replies that come over it.

What has to be waited for is yielded as a `Wait`; the loop in `sender` carries on
with whichever connection can go on.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from functools import lru_cache
from selectors import EVENT_READ, EVENT_WRITE
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Generator

_MOST: Final = 65_536
"""Bytes of one reply; whoever says more is no mail server."""
_REPLY: Final = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_ENHANCED: Final = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\s+")
_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")
_LONGEST_TEXT: Final = 300


class Wait(NamedTuple):
    """Wait until the socket can be read or written, but not for ever."""

    events: int
    seconds: float


class Reply(NamedTuple):
    """What the server said."""

    code: int
    text: str = ""
    enhanced: str = ""
    lines: tuple[str, ...] = ()


class Broken(Exception):
    """The connection is of no more use."""


class TimedOut(Broken):
    """The server took too long."""


class RelayRefused(Broken):
    """The server will not have us: no TLS, a wrong certificate, a wrong password."""


@dataclass(slots=True)
class Line:
    """A socket that never blocks, in the clear or in TLS."""

    socket: socket.socket
    heard: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes, seconds: float) -> Generator[Wait, None, None]:
        """Write all of it."""
        view = memoryview(data)
        while view:
            sent = self._attempt(self.socket.send, view)
            if isinstance(sent, Wait):
                yield Wait(sent.events or EVENT_WRITE, seconds)
            else:
                view = view[sent:]

    def reply(self, seconds: float) -> Generator[Wait, None, Reply]:
        """Read one reply, of one line or several."""
        texts: list[str] = []
        while True:
            while (end := self.heard.find(b"\n") + 1) == 0:
                yield from self._hear(seconds)
            code, last, text = _said(bytes(self.heard[:end]))
            del self.heard[:end]
            texts.append(text)
            if last:
                return _reply(code, tuple(texts))

    def peek(self) -> bytes | None:
        """Look for what the server has said unasked: None for nothing, no bytes for a connection that is gone."""
        if self.heard:
            return bytes(self.heard)
        try:
            got = self._attempt(self.socket.recv, _MOST)
        except Broken:
            return b""
        if isinstance(got, Wait):
            return None
        self.heard += got
        return bytes(got)

    def handshake(self, context: ssl.SSLContext, host: str, seconds: float) -> Generator[Wait, None, None]:
        """Go on in TLS; the server must be who it says."""
        if self.heard:
            raise RelayRefused("the server talked on before TLS began")
        self.socket = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        while isinstance(waits := self._attempt(self.socket.do_handshake), Wait):
            yield Wait(waits.events or EVENT_READ, seconds)

    def close(self) -> None:
        """Close without a word."""
        self.socket.close()

    def _hear(self, seconds: float) -> Generator[Wait, None, None]:
        """Wait until the server has said something more."""
        if len(self.heard) > _MOST:
            raise Broken("the server talks without an end")
        while isinstance(got := self._attempt(self.socket.recv, _MOST), Wait):
            yield Wait(got.events or EVENT_READ, seconds)
        if not got:
            raise Broken("the server closed the connection")
        self.heard += got

    @staticmethod
    def _attempt(act: Callable[..., Any], *args: Any) -> Any:
        try:
            return act(*args)
        except ssl.SSLWantReadError:
            return Wait(EVENT_READ, 0)
        except ssl.SSLWantWriteError:
            return Wait(EVENT_WRITE, 0)
        except (BlockingIOError, InterruptedError):
            return Wait(0, 0)
        except ssl.SSLCertVerificationError as error:
            raise RelayRefused(f"the server's certificate is not valid: {error.verify_message}") from error
        except (OSError, ValueError) as error:
            raise Broken(getattr(error, "strerror", None) or type(error).__name__) from error


@lru_cache(maxsize=32)  # a server says the same few lines to every message
def _said(line: bytes) -> tuple[int, bool, str]:
    """Read one line: its code, whether it is the last of its reply, and its words."""
    found = _REPLY.fullmatch(line.rstrip(b"\r\n"))
    if not found:
        raise Broken("the server talks something else than SMTP")
    return int(found[1]), found[2] != b"-", (found[3] or b"").decode("utf-8", "replace")


@lru_cache(maxsize=32)
def _reply(code: int, texts: tuple[str, ...]) -> Reply:
    text = _UNPRINTABLE.sub(" ", " ".join(texts)).strip()
    enhanced = _ENHANCED.match(text)
    said = text[enhanced.end() :] if enhanced else text
    return Reply(code, said[:_LONGEST_TEXT], enhanced[1] if enhanced else "", texts)
