"""Runs the public pages: one process, behind the web server that has the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from communique.mailing.office import Office


def serve(office: Office, *, host: str, port: int, url: str, name: str) -> None:
    """Answer until somebody stops it; no request is logged, for its path would be a token."""
    import uvicorn

    from communique.web.app import make_app

    app = make_app(office, name=name, base=urlsplit(url).path.rstrip("/"))
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=100,
        timeout_keep_alive=5,
    )
