"""Runs the public pages: one process, behind the web server that has the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from communique.web.asking import missing, open_post
from communique.web.caretaker import Caretaker
from communique.web.words import read_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.mailing.office import Office
    from communique.places import Place
    from communique.settings import Settings


def serve(
    office: Office, settings: Settings, place: Place, *, listen: tuple[str, int], tell: Callable[[str], None]
) -> None:
    """Answer until somebody stops it; no request is logged, for its path would be a token."""
    import uvicorn

    from communique.web.app import make_app

    mail, words = settings.mail, read_words(place)
    post = None if missing(settings) else open_post(office, settings, place)
    app = make_app(
        office, name=mail.office, base=urlsplit(mail.url).path.rstrip("/"), words=words, form=post is not None
    )
    with Caretaker(office, post, tell):
        uvicorn.run(
            app,
            host=listen[0],
            port=listen[1],
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=100,
            timeout_keep_alive=5,
        )
