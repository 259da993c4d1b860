"""
The door to WeasyPrint: a page of HTML in, a tagged PDF and its warnings out.

Nothing is fetched. The page may name an asset of the pack (`asset:fonts/X.ttf`)
or carry its bytes (`data:`); whatever else it names, in HTML, CSS or SVG, is
refused before any file is opened or any address is looked up. WeasyPrint says
all it has to say in log records, so those become Problems here, once.
"""

from __future__ import annotations

import ctypes.util
import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from communique.engines import pdf_archive
from communique.engines.pdf_measure import hold
from communique.engines.pdf_tags import repair
from communique.engines.pdf_tree import Tree, watched
from communique.errors import EnvironmentFailed, RenderError
from communique.limits import Limits
from communique.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from communique.document.nodes import Limit
    from communique.packs.pack import Pack

PAGE_LIMIT = Limits().pages
"""Pages that a PDF may have; a longer one is a mistake or an attack."""

_LONGEST = 240
"""Characters of a log record that are shown; some carry a whole picture."""

_MISSING = (
    "the PDF needs the Pango library: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 "
    "(Debian, Ubuntu), or pango (Fedora, Homebrew)"
)


def make(  # noqa: PLR0913 -- each is a choice of the caller
    html: str,
    *,
    pack: Pack,
    moment: datetime,
    page_limit: int = PAGE_LIMIT,
    attached: bytes = b"",
    limits: Sequence[tuple[str, Limit]] = (),
) -> tuple[bytes, tuple[Problem, ...]]:
    """
    Lay out a page of HTML as a PDF that keeps PDF/UA-1 and PDF/A-3a.

    Args:
        html: a whole document, its style sheet in it.
        pack: where assets are looked for.
        moment: the time that stands in the file's metadata; never the machine's.
        page_limit: the layout is stopped at the first page beyond it.
        attached: the data that the page was made from, as JSON, which the file then carries; empty for none.
        limits: how long each document kind on the page may be.

    Returns:
        The file, and the warnings met on the way.

    Raises:
        RenderError: an address was refused, the file or a document in it is too long, or WeasyPrint could not lay it out.
        EnvironmentFailed: Pango is not installed.

    """
    weasyprint = _weasyprint()
    refused: list[Problem] = []
    fetcher = _fetcher(weasyprint, pack, refused)
    try:
        with _listen(page_limit) as met:
            data = _write(weasyprint, html, fetcher, moment, attached, limits, met)
    finally:
        if refused:  # whatever else came of it
            raise RenderError(refused)
    return data, tuple(met)


def _write(  # noqa: PLR0913, PLR0917 -- what `make` was called with
    weasyprint: Any,
    html: str,
    fetcher: object,
    moment: datetime,
    attached: bytes,
    limits: Sequence[tuple[str, Limit]],
    met: list[Problem],
) -> bytes:
    try:
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(presentational_hints=True)
        met += hold(document, limits)
        document.metadata.created = document.metadata.modified = moment.isoformat(timespec="seconds")
        document.metadata.attachments += pdf_archive.attachments(attached, moment)
        with watched() as made, warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile open

            def finish(_: object, pdf: Any) -> None:
                repair(Tree(pdf, made))
                pdf_archive.settle(pdf)

            data: bytes = document.write_pdf(finisher=finish, pdf_variant=pdf_archive.VARIANT)
    except (RenderError, MemoryError):
        raise
    except Exception as error:  # WeasyPrint has no errors of its own: whatever it raises, it could not lay out the page
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the machine's failure: a full disk
        message = f"the PDF could not be laid out: {type(error).__name__}: {_short(str(error))}"
        hint = "Look at the pack's page.html.j2 and page.css."
        raise RenderError([Problem(message=message, code="pdf-failed", hint=hint)]) from error
    return data


# --- the library -----------------------------------------------------------


def _weasyprint() -> Any:
    """Import WeasyPrint, which takes a while and needs a system library."""
    try:
        with _known_library_names():
            import weasyprint
    except OSError:
        try:
            import weasyprint
        except OSError as error:
            raise EnvironmentFailed(_MISSING) from error
    return weasyprint


@contextmanager
def _known_library_names() -> Iterator[None]:
    """Load libraries by the names that WeasyPrint lists; the search for others starts 86 processes."""
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 -- the signature of what it stands for
    try:
        yield
    finally:
        ctypes.util.find_library = search


# --- what may be fetched ---------------------------------------------------


def _fetcher(weasyprint: Any, pack: Pack, refused: list[Problem]) -> object:
    """Make the fetcher that serves the pack's assets and data addresses, and notes all else as refused."""

    class Fetcher(weasyprint.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            data = _asset(url, pack)
            if data is None:
                refused.append(_refusal(url))
                raise ValueError("refused")
            return weasyprint.urls.URLFetcherResponse(url, data)

    return Fetcher(allowed_protocols={"data"}, allow_redirects=False)


def _asset(url: str, pack: Pack) -> bytes | None:
    """Read an asset of the pack; a name that leads out of the assets is none."""
    parts = url.removeprefix("asset:").split("/")
    if not url.startswith("asset:") or any(part in {"", ".", ".."} or "\\" in part or "%" in part for part in parts):
        return None
    path = pack.asset(*parts)
    return path.read_bytes() if path and path.is_file() else None


def _refusal(url: str) -> Problem:
    message = f'the page names "{_short(url)}", which is not an asset of the pack'
    hint = "Put the file into assets/ and write asset:folder/file, or data: with its bytes."
    return Problem(message=message, code="refused-address", hint=hint)


# --- what WeasyPrint says --------------------------------------------------


@contextmanager
def _listen(page_limit: int) -> Iterator[list[Problem]]:
    """Collect WeasyPrint's warnings, and count its pages, as long as it runs."""
    met: list[Problem] = []
    log, progress = logging.getLogger("weasyprint"), logging.getLogger("weasyprint.progress")
    level = progress.level
    collector, counter = _Collector(met), _PageCounter(page_limit)
    log.addHandler(collector)
    progress.addHandler(counter)
    progress.setLevel(logging.INFO)
    try:
        yield met
    finally:
        progress.setLevel(level)
        progress.removeHandler(counter)
        log.removeHandler(collector)


class _Collector(logging.Handler):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(logging.WARNING)
        self._problems = problems

    def emit(self, record: logging.LogRecord) -> None:
        self._problems.append(as_problem(record))


def as_problem(record: logging.LogRecord) -> Problem:
    """Turn a log record of WeasyPrint into a Problem."""
    message = f"the PDF: {_short(record.getMessage())}"
    hint = "Look at the pack's page.html.j2 and page.css."
    return Problem(message=message, code="pdf-warning", hint=hint, severity=Severity.WARNING)


class _PageCounter(logging.Handler):
    """Stops a layout that is too long: WeasyPrint offers no limit, but it logs each page before it makes it."""

    def __init__(self, limit: int) -> None:
        super().__init__(logging.INFO)
        self._limit = limit

    def emit(self, record: logging.LogRecord) -> None:
        if "Creating layout - Page" in record.msg and record.args and record.args[0] > self._limit:  # type: ignore[index, operator]
            message = f"the PDF has more than {self._limit} pages"
            hint = "Shorten the brief, or make two of it."
            raise RenderError([Problem(message=message, code="too-many-pages", hint=hint)])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
