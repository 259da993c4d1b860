"""
The steps as jobs for a worker: what goes in and what comes back survives the way between two processes.

`check` stops after step 1, `prepare` after step 3; `finish` is step 4 for one
format. `compare` holds a finished file against its document.
"""

from __future__ import annotations

import copyreg
import pickle
from collections import defaultdict
from dataclasses import dataclass, field, replace
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from communique.choices import NOTHING, Choices
from communique.errors import InvalidBrief, UsageError
from communique.inputs import Inputs, noting
from communique.names import FOR, languages, slug
from communique.problems import Problem, faults, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from communique.brief.base import Audience
    from communique.brief.checks import Level
    from communique.brief.draft import Draft
    from communique.brief.paper import Paper
    from communique.brief.translation.work import Refreshed
    from communique.document.nodes import Document
    from communique.edition import Edition
    from communique.output import Output
    from communique.places import Place


NEWSLETTER: Final = "newsletter"
"""The document kind that a newsletter is made into."""


def _read_only(labels: dict[str, str]) -> MappingProxyType[str, str]:
    return MappingProxyType(labels)


# a document's labels are read-only, which Python does not know how to send to another process
copyreg.pickle(MappingProxyType, lambda labels: (_read_only, (dict(labels),)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for of one brief."""

    path: Path  #: As the user wrote it, for messages.
    place: Place
    today: date  #: For rules about what lies in the past.
    rules: Mapping[str, Level] = field(default_factory=dict)  #: Code of a rule -> ``off``, ``warning``, ``error``.
    audience: Audience | None = None
    language: str | None = None
    moment: datetime | None = None
    kind: str = "brief"  #: The document kind, a name of `communique.kinds.KINDS`.
    choices: Choices = Choices()  # noqa: RUF009 -- frozen
    address: str = ""  #: Where the public finds briefs on the web, for the links of a newsletter.
    optional: bool = False  #: Whether a kind that has nothing to say is left out, and not a fault.


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """
    A brief after step 3.

    `document` is pickled, for it only passes through on its way to other
    workers; it is empty where there is nothing to print.
    """

    problems: tuple[Problem, ...]
    slug: str = ""
    stem: str = ""
    kind: str = "brief"
    embargo: datetime | None = None
    document: bytes = field(default=b"", repr=False)
    content: str = ""  #: The hash of what the document says.
    formats: tuple[str, ...] = ()  #: All that the document kind has.
    inputs: Inputs = field(default_factory=Inputs, repr=False)  #: What was looked at on the way.
    seconds: tuple[tuple[str, float], ...] = ()  #: How long each step took, for `--verbose`.


@dataclass(frozen=True, slots=True)
class Checked:
    """A brief that was loaded and looked through."""

    problems: tuple[Problem, ...]
    inputs: Inputs = field(repr=False)  #: What was looked at on the way.


def check(order: Order) -> Checked:
    """Step 1 alone: load a brief, hold it against the rules of the trade, and look through its translations."""
    from communique.brief.translation.faults import all_of

    with noting() as inputs:
        brief, problems = _load(order)
        found = in_order([*problems, *(all_of(brief, brief.translations.values()) if brief else ())])
    return Checked(found, inputs)


def _load(order: Order) -> tuple[Paper | None, tuple[Problem, ...]]:
    from communique.brief.checks import check as check_rules
    from communique.brief.load import read
    from communique.brief.paper import Paper

    brief, problems = read(order.path, Paper)
    if brief is None:
        return None, problems
    return brief, in_order([*problems, *check_rules(brief, today=order.today, settings=order.rules)])


def prepare(order: Order) -> Prepared:
    """Steps 1 to 3: load, edit, compose; and note what was looked at for that."""
    with noting() as inputs:
        prepared = _prepare(order)
    return replace(prepared, inputs=inputs)


def _prepare(order: Order) -> Prepared:
    from communique.cache.content import content_of
    from communique.edition import edit

    clock = _Clock()
    brief, problems = _load(order)
    clock.stop("1 load")
    if brief is None or faults(problems):
        return Prepared(problems=problems, slug=brief.slug if brief else "", seconds=clock.laps)
    try:
        editions = [
            edit(
                brief,
                audience=order.audience,
                language=language,
                moment=order.moment,
                place=order.place,
                address=order.address,
            )
            for language in languages(order.language)
        ]
        clock.stop("2 edit")
        kind = _kind(brief, order)
        document = _composed(editions, kind, order)
        content = content_of(document)
        clock.stop("3 compose")
    except InvalidBrief as error:
        if order.optional and {problem.code for problem in error.problems} == {NOTHING}:
            return Prepared(problems=problems, slug=brief.slug, kind=order.kind, seconds=clock.laps)
        return Prepared(problems=in_order([*problems, *error.problems]), slug=brief.slug, seconds=clock.laps)
    return Prepared(
        problems=in_order([*problems, *(problem for edition in editions for problem in edition.problems)]),
        slug=brief.slug,
        stem=f"{_begun(kind, order)}{_suffix(editions, order.language)}",
        kind=kind,
        embargo=brief.handling.embargo.at if brief.handling.embargo else None,
        document=pickle.dumps(document),
        content=content,
        formats=_formats(order.kind),
        seconds=clock.laps,
    )


def _formats(kind: str) -> tuple[str, ...]:
    from communique.kinds import KINDS

    return KINDS[kind].formats


def _kind(paper: Paper, order: Order) -> str:
    """Say what is made: of a newsletter a newsletter, and nothing that staff carry."""
    if paper.kind != NEWSLETTER:
        return order.kind
    if order.kind in {"brief", NEWSLETTER}:
        return NEWSLETTER
    problem = Problem(
        message=f"{order.kind}: this is a newsletter, and handouts are made of briefs",
        code=NOTHING,
        location=paper.locate(("kind",)),
        hint="Name a brief.",
    )
    raise InvalidBrief([problem])


def _composed(editions: Sequence[Edition[Any]], kind: str, order: Order) -> Document:
    """Lay the editions out, side by side where there are several."""
    from communique.document.parallel import side_by_side
    from communique.kinds import KINDS

    if len(editions) > 1 and kind not in {"brief", NEWSLETTER}:
        raise UsageError(f"a handout is in one language: build {order.language} as {len(editions)} of them")
    return side_by_side([KINDS[kind].compose(edition, order.choices) for edition in editions])


def _begun(kind: str, order: Order) -> str:
    """Begin the name of a file: with the kind, and with whom it is for."""
    person = order.choices.person
    return f"{kind}{FOR}{slug(person)}" if person and kind not in {"brief", NEWSLETTER} else kind


def _suffix(editions: Sequence[Edition[Any]], asked: str | None) -> str:
    """Tell an edition in two languages from those in one: ``.public.en+es``."""
    first = editions[0]
    if len(editions) == 1:
        return first.suffix
    return f"{first.suffix.removesuffix(f'.{first.language.code}')}.{asked}"


class _Clock:
    def __init__(self) -> None:
        self.laps: tuple[tuple[str, float], ...] = ()
        self._since = perf_counter()

    def stop(self, step: str) -> None:
        now = perf_counter()
        self.laps = (*self.laps, (step, now - self._since))
        self._since = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """One format of a brief after step 4."""

    outputs: tuple[Output, ...]
    seconds: float


def finish(  # noqa: PLR0913 -- each is a choice of the build
    prepared: Prepared,
    *,
    format: str,  # noqa: A002 -- the word of the trade
    pack: str,
    place: Place,
    pages: int,
    paper: str | None = None,
    measure: bool = True,
) -> Finished:
    """Step 4 for one format; without `measure`, another format is held against the document's limits."""
    from communique.packs import find_pack
    from communique.render import render

    clock = _Clock()
    document = pickle.loads(prepared.document)  # noqa: S301 -- our own bytes, from another of our workers
    house = find_pack(pack, place, kind=prepared.kind).on(paper)
    outputs = render(document, pack=house, formats=[format], stem=prepared.stem, page_limit=pages, measure=measure)
    clock.stop("4 render")
    return Finished(outputs=outputs, seconds=clock.laps[0][1])


def first_page(
    prepared: Prepared, *, pack: str, place: Place, pages: int, paper: str | None = None
) -> tuple[bytes, tuple[int, int]] | None:
    """Draw page one, with nothing after it laid out: a PNG and its size; None where that is the whole, or all but."""
    from communique.document.opening import opening
    from communique.engines.pdf_picture import picture, sizes
    from communique.packs import find_pack
    from communique.render import render

    document = pickle.loads(prepared.document)  # noqa: S301 -- our own bytes, from another of our workers
    cut = opening(document)
    if cut is document:
        return None
    house = find_pack(pack, place, kind=prepared.kind).on(paper)
    (output,) = render(cut, pack=house, formats=["pdf"], page_limit=pages, measure=False)
    return picture(output.data, 1), sizes(output.data)[0]


def compare(prepared: Prepared, *, file: Path, shown: str) -> tuple[Problem, ...]:
    """Read a finished file back, and say where it does not carry what the document says."""
    from communique.parity import verify_file

    document = pickle.loads(prepared.document)  # noqa: S301 -- our own bytes, from another of our workers
    return verify_file(document, file.read_bytes(), name=file.name, shown=shown)


def translate(path: Path, language: str, reviewed: tuple[str, ...] | None) -> Refreshed:
    """Bring the file of a translation up to its brief; it is not written here."""
    from communique.brief.translation.work import refreshed

    return refreshed(path, language, reviewed)


def draft(paths: tuple[Path, ...], first: date, last: date) -> Draft:
    """Write the stories of a newsletter from the briefs of some days."""
    from communique.brief.draft import draft as write

    return write(paths, first, last)


def inspect_pack(name: str, place: Place) -> tuple[Problem, ...]:
    """Look a pack over, a trial of every format included."""
    from communique.pack_check import check_pack

    return check_pack(name, place)


def warm_up(*, kind: str, pack: str, place: Place, paper: str | None = None) -> None:
    """Lay out a line of text, so that the first PDF finds libraries, templates, style sheet and fonts read already."""
    from datetime import UTC, datetime

    from communique.document.nodes import Document, Front, Paragraph, Section, Text
    from communique.packs import find_pack
    from communique.render import render

    words = (Text("Warm"),)
    document = Document(
        kind=kind,
        slug=kind,
        language="en",
        prose_language="en",
        audience="internal",
        front=Front(title=words),
        sections=(Section(id="one", kind="text", title=words, blocks=(Paragraph(inlines=words),)),),
        notes=(),
        title="Warm",
        summary="",
        authors=(),
        contact="",
        moment=datetime(2000, 1, 1, tzinfo=UTC),
        labels=defaultdict(str),  # whichever a template asks for
    )
    render(document, pack=find_pack(pack, place, kind=kind).on(paper), formats=["pdf"])


def page_sizes(pdf: bytes) -> tuple[tuple[int, int], ...]:
    """Give the width and height of each page's picture."""
    from communique.engines.pdf_picture import sizes

    return sizes(pdf)


def page_picture(pdf: bytes, number: int) -> bytes:
    """Draw a page of a PDF: PNG."""
    from communique.engines.pdf_picture import picture

    return picture(pdf, number)
