"""
The public pages as an application: routes, forms, headers.

    /u/TOKEN   unsubscribe: a page with a button, and the one-click POST of RFC 8058
    /c/TOKEN   confirm a subscription
    /p/TOKEN   preferences
    /v/TOKEN   a mailing in the browser
    /s         subscribe to the lists that are open to everybody
    /hook      what a mail provider reports of bounces, where one does

No cookie is set or read. GET, HEAD and OPTIONS change nothing.
"""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from communique.headers import WithHeaders
from communique.mailing.limits import network
from communique.mailing.relay import is_near
from communique.web import answers
from communique.web.subscribe import TRAP, Visit, subscribe
from communique.web.words import language_for, read_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp

    from communique.mailing.office import Office
    from communique.web.answers import Answer
    from communique.web.hook import Hook
    from communique.web.words import Words

LARGEST: Final = 16_384
"""Bytes of a form; ours have a few hundred."""
POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
VIEW_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mailing carries its own look; it is ours, and still it may run nothing and fetch nothing."""
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def make_app(  # noqa: PLR0913 -- each is a choice of the office
    office: Office,
    *,
    name: str = "",
    base: str = "",
    words: Mapping[str, Words] | None = None,
    form: bool = True,
    hook: Hook | None = None,
) -> ASGIApp:
    """
    Make the application.

    Args:
        office: where people are kept.
        name: the office, as readers know it.
        base: the path that all pages lie below, where they are not at the top of their host.
        words: the words of each language; those that are shipped where nothing is said.
        form: whether strangers may subscribe; not where nobody can be asked to confirm.
        hook: takes what a mail provider reports; None where none does.

    """
    pages = _Pages(office, words or read_words(), {"office": name, "base": base})
    routes: list[Any] = [
        Route("/u/{token}", pages.form(answers.unsubscribe), methods=["GET", "POST"]),
        Route("/c/{token}", pages.form(answers.confirm), methods=["GET", "POST"]),
        Route("/p/{token}", pages.form(pages.preferences), methods=["GET", "POST"]),
        Route("/v/{token}", pages.view, methods=["GET"]),
        Route("/pages.css", _style, methods=["GET"]),
    ]
    if hook is not None:
        routes.append(Route("/hook", hook.endpoint, methods=["POST"]))
    if form:
        routes.append(Route("/s", pages.subscribe, methods=["GET", "POST"]))
    return WithHeaders(
        Starlette(
            routes=[Mount(base, routes=routes)] if base else routes,
            exception_handlers={HTTPException: pages.failed, Exception: pages.broken},
        ),
        HEADERS,
    )


class _Pages:
    def __init__(self, office: Office, words: Mapping[str, Words], common: Mapping[str, str]) -> None:
        self._office = office
        self._words = words
        self._common = {**common, "languages": [(one.code, one.name) for one in words.values()], "trap": TRAP}
        self.preferences = partial(answers.preferences, languages=words)

    def form(
        self, answer: Callable[[Office, str, Mapping[str, str] | None], Answer]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Make an endpoint of an answer: GET shows, POST does."""

        async def endpoint(request: Request) -> Response:
            form = await _form(request) if request.method == "POST" else None
            made = await run_in_threadpool(answer, self._office, request.path_params["token"], form)
            return self._page(request, made)

        return endpoint

    async def subscribe(self, request: Request) -> Response:
        """Show the form for strangers, or take it."""
        form = await _form(request) if request.method == "POST" else None
        visit = Visit(self._words[self._language(request)], _network(request), self._words)
        return self._page(request, await run_in_threadpool(subscribe, self._office, visit, form))

    async def view(self, request: Request) -> Response:
        """Show a mailing."""
        made = await run_in_threadpool(answers.view, self._office, request.path_params["token"])
        if not made.raw:
            return self._page(request, made)
        headers = {"Content-Security-Policy": VIEW_POLICY}
        return Response(made.raw, media_type="text/html; charset=utf-8", headers=headers)

    def failed(self, request: Request, error: Exception) -> Response:
        """Answer what has no page, or not in this way."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        page = "gone" if status in {404, 500} else "refused"
        response = self._page(request, answers.Answer(page, status))
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    def broken(self, request: Request, error: Exception) -> Response:
        """Answer when something of ours went wrong; nothing of it is shown."""
        return self.failed(request, error)

    def _language(self, request: Request) -> str:
        return language_for(request.headers.get("accept-language", ""), self._words)

    def _page(self, request: Request, made: Answer) -> Response:
        values = {"titles": [], "wrong": {}, **made.values}
        values["chosen_language"] = values.pop("language", "")
        said = {**self._common, **values, "words": self._words[self._language(request)], "page": made.page}
        return Response(
            _template().render(said),
            made.status,
            media_type="text/html; charset=utf-8",
            headers={"Vary": "Accept-Language"},
        )


def _network(request: Request) -> str:
    """Say from which network somebody comes; the web server before us says so where it is on this machine."""
    peer = request.client.host if request.client else ""
    if is_near(peer):
        peer = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return network(peer)


async def _form(request: Request) -> dict[str, str]:
    """Read a small form, urlencoded or multipart; refuse one that another site sent in somebody's name."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin", "null")
    if origin not in {"null", f"https://{host}", f"http://{host}"}:
        raise HTTPException(403)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413)

    async def again() -> Any:
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    async with Request(request.scope, again).form(max_files=0, max_fields=100) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


async def _style(request: Request) -> Response:  # noqa: ARG001 -- the signature of an endpoint
    return Response(_file("pages.css"), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


def _file(name: str) -> str:
    return files("communique.web").joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("page.html.j2"))
