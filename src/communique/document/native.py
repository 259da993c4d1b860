"""
A document as text that a person can read and compare: the form of the golden files.

One line for each node: its kind, what it carries beside words, then its words;
what is below it stands further in. Every field shows, so that nothing can
change unseen.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from communique.document.nodes import (
    Abbreviation,
    Cite,
    Code,
    CodeBlock,
    Document,
    Drawing,
    Emphasis,
    Figure,
    LineBreak,
    Link,
    Paragraph,
    Picture,
    Span,
    Strong,
    Text,
)
from communique.document.walk import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.document.nodes import Inline, Inlines

INLINE = (Text, Emphasis, Strong, Code, Link, Abbreviation, Cite, Span, LineBreak)


def native(document: Document) -> str:
    """Write a document as text, one node a line."""
    lines = [f"document {_settings(document)}", f"  title: {document.title}", f"  summary: {document.summary}"]
    lines += [f"  author: {author}" for author in document.authors]
    lines += _node(document.front, 1)
    for section in document.sections:
        lines += _node(section, 1)
    for note in document.notes:
        lines += _node(note, 1)
    return "\n".join([*lines, ""])


def inlines(value: Inlines) -> str:
    """Write inlines with marks for what they carry."""
    return "".join(map(_inline, value))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text=text):
            return text.replace("\u00a0", "~")
        case Emphasis(inlines=inner):
            return f"*{inlines(inner)}*"
        case Strong(inlines=inner):
            return f"**{inlines(inner)}**"
        case Code(text=text):
            return f"`{text}`"
        case Link(inlines=inner, url=url):
            return f"[{inlines(inner)}]({url})"
        case Abbreviation(text=text, expansion=expansion):
            return f"{text}{{{expansion}}}"
        case Cite():
            return _cite(inline)
        case Span(inlines=inner, role=role, language=language):
            return f"<{' '.join(filter(None, (role, language and f'lang={language}')))}: {inlines(inner)}>"
        case LineBreak():
            return " / "


def _cite(cite: Cite) -> str:
    marks = ("," if cite.joined else "") + ("^" if cite.first else "")
    locator = f", {cite.locator}".replace("\u00a0", "~") if cite.locator else ""
    return f"{marks}[{cite.number}={cite.source}{locator}]"


def _settings(node: Any) -> str:
    """Write the short values of a node that differ from what they are by default."""
    shown = []
    for field in fields(node):
        value = getattr(node, field.name)
        simple = isinstance(value, bool | int | str) and field.name not in {"text", "title", "summary"}
        if simple and value not in (field.default, ""):
            shown.append(f"{field.name}={value}")
    return " ".join(shown)


def _node(node: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    head = " ".join(filter(None, (type(node).__name__.lower(), _settings(node))))
    if isinstance(node, Picture):
        yield f"{indent}{head} sha256={hashlib.sha256(node.data).hexdigest()[:16]}"
    elif isinstance(node, Paragraph):
        yield f"{indent}{head}: {inlines(node.inlines)}"
    elif isinstance(node, CodeBlock):
        yield f"{indent}{head}"
        yield from (f"{indent}  | {line}" for line in node.text.split("\n"))
    else:
        yield f"{indent}{head}"
        yield from _fields(node, depth + 1)


def _fields(node: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name in parts_of(type(node)):  # type: ignore[arg-type]
        value = getattr(node, name)
        if isinstance(value, Picture | Drawing | Figure):
            yield from _node(value, depth)
        elif isinstance(value, tuple) and value:
            if isinstance(value[0], INLINE):
                yield f"{indent}{name}: {inlines(value)}"
            elif isinstance(value[0], str):
                yield f"{indent}{name}: {' '.join(value)}"
            else:
                yield from _tuple(value, depth)


def _tuple(values: tuple[Any, ...], depth: int) -> Iterator[str]:
    for value in values:
        if isinstance(value, tuple):
            yield "  " * depth + "-"
            yield from _tuple(value, depth + 1)
        else:
            yield from _node(value, depth)
