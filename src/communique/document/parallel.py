"""
One document in several languages: what belongs together stands side by side.

It is made from the documents of one edition in each language, which have the
same structure, since they come from the same brief. Texts face each other in
`Parallel` rows; what has little room of its own (a title, a cell of a table, a
number to remember) holds one language after the other. Sources are numbered,
and listed, once.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from communique.document.nodes import (
    BulletList,
    Cards,
    Cite,
    DefinitionList,
    Drawing,
    Fact,
    Figure,
    Heading,
    KeyFigures,
    LineBreak,
    OrderedList,
    Paragraph,
    Parallel,
    Rule,
    Span,
    Table,
    Text,
    Timeline,
)
from communique.document.speech import in_language, spoken
from communique.document.walk import plain, rebuild

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.document.nodes import (
        Block,
        Blocks,
        Card,
        Column,
        Document,
        Event,
        Front,
        Inlines,
        KeyFigure,
        Row,
        Section,
    )

T = TypeVar("T")
Rows: TypeAlias = "tuple[tuple[Blocks, ...], ...]"

DOT: Final[Inlines] = (Text(" · "),)
LINE: Final[Inlines] = (LineBreak(),)

HEADINGS: Final = ("contents",)
"""Fixed words that a template prints as a heading; the others are in the first language alone."""

SHORT: Final = 240
"""Letters of a list up to which it stays whole in its row; of a longer one each item has a row."""


def side_by_side(documents: Sequence[Document]) -> Document:
    """Make one document of the same edition in several languages; the first is that of page furniture and metadata."""
    first, *others = documents
    if not others:
        return first
    both = _Both(tuple(document.prose_language for document in documents))
    front = both.front([document.front for document in documents])
    sections = tuple(both.section(parts) for parts in _paired([document.sections for document in documents]))
    numbers = {note.source: note.number for note in first.notes}
    kicker, front, sections = _numbered((front.kicker, replace(front, kicker=()), sections), numbers)
    labels = {name: " · ".join(dict.fromkeys(d.labels[name] for d in documents)) for name in HEADINGS}
    return replace(
        first,
        front=replace(front, kicker=kicker),
        sections=sections,
        title=" · ".join(dict.fromkeys(document.title for document in documents)),
        labels=MappingProxyType({**first.labels, **labels}),
        limits=tuple(limit for limit in first.limits if not limit.lines),  # half as wide, twice as many lines
    )


def _numbered(tree: Any, numbers: dict[str, int]) -> Any:
    """Give every citation the number of its source, whatever its own document counted."""
    met: set[str] = set()

    def change(node: Any) -> Any:
        if not isinstance(node, Cite):
            return node
        first = node.source not in met
        met.add(node.source)
        return replace(node, number=numbers.get(node.source, node.number), first=first)

    return rebuild(tree, change)


def _paired(lists: Sequence[Sequence[T]]) -> Iterator[tuple[T, ...]]:
    """Bring together what has the same path, in the order of the first."""
    by_path: list[dict[str, T]] = [{item.path: item for item in items} for items in lists]  # type: ignore[attr-defined]
    for path in dict.fromkeys(path for items in by_path for path in items):
        yield tuple(items[path] for items in by_path if path in items)


class _Both:
    """Lays the same out in all the languages."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages

    # --- words

    def words(self, parts: Sequence[Inlines], gap: Inlines) -> Inlines:
        """Write the same in one language after the other; once, where all agree."""
        done: Inlines = ()
        told: set[str] = set()
        for inlines, language in zip(_once_marked(parts), self._languages, strict=False):
            if not inlines or plain(inlines) in told:
                continue
            told.add(plain(inlines))
            done = (*done, *gap, *self._said(inlines, language)) if done else self._said(inlines, language)
        return done

    def _said(self, inlines: Inlines, language: str) -> Inlines:
        return inlines if language == self._languages[0] else spoken(inlines, language)

    def stacked(self, cells: Sequence[Blocks]) -> Blocks:
        """Put blocks of one language below those of the other, where there is no room beside."""
        if _agree(cells):
            return cells[0]
        first, *others = zip(cells, self._languages, strict=False)
        return (*first[0], *(block for blocks, language in others for block in in_language(_bare(blocks), language)))

    # --- the whole

    def front(self, fronts: Sequence[Front]) -> Front:
        """Make one masthead."""
        return replace(
            fronts[0],
            title=self.words([front.title for front in fronts], LINE),
            subtitle=self.words([front.subtitle for front in fronts], LINE),
            kicker=self.words([front.kicker for front in fronts], DOT),
            facts=self._facts([front.facts for front in fronts]),
            marking=" · ".join(dict.fromkeys(front.marking for front in fronts if front.marking)),
            handling=self._facts([front.handling for front in fronts]),
        )

    def _facts(self, lists: Sequence[Sequence[Fact]]) -> tuple[Fact, ...]:
        by_name = [{fact.name: fact for fact in facts} for facts in lists]
        names = dict.fromkeys(name for facts in by_name for name in facts)
        return tuple(
            Fact(
                label=self.words([facts[name].label if name in facts else () for facts in by_name], DOT),
                value=self._lines([facts[name].value if name in facts else () for facts in by_name]),
                name=name,
                path=next(facts[name].path for facts in by_name if name in facts),
            )
            for name in names
        )

    def _lines(self, parts: Sequence[Inlines]) -> Inlines:
        """Write lines in one language after the other, each by itself: an address that both have stands once."""
        lines = [_split(inlines) for inlines in parts]
        if not _same_length(lines):
            return self.words(parts, LINE)
        said = [self.words(group, LINE) for group in zip(*lines, strict=True)]
        return tuple(node for n, line in enumerate(said) for node in ((*LINE, *line) if n else line))

    def section(self, sections: Sequence[Section]) -> Section:
        """Make one section; the sources are a list that others point to, and stand in it once."""
        blocks = [section.blocks for section in sections]
        laid = self._sources(blocks) if sections[0].kind == "sources" else self.blocks(blocks)
        return replace(sections[0], title=self.words([section.title for section in sections], DOT), blocks=laid)

    def _sources(self, cells: Sequence[Blocks]) -> Blocks:
        entries = [
            [block for listed in blocks for item in getattr(listed, "items", ()) for block in item] for blocks in cells
        ]
        items = tuple(
            (replace(parts[0], inlines=self.words([part.inlines for part in parts], LINE)),)
            for parts in _paired(entries)
            if isinstance(parts[0], Paragraph)
        )
        return (replace(cells[0][0], items=items),) if isinstance(cells[0][0], OrderedList) else cells[0]

    # --- blocks

    def blocks(self, cells: Sequence[Blocks], *, path: str = "") -> Blocks:
        """Pair blocks one by one where all languages have the same ones; otherwise each has its column."""
        kinds = {tuple(map(type, blocks)) for blocks in cells}
        if len(kinds) > 1:
            return (self._row(cells, path),)
        return _joined(block for group in zip(*cells, strict=True) for block in self._block(group))

    def _row(self, cells: Sequence[Blocks], path: str) -> Parallel:
        others = (_bare(blocks) for blocks in cells[1:])
        return Parallel(languages=self._languages, rows=((cells[0], *others),), path=path)

    def _block(self, group: Sequence[Any]) -> Blocks:
        """Lay out the same block in all languages."""
        first = group[0]
        if isinstance(first, Drawing):
            return self._drawings(group)
        if isinstance(first, Figure):
            return self._figure(group)
        if isinstance(first, Rule) or _agree([(block,) for block in group]):
            return (first,)
        match first:
            case Heading():
                return (replace(first, inlines=self.words([block.inlines for block in group], DOT)),)
            case KeyFigures():
                figures = zip(*(block.figures for block in group), strict=True)
                return (replace(first, figures=tuple(map(self._key_figure, figures))),)
            case Cards():
                cards = tuple(map(self._card, zip(*(block.cards for block in group), strict=True)))
                return (replace(first, cards=cards, layout="stack"),)
            case Timeline() if _same_length([block.events for block in group]):
                events = tuple(map(self._event, zip(*(block.events for block in group), strict=True)))
                return (replace(first, events=events),)
            case Table():
                return (self._table(group),)
            case _:
                return _joined(self._row(cells, getattr(first, "path", "")) for cells in _rows(group))

    def _drawings(self, group: Sequence[Drawing]) -> Blocks:
        """Draw each language's picture in its column; the table of the same facts stands once, below."""
        bare = [(replace(drawing, twin=()),) for drawing in group]
        return (self._row(bare, group[0].path), *self.blocks([drawing.twin for drawing in group]))

    def _figure(self, group: Sequence[Figure]) -> Blocks:
        first = group[0]
        if len({figure.picture.data for figure in group}) > 1:
            return (self._row([(figure,) for figure in group], first.path),)
        alt = " ".join(dict.fromkeys(figure.picture.alt for figure in group))
        caption = self.words([figure.caption for figure in group], LINE)
        twin = self.blocks([figure.twin for figure in group])
        return (replace(first, picture=replace(first.picture, alt=alt), caption=caption, twin=twin),)

    def _key_figure(self, group: Sequence[KeyFigure]) -> KeyFigure:
        said = {name: self.words([getattr(f, name) for f in group], LINE) for name in ("value", "label", "note")}
        return replace(group[0], **said)  # type: ignore[arg-type]

    def _card(self, group: Sequence[Card]) -> Card:
        return replace(
            group[0],
            title=self.words([card.title for card in group], DOT),
            subtitle=self.words([card.subtitle for card in group], LINE),
            blocks=self.blocks([card.blocks for card in group], path=group[0].path),
        )

    def _event(self, group: Sequence[Event]) -> Event:
        return replace(
            group[0],
            when=self.words([event.when for event in group], LINE),
            mark=self.words([event.mark for event in group], DOT),
            blocks=self.blocks([event.blocks for event in group], path=group[0].path),
        )

    def _table(self, group: Sequence[Table]) -> Table:
        return replace(
            group[0],
            columns=tuple(map(self._column, zip(*(table.columns for table in group), strict=True))),
            rows=tuple(map(self._cells, zip(*(table.rows for table in group), strict=True))),
            caption=self.words([table.caption for table in group], LINE),
        )

    def _column(self, group: Sequence[Column]) -> Column:
        return replace(group[0], title=self.words([column.title for column in group], LINE))

    def _cells(self, group: Sequence[Row]) -> Row:
        return replace(group[0], cells=tuple(map(self.stacked, zip(*(row.cells for row in group), strict=True))))


