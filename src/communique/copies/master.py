"""
The master: a finished PDF with places for a copy's marks, made once; a copy is the same bytes with the places filled.

All that differs from copy to copy stands in fields of fixed width: the two marks
(form XObjects that all pages share), the letters of the copy's own font, what
they mean and how wide they are, the end of each page's content, the metadata,
the identifier. No offset moves, and nothing is appended that could be cut off.

What changes lies open in the file: streams are deflated without compression,
with their check sum behind them, and objects of ours stay outside of object
streams, since pikepdf leaves each object where it was.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique.copies import token
from communique.copies.mark import SCHEMA, Sheet, placed_on
from communique.errors import RenderError
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from communique.copies.mark import Drawn

_LARGEST: Final = 65_535
"""Bytes that one block of stored deflate holds."""

_SUM: Final = 4
"""Bytes of the check sum behind such a block."""

_IDENTIFIER: Final = re.compile(rb"/ID \[(<[0-9a-f]{32}><[0-9a-f]{32}>)\]")
_NAMELESS: Final = b"\x80" * 16
"""Stands for the identifier: as long as a copy's own."""

_SCHEMAS_END: Final = b"</rdf:Bag></pdfaExtension:schemas>"
_RDF_END: Final = b"</rdf:RDF>"
_BLANK: Final = b"0 0 0 0 0 0 d1"
"""A letter that this copy has no need of."""


# --- filling


@dataclass(frozen=True, slots=True)
class _Field:
    """A place in the master: where it begins, how wide it is, and whether its check sum follows."""

    name: str
    start: int
    size: int
    summed: bool
    _known: dict[bytes, bytes] | None = None  #: What it was filled with, where that comes again.

    @property
    def end(self) -> int:
        return self.start + self.size + (_SUM if self.summed else 0)

    def filled(self, value: bytes) -> bytes:
        """Write the value as wide as the field; the letters of names come again and again."""
        if self._known is None:
            return self._made(value)
        made = self._known.get(value)
        if made is None:
            made = self._known[value] = self._made(value)
        return made

    def _made(self, value: bytes) -> bytes:
        data = value.ljust(self.size)
        return data + zlib.adler32(data).to_bytes(_SUM, "big") if self.summed else data


@dataclass(frozen=True, slots=True)
class _Plan:
    """What there is to fill: so many letters, and pages of these sizes, each with what places the marks on it."""

    slots: int
    pages: tuple[bytes, ...]

    def values(self, drawn: Drawn) -> dict[str, bytes]:
        """Say what goes into which field of one copy."""
        unused = self.slots - len(drawn.letters)
        identifier = token.as_id(drawn.token).hex().encode()
        values = {
            "head": drawn.head,
            "watermark": drawn.watermark,
            "unicode": drawn.unicode,
            "widths": "[ {} ]".format(" ".join(map(str, [*drawn.widths, *[0] * unused]))).encode(),
            "metadata": drawn.metadata,
            "identifier": b"<%s><%s>" % (identifier, identifier),
        }
        values.update((f"page{n}", b"\nQ\n%s\n%s" % (drawn.point, placing)) for n, placing in enumerate(self.pages))
        values.update((f"letter{n}", letter.procedure) for n, letter in enumerate(drawn.letters))
        values.update((f"letter{n}", _BLANK) for n in range(len(drawn.letters), self.slots))
        return values


@dataclass(frozen=True, slots=True)
class Master:
    """A prepared file: the bytes that all copies share, and the fields between them."""

    _shared: tuple[bytes, ...]
    _fields: tuple[_Field, ...]  #: In the order of the file.
    _values: tuple[dict[str, bytes], ...]  #: What goes into the fields of each copy.

    def __len__(self) -> int:
        """How many copies there are to make."""
        return len(self._values)

    def copy(self, at: int) -> bytes:
        """Make one copy: fill the fields."""
        values = self._values[at]
        pieces = [b""] * (2 * len(self._fields) + 1)
        pieces[::2] = self._shared
        pieces[1::2] = [field.filled(values[field.name]) for field in self._fields]
        return b"".join(pieces)


# --- preparing


Areas: TypeAlias = "tuple[tuple[Sheet, ...], ...]"
"""For each page of a file, where on it pages to be marked stand: it itself, or those imposed on it."""


def areas_of(pdf: Any) -> Areas:
    """Take each page as a whole."""
    return tuple((Sheet.of(page.mediabox),) for page in pdf.pages)


def prepare(pdf: Any, copies: Sequence[Drawn], *, document: str, areas: Areas) -> Master:
    """
    Prepare an open PDF for copies whose marks are drawn: the fields are as wide as the widest of them.

    Args:
        pdf: the file, opened by pikepdf; it is changed.
        copies: the marks of every copy.
        document: the file's hash.
        areas: where on each page the marks stand.

    Raises:
        RenderError: the file is none of ours, so that the marks have no place in it.

    """
    sizes = tuple(dict.fromkeys(areas))
    plan = _Plan(max(len(drawn.letters) for drawn in copies), tuple(placed_on(size) for size in sizes))
    values = tuple(plan.values(drawn) for drawn in copies)
    making = _Making(pdf, _widths(values), document)
    making.describe()
    making.mark([sizes.index(area) for area in areas], plan.slots)
    return _found(_saved(pdf), making.texts, values)


def _widths(values: Sequence[Mapping[str, bytes]]) -> dict[str, int]:
    """Find how wide each field must be for all copies."""
    columns = zip(*(map(len, copy.values()) for copy in values), strict=True)  # each copy names its fields in one order
    return dict(zip(values[0], map(max, columns), strict=True))


