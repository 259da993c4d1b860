"""Runs the public pages: one process, behind the web server that has the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from communique.errors import CommuniqueError
from communique.outgoing import policy_of, provider_of
from communique.web.asking import missing, open_post
from communique.web.caretaker import Caretaker
from communique.web.hook import Hook
from communique.web.words import read_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.mailing.office import Office
    from communique.places import Place
    from communique.settings import Settings
    from communique.web.asking import Post


def serve(
    office: Office, settings: Settings, place: Place, *, listen: tuple[str, int], tell: Callable[[str], None]
) -> None:
    """Answer until somebody stops it; no request is logged, for its path would be a token."""
    import uvicorn

    from communique.web.app import make_app

    mail, words = settings.mail, read_words(place)
    post = _post(office, settings, place, tell)
    base = urlsplit(mail.url).path.rstrip("/")
    provider = provider_of(settings, place)
    hook = Hook(office, provider, policy_of(settings)) if provider else None
    app = make_app(office, name=mail.office, base=base, words=words, form=post is not None, hook=hook)
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


def _post(office: Office, settings: Settings, place: Place, tell: Callable[[str], None]) -> Post | None:
    """Make ready to ask people; where that cannot be, the other pages answer all the same."""
    if lacking := missing(settings):
        tell(f"nobody can subscribe there: communique.toml does not say {', '.join(lacking)}")
        return None
    try:
        return open_post(office, settings, place)
    except CommuniqueError as error:
        tell(f"nobody can subscribe there: {error}")
        return None
