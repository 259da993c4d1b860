"""
Go through a document tree, or make a changed one, without naming every node.

Nodes are frozen dataclasses whose fields hold text, numbers, nodes, or tuples of
nodes; so one function each is enough to visit them and to rebuild them.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from communique.document import nodes
from communique.document.nodes import Abbreviation, Cite, Code, CodeBlock, LineBreak, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

WITHIN = (nodes.Emphasis, nodes.Strong, nodes.Link, nodes.Span, tuple)
"""What holds inlines within a line; the fields of every other node stand on lines of their own."""


NO_NODES: Final = ("data", "made_of", "plot")
"""Fields that hold no nodes: bytes, and what a section or a drawing is made from."""

READ_AS: Final[dict[type, tuple[str, ...]]] = {
    nodes.Card: ("title", "subtitle", "blocks"),
    nodes.Event: ("when", "mark", "blocks"),
    nodes.Table: ("caption", "columns", "rows"),
}
"""Nodes that are read in another order than their fields are declared in."""


@lru_cache
def parts_of(kind: type[Any]) -> tuple[str, ...]:
    """Name the fields of a kind of node in the order they are read."""
    return READ_AS.get(kind) or tuple(field.name for field in fields(kind) if field.name not in NO_NODES)


def children(node: object) -> Iterator[object]:
    """Go through the nodes right below a node, in the order they are read."""
    if isinstance(node, tuple):
        for item in node:
            yield from children(item) if isinstance(item, tuple) else (item,)
    elif is_dataclass(node) and not isinstance(node, type):
        for value in (getattr(node, name) for name in parts_of(type(node))):
            if isinstance(value, tuple):
                yield from (item for item in children(value) if is_dataclass(item))
            elif is_dataclass(value):
                yield value


def walk(node: object) -> Iterator[object]:
    """Go through a node and all that is below it, depth first; a tuple of nodes will do as well."""
    if not isinstance(node, tuple):
        yield node
    for child in children(node):
        yield from walk(child)


def rebuild(node: T, change: Callable[[Any], Any]) -> T:
    """
    Make a changed copy of a tree: each node is rebuilt from below, then passed to `change`.

    `change` returns the node to put in its place, the same one where nothing
    changes, and None to drop it from the tuple that holds it. What did not
    change is shared with the original.
    """
    if isinstance(node, tuple):
        done = tuple(new for item in node if (new := rebuild(item, change)) is not None)
        same = len(done) == len(node) and all(a is b for a, b in zip(node, done, strict=True))
        return node if same else done  # type: ignore[return-value]
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {}
    for name in parts_of(type(node)):
        value = getattr(node, name)
        if isinstance(value, tuple) or is_dataclass(value):
            new = rebuild(value, change)
            if new is not value:
                changed[name] = new
    result: T = change(replace(node, **changed) if changed else node)
    return result


def plain(node: object) -> str:
    """
    Write the words of a node, or of a tuple of nodes, without any markup.

    Citations and alternative texts are left out; what stands on lines of its
    own is parted by a line feed.
    """
    lines = [""]
    _write(node, lines)
    return "\n".join(line for line in (words.strip() for words in lines) if line)


def _write(node: object, lines: list[str]) -> None:
    match node:
        case Text(text=text) | Code(text=text) | Abbreviation(text=text):
            lines[-1] += text
        case CodeBlock(text=text):
            lines += [*text.split("\n"), ""]
        case LineBreak():
            lines[-1] += " "
        case _ if isinstance(node, WITHIN):
            for child in children(node):
                _write(child, lines)
        case Cite() | nodes.Picture() | str():
            pass
        case _:
            for name in parts_of(type(node)):  # type: ignore[arg-type]
                value = getattr(node, name)
                if isinstance(value, tuple):
                    lines.append("")
                    _write(value, lines)
            lines.append("")