def _saved(pdf: Any) -> bytes:
    import pikepdf

    file = io.BytesIO()
    pdf.save(
        file,
        object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        deterministic_id=True,
    )
    return file.getvalue()


class _Making:
    """Puts the fields into a PDF, each filled with a text that stands nowhere else in the file."""

    def __init__(self, pdf: Any, widths: Mapping[str, int], document: str) -> None:
        self._pdf = pdf
        self._widths = widths
        self._seed = document
        self.texts: dict[str, bytes] = {}  #: What stands in each field as yet.

    def describe(self) -> None:
        """Give the metadata a place for the copy, and describe its properties, as PDF/A asks."""
        import pikepdf

        packet = self._pdf.Root.Metadata.read_bytes() if "/Metadata" in self._pdf.Root else b""
        if _SCHEMAS_END not in packet or _RDF_END not in packet:
            raise _strange()
        packet = packet.replace(_SCHEMAS_END, SCHEMA + _SCHEMAS_END, 1)
        packet = packet.replace(_RDF_END, self._text("metadata") + b"\n" + _RDF_END, 1)
        self._pdf.Root.Metadata.write(packet)
        self._pdf.trailer.ID = pikepdf.Array([pikepdf.String(_NAMELESS), pikepdf.String(_NAMELESS)])

    def mark(self, sizes: Sequence[int], slots: int) -> None:
        """Put both marks on every page; pages of one size share the content that places them."""
        import pikepdf

        font = self._font(slots)
        pale = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply)
        marks = {
            "/CommuniqueMark": self._form("head", Font={"/CommuniqueCopy": font}),
            "/CommuniqueWatermark": self._form(
                "watermark", Font={"/CommuniqueCopy": font}, ExtGState={"/CommuniquePale": pale}
            ),
        }
        begin = self._pdf.make_stream(b"q\n")
        ends = [self._stream(f"page{n}") for n in range(max(sizes) + 1)]
        for page, size in zip(self._pdf.pages, sizes, strict=True):
            contents = page.obj.Contents
            own = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            page.obj.Contents = pikepdf.Array([begin, *own, ends[size]])
            for name, form in marks.items():
                page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name), replace_existing=True)

    def _form(self, name: str, **resources: dict[str, Any]) -> Any:
        import pikepdf

        form = self._stream(name)
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([-2000, -2000, 2000, 2000])
        form.Resources = pikepdf.Dictionary({f"/{kind}": pikepdf.Dictionary(of) for kind, of in resources.items()})
        return form

    def _font(self, slots: int) -> Any:
        """Make the font of the copy's own letters."""
        import pikepdf

        names = [pikepdf.Name(f"/c{n}") for n in range(slots)]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type3,
            FontBBox=pikepdf.Array([0, 0, 0, 0]),
            FontMatrix=pikepdf.Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=pikepdf.Dictionary({str(name): self._stream(f"letter{n}") for n, name in enumerate(names)}),
            Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=pikepdf.Array([0, *names])),
            FirstChar=0,
            LastChar=slots - 1,
            Widths=self._pdf.make_indirect(pikepdf.Array(self._numbers(slots))),
            ToUnicode=self._stream("unicode"),
            Resources=pikepdf.Dictionary(),
        )
        return self._pdf.make_indirect(font)

    def _numbers(self, slots: int) -> list[int]:
        """Stand for the widths with long numbers, which leave room for any list of widths."""
        first = 9_000_000_000 + int(self._seed[:7], 16)
        numbers = [first + n for n in range(slots)]
        self.texts["widths"] = "[ {} ]".format(" ".join(map(str, numbers))).encode()
        return numbers

    def _stream(self, name: str) -> Any:
        """Make a stream that is a field from end to end, and lies open in the file though it is deflated."""
        import pikepdf

        data = zlib.compress(self._text(name), 0)
        return self._pdf.make_indirect(pikepdf.Stream(self._pdf, data, Filter=pikepdf.Name.FlateDecode))

    def _text(self, name: str) -> bytes:
        text = f"%{self._seed}-{name}%".encode()
        text = self.texts[name] = text.ljust(self._widths[name], b"-")
        if len(text) > _LARGEST:  # pragma: no cover -- a name has some eighty letters at most
            raise _strange()
        return text


_OPEN: Final = frozenset({"widths", "metadata", "identifier"})
"""Fields that are no streams of their own, and so have no check sum."""


def _found(data: bytes, texts: Mapping[str, bytes], values: tuple[dict[str, bytes], ...]) -> Master:
    """Find the fields in the saved file, and part its bytes there."""
    identifier = _IDENTIFIER.findall(data)
    all_texts = {**texts, "identifier": identifier[-1] if identifier else b""}
    fields = []
    for name, text in all_texts.items():
        start = data.rfind(text)
        if not text or start < 0 or (name != "identifier" and data.find(text) != start):
            raise _strange()
        known: dict[bytes, bytes] | None = {} if name.startswith("letter") else None
        fields.append(_Field(name, start, len(text), name not in _OPEN, known))
    fields.sort(key=lambda field: field.start)
    starts, ends = [field.start for field in fields], [field.end for field in fields]
    shared = tuple(data[end:start] for end, start in zip([0, *ends], [*starts, len(data)], strict=True))
    return Master(shared, tuple(fields), values)


def _strange() -> RenderError:
    message = "this PDF was not made here, or was changed since: the marks of a copy have no place in it"
    return RenderError(
        [Problem(message=message, code="pdf-failed", hint="Number the file as `communique build` makes it.")]
    )
