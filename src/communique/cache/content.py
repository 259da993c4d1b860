"""
What a document says, as one hash: the same for the same words, however their source is written.

A pickle will not do: it has the order in which Python happens to keep a set, and
the lines of the YAML on which things stand.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from communique.document.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_PLAIN: Final = (bool, int, float, Decimal, date, datetime, time, timedelta, Enum)


def content_of(document: object) -> str:
    """Hash a document; one with something in it that is not known here by its pickle, which is never wrong."""
    parts: list[bytes] = []
    try:
        _write(document, parts.append)
    except TypeError:
        return hashlib.sha256(pickle.dumps(document)).hexdigest()
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _write(node: Any, put: Callable[[bytes], object]) -> None:
    """Write a value so that no other is written alike: its type, how long it is, and what it says."""
    if node is None:
        put(b"-")
    elif isinstance(node, str) and not isinstance(node, Enum):
        data = node.encode(errors="surrogatepass")
        put(b"s%d:%b" % (len(data), data))
    elif isinstance(node, bytes):
        put(b"b%d:%b" % (len(node), node))
    elif isinstance(node, _PLAIN):
        put(f"{type(node).__name__}={node!r};".encode())
    elif isinstance(node, tuple | list):
        _group("list", node, put)
    elif isinstance(node, Sealed):
        _write(node.value, put)
    elif isinstance(node, Mapping):
        _group("mapping", sorted(node.items(), key=lambda item: str(item[0])), put)
    elif isinstance(node, set | frozenset):
        _group("set", sorted(map(_alone, node)), put)
    else:
        _group(type(node).__qualname__, _fields(node), put)


def _group(name: str, items: Collection[Any], put: Callable[[bytes], object]) -> None:
    put(f"({name} {len(items)}:".encode())
    for item in items:
        _write(item, put)
    put(b")")


def _alone(item: Any) -> bytes:
    parts: list[bytes] = []
    _write(item, parts.append)
    return b"".join(parts)


def _fields(node: Any) -> list[tuple[str, Any]]:
    """List what a node, a part of a brief or a text in one holds; raise TypeError for anything else."""
    if is_dataclass(node):
        return [(name, getattr(node, name)) for name in node.__dataclass_fields__]
    from pydantic import BaseModel

    from communique.brief.markup import Markup

    if isinstance(node, BaseModel):
        return [*node.__dict__.items(), ("private", node.__pydantic_private__)]
    if isinstance(node, Markup):
        return [(name, getattr(node, name)) for name in ("source", "file", "translated_from", "parsed")]
    raise TypeError(type(node))
