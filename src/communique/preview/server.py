"""Runs the preview on this machine alone, until somebody stops it."""

from __future__ import annotations

import errno
import secrets
import socket
from typing import TYPE_CHECKING, Any, Final

from communique.errors import EnvironmentFailed
from communique.preview.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from communique.places import Place
    from communique.preview.session import View

HOST: Final = "127.0.0.1"
FIRST: Final = 8765
"""The port that is tried first, so that it is mostly the same one."""
TRIED: Final = 20


def preview(  # noqa: PLR0913 -- each is a choice of the command
    path: Path,
    *,
    place: Place,
    view: View,
    pack: str | None,
    port: int,
    languages: Sequence[str],
    ready: Callable[[str], None],
) -> None:
    """Serve a brief until somebody stops it; `ready` hears the address."""
    import uvicorn

    from communique.kinds import KINDS
    from communique.preview.app import Feed, as_text, make_app

    feed, secret = Feed(), secrets.token_urlsafe(16)
    more: dict[str, Any] = {"kinds": [name for name in KINDS if name != "newsletter"], "languages": list(languages)}
    line = _listen(port)
    at = f"{HOST}:{line.getsockname()[1]}"

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: Any) -> None:
            feed.tell(None)
            super().handle_exit(sig, frame)
            self.force_exit = True

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(f"http://{at}/{secret}/")

    with line, Session(path, place, view, pack=pack, tell=lambda state: feed.tell(as_text(state, more))) as session:
        app = make_app(session, feed, secret=secret, hosts=(at, at.replace(HOST, "localhost")), **more)
        config = uvicorn.Config(
            app, access_log=False, log_level="critical", server_header=False, date_header=False, lifespan="off"
        )
        Server(config).run(sockets=[line])


def _listen(port: int) -> socket.socket:
    """Take the port that was asked for; where none was, the first that is free."""
    for one in (port,) if port else (*range(FIRST, FIRST + TRIED), 0):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((HOST, one))
            line.listen()
        except OSError as error:
            line.close()
            if port or error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise EnvironmentFailed(f"port {one} cannot be used: {error.strerror}; leave --port out") from error
            continue
        return line
    raise EnvironmentFailed("there is no free port on this machine")
