"""
Step 4, render: a document to finished files. `OUTPUTS` says how each format is made.

The writer turns nodes into the format's own words, the template makes a page of
them, and the engine makes the page a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from communique.document.nodes import Drawing
from communique.document.walk import walk
from communique.limits import Limits
from communique.names import chosen_formats
from communique.output import Output
from communique.packs.faults import mapped_errors
from communique.problems import Severity
from communique.scripts import direction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import jinja2

    from communique.document.nodes import Document, Limit
    from communique.figures.look import Look
    from communique.packs.pack import Pack
    from communique.problems import Problem

TEMPLATE_NAMES: Final = (
    *("document", "front", "labels", "pack", "language", "direction"),
    *("inlines", "blocks", "section", "sections", "facts"),
)
"""What every template may use."""

FURTHER_NAMES: Final = {
    "page.html.j2": ("plain", "parts"),
    "web.html.j2": ("plain", "parts"),
    "text.txt.j2": ("heading", "wrap"),
}
"""What some templates may use besides, since their writers give it to them."""

PAPER_WIDTH: Final = {"a4": 595.28, "letter": 612.0}
"""Points from edge to edge of a sheet."""

SCREEN: Final = 400.0
"""Points that a drawing is wide for a desk's screen: the width of an e-mail, a little less than a web page's."""

PHONE: Final = 205.0
"""Points that it is wide for a phone, where the other's labels would be too small."""

PAGE_LIMIT: Final = Limits().pages
"""Pages that a PDF may have, unless the workspace says otherwise."""

Made: TypeAlias = tuple[tuple[bytes, ...], tuple["Problem", ...]]
"""The finished files of a format, in the order of its suffixes, and the warnings met on the way."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document to be made, and the pack to make it with."""

    document: Document
    pack: Pack
    page_limit: int = PAGE_LIMIT

    def drawn(self, *, screen: bool = False, points: bool = True) -> Document:
        """Draw the document's drawings in the pack's look, for paper or for screens, as `points` too or as lines alone."""
        if not any(isinstance(node, Drawing) for node in walk(self.document)):
            return self.document
        from communique.figures import draw

        return draw.draw(self.document, look_of(self.pack, self.document.language, screen=screen), points=points)

    def template(self, name: str) -> jinja2.Template:
        """Read one of the pack's templates."""
        self.pack.require(name)
        return self.pack.template(name)


