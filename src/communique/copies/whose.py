"""
Whose copy is this? The token is looked for wherever we put it, for other tools drop one place or the other.

It stands in the metadata, in the identifier, in the content of each page, in
both marks, and in print. What the file says of itself is told, but only a
register says whose copy it is: names in a file can be changed, and a token
cannot be made without the key.
"""

from __future__ import annotations

import hmac
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from communique.copies import token
from communique.copies.mark import read_metadata
from communique.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from communique.copies.register import Entry

METADATA: Final = "the metadata"
IDENTIFIER: Final = "the identifier"
PRINTED: Final = "the printed words"
_MISREAD: Final = str.maketrans("018", "OIB")
"""Digits that no code has -> the letters that they are mistaken for."""

_DEEPEST: Final = 8
"""How deep drawings may stand in drawings before we look no further."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What a file holds of a copy's mark."""

    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: Token -> where it was found.
    printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: Letters in print that may be a token's.
    said: Mapping[str, str] = field(default_factory=dict)  #: What the metadata says: number, total, recipient.
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose copies a file is, or was made of."""

    entries: tuple[tuple[Entry, tuple[str, ...]], ...]  #: Lines of registers, each with the places that name it.
    unknown: Mapping[str, tuple[str, ...]]  #: Tokens that stand in no register.
    forged: tuple[Entry, ...]  #: Lines whose token is not the one that the key makes.
    said: Mapping[str, str]
    pages: int

    @property
    def certain(self) -> bool:
        """Whether it is one known copy, and nothing speaks against it."""
        return len(self.entries) == 1 and not self.unknown and not self.forged


def traces(data: bytes) -> Traces:
    """
    Look for the marks of a copy in a PDF.

    Raises:
        UsageError: it cannot be read.

    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found = _Found()
            for number, page in enumerate(pdf.pages, start=1):
                found.add(_in_page(page), f"page {number}")
            found.add(_in_identifier(pdf), IDENTIFIER)
            packet = _packet(pdf)
            found.add(token.found_in(packet), METADATA)
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise UsageError("this PDF asks for a password: take it off first") from None
    except pikepdf.PdfError as error:
        raise UsageError(f"this is no PDF that can be read: {error}") from None
    return Traces(found.places(), _in_print(data), read_metadata(packet.decode("utf-8", "replace")), pages)


class _Found:
    def __init__(self) -> None:
        self._places: dict[str, dict[str, None]] = {}

    def add(self, tokens: Iterable[str], place: str) -> None:
        for found in tokens:
            self._places.setdefault(found, {})[place] = None

    def places(self) -> dict[str, tuple[str, ...]]:
        return {found: tuple(places) for found, places in self._places.items()}


def _packet(pdf: Any) -> bytes:
    packet: bytes = pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""
    return packet


def _in_identifier(pdf: Any) -> Iterator[str]:
    for part in pdf.trailer.get("/ID", ()):
        if found := token.from_id(bytes(part)):
            yield found


def _in_page(page: Any) -> Iterator[str]:
    """Look through a page's content and the drawings that it shows."""
    contents = page.obj.get("/Contents")
    if contents is not None:
        page.contents_coalesce()
        yield from token.found_in(page.obj.Contents.read_bytes())
    yield from _in_drawings(page.resources, set(), _DEEPEST)


def _in_drawings(resources: Any, seen: set[tuple[int, int]], depth: int) -> Iterator[str]:
    import pikepdf

    for drawing in resources.get("/XObject", {}).values():
        if depth == 0 or drawing.objgen in seen or drawing.get("/Subtype") != pikepdf.Name.Form:
            continue
        seen.add(drawing.objgen)
        yield from token.found_in(drawing.read_bytes())
        yield from _in_drawings(drawing.get("/Resources", {}), seen, depth - 1)


def _in_print(data: bytes) -> dict[str, tuple[str, ...]]:
    """Read the words of each page: they are left where a file was printed into another."""
    from communique.errors import RenderError
    from communique.readback import read_pdf

    found = _Found()
    try:
        for number, words in enumerate(read_pdf(data).pages, start=1):
            found.add(token.short_in(words), f"page {number}")
    except RenderError:  # what one reader opens another may not
        return {}
    return found.places()


def answer(found: Traces, registers: Sequence[Entry], *, key: bytes | None) -> Answer:
    """Look the traces up in registers; with the key, a line of a register is held against its token too."""
    by_token = {entry.token: entry for entry in registers}
    by_short = {token.short(entry.token): entry for entry in registers}
    places: dict[str, dict[str, None]] = {}
    for found_token, where in found.tokens.items():
        if found_token in by_token:
            places.setdefault(found_token, {}).update(dict.fromkeys(where))
    for printed in _alone(found.printed, by_short):
        places.setdefault(by_short[printed].token, {})[PRINTED] = None
    entries = tuple((by_token[known], tuple(where)) for known, where in places.items())
    return Answer(
        entries=entries,
        unknown={found_token: where for found_token, where in found.tokens.items() if found_token not in by_token},
        forged=tuple(entry for entry, _ in entries if key is not None and not _genuine(entry, key)),
        said=found.said,
        pages=found.pages,
    )


def _alone(printed: Mapping[str, tuple[str, ...]], known: Collection[str]) -> Iterator[str]:
    """Take the codes that stand on some page without another: a page with several is a register, and no copy."""
    codes = [code for code in printed if code in known]
    for code in codes:
        if any(not any(page in printed[other] for other in codes if other != code) for page in printed[code]):
            yield code


def _genuine(entry: Entry, key: bytes) -> bool:
    if not entry.number.isascii() or not entry.number.isdigit():
        return False
    made = token.make(key, document=entry.document, number=int(entry.number), name=entry.name)
    return hmac.compare_digest(made, entry.token)


def of_code(code: str, registers: Sequence[Entry], *, key: bytes | None) -> Answer:
    """
    Look up the letters that are printed on a copy: ``7F3K-QX2A``.

    Raises:
        UsageError: this is no such code, nor a token, and no file either.

    """
    printed = dict.fromkeys(token.short_in(code.upper().translate(_MISREAD)), (PRINTED,))
    whole = dict.fromkeys(token.found_in(code.upper().encode()), (PRINTED,))
    if not printed and not whole:
        raise UsageError(f"{code}: this is neither a file nor the code of a copy, such as 7F3K-QX2A")
    return answer(Traces(whole, printed), registers, key=key)
