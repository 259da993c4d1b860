"""
The pages of the preview: what a browser on this machine may ask for, and with which headers it is answered.

Every address lies below a secret that only the starter of the preview knows, for
other people may use the machine too; and only a request that names this very host
is answered, so that no other site can lend its name to our address.
"""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from communique.commands import as_data
from communique.headers import WithHeaders
from communique.preview.session import View

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from communique.preview.session import Session, Shown, State

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""A mail may run nothing and fetch nothing; our page reads how far it is scrolled, and its links open beside it."""
DARK: Final = "(prefers-color-scheme: dark)"
TYPES: Final = {"css": "text/css", "js": "text/javascript", "html": "text/html"}


class Feed:
    """Tells every open page of every change."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pages: set[asyncio.Queue[str | None]] = set()

    def tell(self, text: str | None) -> None:
        """Tell all; from any thread. None is the end."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._pass_on, text)

    def _pass_on(self, text: str | None) -> None:
        for page in self._pages:
            page.put_nowait(text)

    async def listen(self, first: str) -> AsyncIterator[str]:
        """Give what is told from now on, as server-sent events."""
        self._loop = asyncio.get_running_loop()
        mine: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages.add(mine)
        try:
            text: str | None = first
            while text is not None:
                yield f"data: {text}\n\n"
                text = await mine.get()
        finally:
            self._pages.discard(mine)


def make_app(  # noqa: PLR0913 -- each is a choice of the server
    session: Session, feed: Feed, *, secret: str, hosts: Sequence[str], kinds: Sequence[str], languages: Sequence[str]
) -> ASGIApp:
    """
    Make the application.

    Args:
        session: what is shown.
        feed: what open pages hear.
        secret: the folder that all addresses lie in.
        hosts: the names, with port, that this server answers to.
        kinds: the document kinds to choose from.
        languages: the languages to choose from beside the brief's own.

    """
    pages = _Pages(session, feed, {"kinds": list(kinds), "languages": list(languages)})
    routes = [
        Route("/", _file("page.html")),
        Route("/page.css", _file("page.css")),
        Route("/page.js", _file("page.js")),
        Route("/events", pages.events),
        Route("/choose", pages.choose, methods=["POST"]),
        Route("/mail/{mode:str}/{key:str}", pages.mail),
        Route("/picture/{key:str}/{number:int}.png", pages.picture),
        Route("/file/{format:str}/{name:str}", pages.file),
    ]
    return WithHeaders(_AtHome(Starlette(routes=[Mount(f"/{secret}", routes=routes)]), hosts), HEADERS)


def as_text(state: State, more: dict[str, Any]) -> str:
    """Write a state down for the page."""
    view = state.view
    shown = {name: _of(made) for name, made in state.shown.items()}
    return json.dumps(
        {
            **more,
            "number": state.number,
            "working": state.working,
            "faulty": state.faulty,
            "problems": [as_data(problem) for problem in state.problems],
            "formats": state.formats,
            "shown": shown,
            "first": _of(state.first) if state.first else None,
            "seconds": state.seconds,
            "view": {"audience": view.audience or "", "language": view.language or "", "kind": view.kind},
        }
    )


def _of(made: Shown) -> dict[str, Any]:
    return {"key": made.key, "name": made.name, "sizes": made.sizes}


class _Pages:
    def __init__(self, session: Session, feed: Feed, more: dict[str, Any]) -> None:
        self._session, self._feed, self.more = session, feed, more

    async def events(self, request: Request) -> Response:  # noqa: ARG002 -- the signature of an endpoint
        listened = self._feed.listen(as_text(self._session.state, self.more))
        return StreamingResponse(listened, media_type="text/event-stream")

    async def choose(self, request: Request) -> Response:
        """Show another edition; only our own page may ask for it."""
        if request.headers.get("origin") != f"http://{request.headers['host']}":
            raise HTTPException(403)
        said = dict(request.query_params)
        audience, language, kind = (said.get(name, "") for name in ("audience", "language", "kind"))
        if audience not in {"", "internal", "public"} or kind not in self.more["kinds"]:
            raise HTTPException(400)
        if language not in {"", *self.more["languages"]}:
            raise HTTPException(400)
        self._session.choose(View(audience=audience or None, language=language or None, kind=kind))  # type: ignore[arg-type]
        return Response(status_code=204)

    async def mail(self, request: Request) -> Response:
        """Show the e-mail as a reader who wishes for light or for dark sees it, whatever this machine's own wish is."""
        made = self._session.state.shown.get("email")
        if made is None:
            raise HTTPException(404)
        wish = "all" if request.path_params["mode"] == "dark" else "not all"
        html = made.data.decode().replace(DARK, wish).replace("<head>", '<head><base target="_blank">', 1)
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": MAIL_POLICY})

    async def picture(self, request: Request) -> Response:
        """Draw a page."""
        asked = request.path_params
        data = await run_in_threadpool(self._session.picture, asked["key"], asked["number"])
        if data is None:
            raise HTTPException(404)
        return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})

    async def file(self, request: Request) -> Response:
        """Hand a file out, by the name that `build` would give it."""
        made = self._session.state.shown.get(request.path_params["format"])
        if made is None or made.name != request.path_params["name"]:
            raise HTTPException(404)
        pdf = made.name.endswith(".pdf")
        kind = "application/pdf" if pdf else "application/octet-stream"
        how = "inline" if pdf else "attachment"
        return Response(made.data, media_type=kind, headers={"Content-Disposition": f'{how}; filename="{made.name}"'})


class _AtHome:
    """Answers nobody who calls this host by another's name."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app, self._hosts = app, {host.encode() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = dict(scope.get("headers", ())).get(b"host")
        known = scope["type"] != "http" or host in self._hosts
        answer: ASGIApp = self._app if known else PlainTextResponse("unknown host", 421)
        await answer(scope, receive, send)


def _file(name: str) -> Any:
    async def endpoint(request: Request) -> Response:  # noqa: ARG001 -- the signature of an endpoint
        text = files("communique.preview").joinpath(name).read_text(encoding="utf-8")
        return Response(text, media_type=TYPES[name.rpartition(".")[2]])

    return endpoint