def look_of(pack: Pack, language: str, *, screen: bool = False) -> Look:
    """Tell drawings what they need of a pack: its label face, its colours, and the width of its column in points."""
    from communique.figures.look import Look

    fonts, page = pack.settings["fonts"], pack.settings["page"]
    text = PAPER_WIDTH[page["size"].lower()] - page["inner"] - page["outer"]
    return Look(
        family=fonts["heading"],
        fallbacks={name: fonts[name] for name in ("arabic", "chinese", "other") if name in fonts},
        colors=pack.settings["colors"],
        fonts=pack.fonts(),
        width=SCREEN if screen else text,
        rightwards=direction(language) == "ltr",
        dark=pack.settings["dark"] if screen else {},
        narrow=PHONE if screen else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is made: from which templates of the pack, by what, into which files."""

    templates: tuple[str, ...]
    files: tuple[tuple[str, str], ...]  #: Suffix and media type of each file.
    make: Callable[[Job], Made]
    description: str


def _pdf(job: Job) -> Made:
    from communique.engines import pdf
    from communique.figures.absent import absent
    from communique.writers import html

    page = html.write_document(
        job.drawn(points=False), job.template("page.html.j2"), footnotes=True, pack=job.pack.settings
    )
    document = job.document
    data, problems = pdf.make(
        page,
        pack=job.pack,
        moment=document.moment,
        page_limit=job.page_limit,
        attached=document.data,
        limits=limits_of(document),
    )
    return (data,), (*problems, *absent(document, job.pack.settings["fonts"], job.pack.fonts()))


def limits_of(document: Document) -> tuple[tuple[str, Limit], ...]:
    """List how long a document and those bound in it may be, each limit with the document kind."""
    own = ((document.kind, limit) for limit in document.limits)
    return (*own, *(pair for part in document.parts for pair in limits_of(part)))


def _docx(job: Job) -> Made:
    from communique.engines import word
    from communique.writers import docx

    data, problems = word.make(job.drawn(), pack=job.pack, writer=docx)
    return (data,), problems


def _email(job: Job) -> Made:
    from communique.document import attachments
    from communique.engines import message, mjml
    from communique.writers import fit
    from communique.writers import mjml as writer

    template = job.template("email.mjml.j2")
    shown = job.pack.shown(job.pack.require("email.mjml.j2"))
    warnings: list[Problem] = []

    def page(document: Document) -> str:
        source = writer.write_document(document, template, pack=job.pack.settings)
        html, problems = mjml.make(source, file=shown)
        warnings[:] = problems
        return html

    shorter, html, problems = fit.fit(job.drawn(screen=True), page)
    letter = message.make(shorter, html=html, text=_plain(job))
    return (attachments.embed(html, shorter).encode(), letter), (*warnings, *problems)


def _text(job: Job) -> Made:
    return (_plain(job).encode(),), ()


def _plain(job: Job) -> str:
    from communique.writers import text

    return text.write_document(job.document, job.template("text.txt.j2"), pack=job.pack.settings)


def _web(job: Job) -> Made:
    from communique.writers import html

    page = html.write_document(
        job.drawn(screen=True, points=False), job.template("web.html.j2"), pack=job.pack.settings
    )
    return (page.encode(),), ()


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

OUTPUTS: Final[dict[str, Format]] = {
    "pdf": Format(("page.html.j2",), ((".pdf", "application/pdf"),), _pdf, "for print, tagged"),
    "docx": Format(("letter.docx",), ((".docx", _WORD),), _docx, "Word, to go on writing in"),
    "email": Format(
        ("email.mjml.j2", "text.txt.j2"),
        ((".html", "text/html"), (".eml", "message/rfc822")),
        _email,
        "the e-mail: its page, and the whole message",
    ),
    "text": Format(("text.txt.j2",), ((".txt", "text/plain"),), _text, "plain text"),
    "web": Format(("web.html.j2",), ((".web.html", "text/html"),), _web, "a page that stands alone"),
}
"""Every format, by its name on the command line."""


def render(  # noqa: PLR0913 -- each is a choice of the caller
    document: Document,
    *,
    pack: Pack,
    formats: Iterable[str] | None = None,
    stem: str = "brief",
    page_limit: int = PAGE_LIMIT,
    measure: bool = True,
) -> tuple[Output, ...]:
    """
    Make finished files of a document.

    Args:
        document: what `compose` laid out.
        pack: the templates; those of the document's kind are taken, whichever it was found for.
        formats: names from `OUTPUTS`; all of them by default.
        stem: what the files' names begin with: ``brief.public``.
        page_limit: pages that the PDF may have.
        measure: hold the document against its limits of length, on the pages of a PDF, where none is asked for too.

    Returns:
        One Output a file: the e-mail has two, its page and the message.

    Raises:
        UsageError: there is no such format.
        InvalidPack: a template has faults.
        RenderError: a format could not be made.
        EnvironmentFailed: a system library is missing.

    """
    job, names = Job(document, replace(pack, kind=document.kind), page_limit), chosen_formats(formats)
    strict = any(limit.severity is Severity.ERROR for _, limit in limits_of(document))
    if measure and strict and "pdf" not in names:  # advice is not worth a layout
        _outputs("pdf", job, stem)
    return tuple(output for name in names for output in _outputs(name, job, stem))


def _outputs(name: str, job: Job, stem: str) -> tuple[Output, ...]:
    output = OUTPUTS[name]
    with mapped_errors(TEMPLATE_NAMES):
        made, problems = output.make(job)
    return tuple(
        Output(format=name, name=stem + suffix, media_type=media, data=data, problems=problems if n == 0 else ())
        for n, ((suffix, media), data) in enumerate(zip(output.files, made, strict=True))
    )
