"""
The tags of a Word template: what they may say, where they may stand, and what was wrong with one.

A person edits the template in Word, where there are no lines. So a fault is
placed by the number of its paragraph and by the words of its tag.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import meta, nodes
from jinja2.exceptions import SecurityError
from lxml import etree

from communique.engines.word_slots import W
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "document",
    "front",
    "labels",
    "pack",
    "language",
    "direction",
    "inlines",
    "blocks",
    "section",
    "sections",
    "body",
    "contents",
)
"""What a Word template may name."""

BLOCKS = ("blocks", "section", "sections", "body", "contents")
"""Of these, what stands on lines of its own, and so is asked for with ``{{p … }}``."""

_TAG = re.compile(r"\{([{%#])(p|tr|tc|r)?(?=[\s-])(.*?)[}%#]\}|\{([{%#])(.*?)[}%#]\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: ``{{p body }}`` has the sign ``{``, the prefix ``p`` and says ``body``."""

    sign: str
    prefix: str
    says: str
    words: str  #: The tag as it is written.
    paragraph: int  #: Of the part it stands in, from 1.
    alone: bool  #: Nothing else stands in its paragraph.
    place: str  #: The part: ``text``, ``header``, ``footer``, ``footnotes``.


def parts_of(docx: Any) -> Iterator[tuple[str, etree._Element]]:
    """Go through the parts that may hold tags, in the order that docxtpl fills them in."""
    yield "text", docx.element.body
    for kind in ("header", "footer", "footnotes"):
        for rel in docx.part.rels.values():
            if rel.reltype.endswith(f"/{kind}"):
                yield kind, etree.fromstring(rel.target_part.blob)


def open_tags(docx: Any, file: str) -> Iterator[Problem]:
    """Go through the tags that do not end in the paragraph that they begin in: docxtpl would take the next for their end."""
    for place, root in parts_of(docx):
        for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
            words = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
            if re.search(r"\{[{%#]|[}%#]\}", _TAG.sub("", words)):
                tag = Tag("", "", "", words.strip()[:60], number, False, place)
                hint = "Write it into one paragraph: {{ … }}, {% … %}."
                yield Problem(
                    message=f"{shown(tag)}: a tag that does not end",
                    code="template-syntax",
                    location=Location(file),
                    hint=hint,
                )


def tags_of(docx: Any) -> tuple[Tag, ...]:
    """Read every tag of a letter."""
    return tuple(tag for place, root in parts_of(docx) for tag in _tags(place, root))


def _tags(place: str, root: etree._Element) -> Iterator[Tag]:
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
        words = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        for found in _TAG.finditer(words):
            sign, says = found[1] or found[4], found[3] if found[1] else found[5]
            straight = says.translate(_QUOTES).strip(" -")
            yield Tag(sign, found[2] or "", straight, found[0], number, words.strip() == found[0], place)


_QUOTES = str.maketrans("“”‘’", "\"\"''")


def check_tags(tags: tuple[Tag, ...], file: str) -> Iterator[Problem]:
    """Hold each tag against what it may say and where it may stand; nothing is run."""
    environment = jinja2.Environment(autoescape=True)
    expressions = [(tag, _parsed(tag, environment)) for tag in tags if tag.sign == "{"]
    for tag, names in expressions:
        yield from _misplaced(tag, names, file)
    if not any(_asks_for_body(tag, names) for tag, names in expressions):
        hint = "Write {{p body }} into a paragraph of its own."
        yield Problem(
            message="the letter has no place for the text", code="missing-slot", location=Location(file), hint=hint
        )
    yield from _unknown(tags, file, environment)


def _parsed(tag: Tag, environment: jinja2.Environment) -> frozenset[str]:
    """Name what an expression asks for outright: ``body``, ``sections`` in ``sections("back")``."""
    try:
        tree = environment.parse("{{" + tag.says + "}}")
    except jinja2.TemplateSyntaxError:
        return frozenset()
    return frozenset(name.name for name in tree.find_all(nodes.Name))


def _asks_for_body(tag: Tag, names: frozenset[str]) -> bool:
    return bool(names & {"body", "section"}) or ("sections" in names and "body" in tag.says)


def _misplaced(tag: Tag, names: frozenset[str], file: str) -> Iterator[Problem]:
    where = Location(file)
    if names & set(BLOCKS) and tag.prefix != "p":
        message = f"{shown(tag)} stands inside a line, and is more than a line"
        hint = "Write it as {{p " + tag.says + " }}, in a paragraph of its own."
        yield Problem(message=message, code="block-in-line", location=where, hint=hint)
    elif tag.prefix == "p" and not tag.alone:
        hint = "Give it a paragraph of its own: the paragraph goes with it."
        yield Problem(
            message=f"{shown(tag)} takes the other words of its paragraph away",
            code="not-alone",
            location=where,
            hint=hint,
        )


def _unknown(tags: tuple[Tag, ...], file: str, environment: jinja2.Environment) -> Iterator[Problem]:
    for place in dict.fromkeys(tag.place for tag in tags):
        here = [tag for tag in tags if tag.place == place]
        source = "\n".join("{" + tag.sign + tag.says + {"{": "}", "%": "%", "#": "#"}[tag.sign] + "}" for tag in here)
        try:
            names = meta.find_undeclared_variables(environment.parse(source))
        except jinja2.TemplateSyntaxError as error:
            at = here[min(max(error.lineno, 1), len(here)) - 1]
            yield Problem(message=f"{shown(at)}: {error.message}", code="template-syntax", location=Location(file))
            continue
        for name in sorted(names - set(NAMES)):
            at = next((tag for tag in here if re.search(rf"\b{re.escape(name)}\b", tag.says)), here[0])
            yield Problem(
                message=f'{shown(at)}: unknown name "{name}"',
                code="unknown-name",
                location=Location(file),
                hint=_hint(name),
            )


def _hint(name: str) -> str:
    near = get_close_matches(name, NAMES, 1)
    return f'Did you mean "{near[0]}"?' if near else f"A letter knows: {', '.join(NAMES)}."


def shown(tag: Tag) -> str:
    """Name a tag in a message, so that it can be found in Word."""
    part = "" if tag.place == "text" else f" of the {tag.place}"
    return f"paragraph {tag.paragraph}{part}, {tag.words}"


def map_error(error: Exception, tags: tuple[Tag, ...], file: str) -> Problem:
    """Say what went wrong while a template was filled in; docxtpl and Jinja have many errors, a reader one need."""
    words = " ".join(str(error).split())[:300] or type(error).__name__
    tag = _tag_of(error, words, tags)
    place = f"{shown(tag)}: " if tag else ""
    codes: dict[type[Exception], str] = {
        SecurityError: "unsafe-template",
        jinja2.UndefinedError: "undefined-name",
        jinja2.TemplateSyntaxError: "template-syntax",
    }
    code = next((code for kind, code in codes.items() if isinstance(error, kind)), "template-error")
    return Problem(message=f"{place}{words}", code=code, location=Location(file))


def _tag_of(error: Exception, words: str, tags: tuple[Tag, ...]) -> Tag | None:
    """Find the tag that an error is about: by a name that the message quotes, last by the order of lines."""
    names = [name for name in re.findall(r"'([A-Za-z_]\w*)'", words) if not name.endswith("object")]
    for name in reversed(names):
        found = next((tag for tag in tags if re.search(rf"\b{re.escape(name)}\b", tag.says)), None)
        if found:
            return found
    frames = traceback.extract_tb(error.__traceback__)
    line = next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), None)
    before = [tag for tag in tags if line and tag.paragraph <= line]
    return before[-1] if before else None