def _rows(group: Sequence[Any]) -> Iterator[tuple[Blocks, ...]]:
    """Cut a block that may be long into rows that stay abreast: term by term, item by item."""
    first = group[0]
    match first:
        case DefinitionList():
            for items in _paired([block.items for block in group]):
                yield tuple((replace(first, items=(item,)),) for item in items)
        case BulletList() | OrderedList() if len(plain(first)) > SHORT and _same_length([b.items for b in group]):
            for number, items in enumerate(zip(*(block.items for block in group), strict=True)):
                yield tuple((_item(first, item, number),) for item in items)
        case _:
            yield tuple((block,) for block in group)


def _item(block: BulletList | OrderedList, item: Blocks, number: int) -> Block:
    if isinstance(block, OrderedList):
        return replace(block, items=(item,), start=block.start + number)
    return replace(block, items=(item,))


def _once_marked(parts: Sequence[Inlines]) -> list[Inlines]:
    """Leave a mark that is the same in all languages, such as the code of a country, to the last of them."""
    marks = [{plain(node) for node in inlines if isinstance(node, Span) and node.role == "mark"} for inlines in parts]
    if len({plain(inlines) for inlines in parts}) == 1:
        return list(parts)
    shared = set.intersection(*marks) if marks else set()
    return [*(_without(inlines, shared) for inlines in parts[:-1]), parts[-1]]


