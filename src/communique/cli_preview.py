"""The command `preview`: a brief in the browser, made again at every save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.cli_commands import OK
from communique.printing import say, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def preview(chosen: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from communique.brief.translation.file import languages_of
    from communique.names import brief_file, find_brief
    from communique.places import workspace
    from communique.preview.server import preview as serve
    from communique.preview.session import View

    place = workspace()
    path = find_brief(chosen.brief, place)

    def ready(address: str) -> None:
        write(address)
        say("save the brief and look; Ctrl-C ends")
        if chosen.open:
            import webbrowser

            webbrowser.open(address)

    try:
        serve(
            path,
            place=place,
            view=View(audience=chosen.audience, language=chosen.language),
            pack=chosen.pack,
            port=chosen.port,
            languages=languages_of(brief_file(path)),
            ready=ready,
        )
    except KeyboardInterrupt:
        say("goodbye")
    return OK


def add_commands(commands: Any, command: Callable[..., Any]) -> None:
    """Add what this module has to the command line; `command` makes one command."""
    made = command(
        commands,
        "preview",
        preview,
        "show a brief in the browser, and again at every save",
        "communique preview spring-visit",
    )
    made.add_argument("brief", metavar="BRIEF", help="a brief: its name in briefs/, its folder, or its YAML file")
    made.add_argument("--audience", choices=("internal", "public"), help="who reads; the brief's own by default")
    made.add_argument("--language", metavar="CODE", help="the language: es; the brief's own by default")
    made.add_argument("--pack", metavar="NAME", help="the house style; `communique packs list` shows them")
    made.add_argument(
        "--port", metavar="N", type=int, default=0, help="the port on this machine; a free one by default"
    )
    made.add_argument("--no-open", dest="open", action="store_false", help="do not open the browser")
