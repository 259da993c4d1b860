"""
Numbered copies of a finished PDF: one file for each recipient, with the register of who has which.

All of it appears at once, in a folder of its own whose name comes from the
document and the recipients: the same copies again take the place of the same,
and other copies never that of a register which somebody may still need.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique import files
from communique.copies import mark, master, register, token
from communique.copies.imposition import impose
from communique.copies.letters import Letters
from communique.copies.recipients import InvalidRecipients
from communique.errors import RenderError
from communique.names import COPIES, slug
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from communique.copies.imposition import Imposition
    from communique.copies.letters import Face
    from communique.copies.mark import Drawn, Sheet, Words
    from communique.copies.master import Master
    from communique.copies.recipients import Recipient

Progress: TypeAlias = "Callable[[int, int], None]"
"""Is told how many copies are done, and how many there are."""

_NAME: Final = 40
"""Letters of a name in the name of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What is asked for: who gets a copy, and the key that the tokens are made with."""

    recipients: tuple[Recipient, ...]
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The copies of one document, before any is made."""

    data: bytes  #: The finished PDF without a number.
    document: str  #: Its hash.
    stem: str
    copies: tuple[register.Copy, ...]

    @property
    def table(self) -> bytes:
        """The register for spreadsheets."""
        return register.table(self.copies, self.document)

    @property
    def folder(self) -> str:
        """The name of the folder that the copies appear in."""
        return f"{self.stem}{COPIES}{hashlib.sha256(self.table).hexdigest()[:8]}"


def plan(data: bytes, asked: Copies, *, stem: str) -> Distribution:
    """Give each recipient of a finished PDF a token and the name of a file."""
    document = hashlib.sha256(data).hexdigest()
    digits = max(len(str(recipient.number)) for recipient in asked.recipients)
    copies = tuple(
        register.Copy(
            recipient=of,
            token=token.make(asked.key, document=document, number=of.number, name=of.name),
            file=_file(stem, of, digits),
        )
        for of in sorted(asked.recipients, key=lambda of: of.number)
    )
    return Distribution(data=data, document=document, stem=stem, copies=copies)


def _file(stem: str, of: Recipient, digits: int) -> str:
    name = slug(of.name)[:_NAME].strip("-")
    return f"{stem}.copy-{of.number:0{digits}}{f'-{name}' if name else ''}.pdf"


def make(  # noqa: PLR0913 -- each is a choice of the caller
    distribution: Distribution,
    out: Path,
    *,
    words: Words,
    faces: Sequence[Face],
    imposition: Imposition | None = None,
    beside: Callable[[], Iterable[tuple[str, bytes]]] = tuple,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """
    Write all copies of a document and their register, or nothing.

    Args:
        distribution: what `plan` gave.
        out: the folder that gets a folder of copies.
        words: those of the marks.
        faces: what the marks are drawn in, the first that has a letter.
        imposition: a file for the printer beside each copy.
        beside: makes further files for the folder, after all names have proved sound: the register as a page.
        progress: is told of every copy that is written.

    Raises:
        InvalidRecipients: a name has a letter that no face has, or finds no room on the page.
        RenderError: the PDF is none of ours.
        EnvironmentFailed: the disk is full, or nothing may be written there.

    """
    masters = _masters(distribution, words, faces, imposition)
    others = ((register.FILE, distribution.table), *beside())
    made = _files(distribution, masters, progress or (lambda done, total: None))  # noqa: ARG005 -- its signature
    return files.write_folder(out / distribution.folder, chain(made, others))


def _files(
    distribution: Distribution, masters: Sequence[tuple[str, Master]], told: Progress
) -> Iterator[tuple[str, bytes]]:
    total = len(distribution.copies)
    for at, copy in enumerate(distribution.copies):
        for suffix, prepared in masters:
            yield copy.file.removesuffix(".pdf") + suffix, prepared.copy(at)
        told(at + 1, total)


def _masters(
    distribution: Distribution, words: Words, faces: Sequence[Face], imposition: Imposition | None
) -> tuple[tuple[str, Master], ...]:
    """Prepare the file to read, and the one to print where it is asked for."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(distribution.data)) as pdf:
            areas = master.areas_of(pdf)
            drawn = _drawn(distribution, words, faces, _smallest(areas))
            sheets = impose(pdf, imposition, rightwards=words.rightwards) if imposition else None
            made = [(".pdf", _prepared(pdf, areas, drawn, distribution))]
        if sheets:
            made.append((f".{imposition}.pdf", _prepared(*sheets, drawn, distribution)))
    except pikepdf.PdfError as error:
        message = f"the PDF cannot be numbered: {type(error).__name__}"
        raise RenderError([Problem(message=message, code="pdf-failed", hint="Build the file again.")]) from error
    return tuple(made)


def _prepared(pdf: Any, areas: master.Areas, drawn: Sequence[Drawn], distribution: Distribution) -> Master:
    return master.prepare(pdf, drawn, document=distribution.document, areas=areas)


def _smallest(areas: master.Areas) -> Sheet:
    """Find the page that leaves the least room for a name."""
    return min((sheet for page in areas for sheet in page), key=lambda sheet: (sheet.width, sheet.diagonal))


def _drawn(distribution: Distribution, words: Words, faces: Sequence[Face], sheet: Sheet) -> tuple[Drawn, ...]:
    """Draw the marks of every copy; raise InvalidRecipients with every name that cannot be drawn."""
    letters, total = Letters(faces), len(distribution.copies)
    drawn: list[Drawn] = []
    problems: list[Problem] = []
    for copy in distribution.copies:
        made = mark.draw(copy.recipient, copy.token, total=total, words=words, sheet=sheet, letters=letters)
        problems += _faults(copy.recipient, made, letters)
        drawn.append(made)
    if problems:
        raise InvalidRecipients(problems)
    return tuple(drawn)


def _faults(of: Recipient, drawn: Drawn, letters: Letters) -> Iterator[Problem]:
    if absent := letters.absent(of.shown):
        message = f'no typeface of the pack has the letters "{absent}" of "{of.shown}"'
        hint = "Put a typeface that has them into assets/fonts and name it in [fonts] of pack.toml, or write the name in other letters."
        yield Problem(message=message, code="missing-typeface", hint=hint, location=of.location)
    if drawn.room < 1:
        message = f'"{of.shown}" finds no room in the mark of a copy, even in its smallest type'
        hint = f"Shorten the name or the office by {1 - drawn.room:.0%}."
        yield Problem(message=message, code="too-long", hint=hint, location=of.location)