def _split(inlines: Inlines) -> list[Inlines]:
    """Split words at their line breaks."""
    lines: list[Inlines] = [()]
    for node in inlines:
        if isinstance(node, LineBreak):
            lines.append(())
        else:
            lines[-1] = (*lines[-1], node)
    return lines


def _without(inlines: Inlines, marks: set[str]) -> Inlines:
    kept = tuple(node for node in inlines if not (isinstance(node, Span) and plain(node) in marks))
    if len(kept) < len(inlines) and kept and isinstance(kept[-1], Text):
        return (*kept[:-1], replace(kept[-1], text=kept[-1].text.rstrip())) if kept[-1].text.strip() else kept[:-1]
    return kept


def _same_length(lists: Sequence[Sequence[Any]]) -> bool:
    return len({len(items) for items in lists}) == 1


def _agree(cells: Sequence[Blocks]) -> bool:
    """Whether the words are the same in all languages, and so need not be said twice."""
    return len({plain(blocks) for blocks in cells}) == 1


def _bare(blocks: Blocks) -> Blocks:
    """Take anchors away: what is said again is not another thing to point to."""
    return rebuild(blocks, lambda node: replace(node, id="") if getattr(node, "id", "") else node)


def _joined(blocks: Iterable[Block]) -> Blocks:
    """Make one of texts side by side that follow each other."""
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Parallel) and done and isinstance(done[-1], Parallel):
            done[-1] = replace(done[-1], rows=_followed(done[-1].rows, block.rows))
        else:
            done.append(block)
    return tuple(done)


def _followed(above: Rows, below: Rows) -> Rows:
    """Put rows below others; what must not be parted by the end of a page shares a row."""
    if not above or not below or not all(map(_belong_together, above[-1], below[0])):
        return (*above, *below)
    first = tuple((*upper, *lower) for upper, lower in zip(above[-1], below[0], strict=True))
    return (*above[:-1], first, *below[1:])


def _belong_together(above: Blocks, below: Blocks) -> bool:
    """Whether a label or a name stands last, for what comes below; or small print first, for what is above."""
    match above:
        case (*_, Paragraph(inlines=(Span(role="label"),)) | Paragraph(role="principal")):
            return True
    match below:
        case (Paragraph(role="meta"), *_):
            return bool(above)
    return False
