"""
MJML to the HTML of an e-mail: the only importer of `mrml`.

`mrml` and not `mjml-python`, though both wrap the same Rust library: `mrml` inlines
the style sheet (``<mj-style inline="inline">``), `mjml-python` 1.4 leaves it in the head.

The library is trusting, so this door is not. It passes unknown tags on as they are,
reports bad markup as a bare `OSError`, and would put addresses of fonts and icons on
the network into the page; here tags are held against a table, markup is parsed
strictly first, and the finished page is searched for whatever a mail reader would fetch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from communique.engines.mail_guard import guard
from communique.errors import RenderError
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_HEAD: Final = "mj-attributes mj-breakpoint mj-preview mj-raw mj-style mj-title"
_CONTENT: Final = (
    "mj-accordion mj-button mj-carousel mj-divider mj-image mj-navbar mj-social mj-spacer mj-table mj-text"
)
_LAYOUT: Final = "mj-body mj-wrapper mj-section mj-group mj-column mj-hero"
_PARTS: Final = (
    "mj-accordion-element mj-accordion-title mj-accordion-text mj-carousel-image mj-navbar-link mj-social-element"
)
_ANY: Final = f"mj-all mj-class {_LAYOUT} {_CONTENT} {_PARTS}"

HOLDS: Final[dict[str, str | None]] = {
    "mjml": "mj-head mj-body",
    # head
    "mj-head": _HEAD,
    "mj-attributes": _ANY,
    "mj-all": "",
    "mj-class": _ANY,
    "mj-breakpoint": "",
    "mj-preview": "",
    "mj-raw": "meta",
    "mj-style": "",
    "mj-title": "",
    # body
    "mj-body": "mj-wrapper mj-section mj-hero",
    "mj-wrapper": "mj-section mj-hero",
    "mj-section": "mj-column mj-group",
    "mj-group": "mj-column",
    "mj-column": _CONTENT,
    "mj-hero": _CONTENT,
    "mj-accordion": "mj-accordion-element",
    "mj-accordion-element": "mj-accordion-title mj-accordion-text",
    "mj-accordion-title": None,
    "mj-accordion-text": None,
    "mj-button": None,
    "mj-carousel": "mj-carousel-image",
    "mj-carousel-image": "",
    "mj-divider": "",
    "mj-image": "",
    "mj-navbar": "mj-navbar-link",
    "mj-navbar-link": None,
    "mj-social": "mj-social-element",
    "mj-social-element": None,
    "mj-spacer": "",
    "mj-table": None,
    "mj-text": None,
}
"""Every tag that a pack may use, and the tags that may stand in it; None where HTML stands."""

REFUSED: Final[dict[str, str]] = {
    "mj-include": "Jinja's {% include %} reads the pack's own files.",
    "mj-font": "Name a font that the reader may have, with fall-backs; a mail fetches nothing.",
    "mj-html-attributes": "The engine does not know it; write the attribute where it belongs.",
}
"""Tags that are known, and why a pack may not use them."""

_TAG: Final = re.compile(r"<(mj[\w-]*)")
_TAG_WRITTEN: Final = re.compile(r"<[a-zA-Z][^<>]*\\[^<>]*>")
_ATTRIBUTE: Final = re.compile(r'([\w:-]+)(?<!\bstyle)="([^"]*)"')
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-f]{1,6})\}|(.))")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_COMMENT: Final = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)


def make(source: str, *, file: str) -> tuple[str, tuple[Problem, ...]]:
    """
    Make the HTML of an e-mail.

    Args:
        source: MJML, the template filled in.
        file: the template's name for messages; a line counts in the filled-in text, so it is not given as the place.

    Returns:
        The page with its styles inlined, and what the engine warned of.

    Raises:
        RenderError: markup that is not well-formed, a tag that is not known or not allowed, an address to fetch.

    """
    root = _parse(source, file)
    _refuse(_wrong_tags(root), file)
    html, warnings = _compile(source, file)
    _refuse(guard(html), file)
    return html, warnings


def inspect(source: str, *, file: str) -> tuple[Problem, ...]:
    """Check the tags of a template as it is written, before Jinja; each problem has its line."""
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), source)
    return tuple(
        _wrong_tag(name, location=Location(file, number, match.start() + 1))
        for number, line in enumerate(text.split("\n"), 1)
        for match in _TAG.finditer(line)
        if (name := match[1]) not in HOLDS
    )


def _parse(source: str, file: str) -> etree._Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(source.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RenderError([_bad_markup(str(error), source, getattr(error, "lineno", None) or 0, file)]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise RenderError([_problem("a document type is not allowed in MJML", "bad-mjml", file)])
    return root


def _bad_markup(message: str, source: str, number: int, file: str) -> Problem:
    lines = source.split("\n")
    near = lines[number - 1].strip()[:80] if 0 < number <= len(lines) else ""
    hint = f"Line {number} of the filled-in template begins: {near}" if near else "MJML must be well-formed XML."
    return _problem(f"not well-formed MJML: {message}", "bad-mjml", file, hint)


def _wrong_tags(root: etree._Element) -> Iterator[Problem]:
    """Walk the MJML, and in what holds HTML look only for tags of MJML."""
    if root.tag != "mjml":
        yield _problem(f"the root is <{root.tag}>, not <mjml>", "bad-mjml", "")
        return
    for element in root.iterdescendants("*"):
        parent, name = str(getattr(element.getparent(), "tag", "")), str(element.tag)
        holds = HOLDS.get(parent)
        if name not in holds.split() if holds is not None else name.startswith("mj"):
            yield _wrong_tag(name, parent)
        elif name == "meta" and not set(element.attrib) <= {"name", "content"}:
            yield _problem(
                "this <meta> is not allowed in mj-raw", "unsafe-mjml", "", "It may have a name and a content."
            )


def _wrong_tag(name: str, parent: str = "", location: Location | None = None) -> Problem:
    from difflib import get_close_matches

    if name in REFUSED or parent == "mj-raw":
        hint = REFUSED.get(name, 'In mj-raw only <meta name="…" content="…"/> may stand.')
        return Problem(message=f"<{name}> is not allowed", code="unsafe-mjml", location=location, hint=hint)
    if name in HOLDS:
        hint = f"In <{parent}> may stand: {HOLDS.get(parent) or 'HTML, or words alone'}."
        message = f"<{name}> may not stand in <{parent}>"
        return Problem(message=message, code="misplaced-mjml-tag", location=location, hint=hint)
    close = get_close_matches(name, HOLDS, 1)
    hint = f'Did you mean "{close[0]}"?' if close else "HTML stands inside mj-text."
    return Problem(message=f"unknown MJML tag <{name}>", code="unknown-mjml-tag", location=location, hint=hint)


def _compile(source: str, file: str) -> tuple[str, tuple[Problem, ...]]:
    import mrml

    options = mrml.RenderOptions(disable_comments=True, fonts={})
    nothing = mrml.ParserOptions(include_loader=mrml.noop_loader())
    try:
        output = mrml.to_html(source, nothing, options)
    except (OSError, ValueError) as error:
        raise RenderError([_bad_markup(str(error), source, _line_at(str(error), source), file)]) from error
    html = _TAG_WRITTEN.sub(lambda tag: _ATTRIBUTE.sub(_unescaped, tag[0]), output.content)
    return html, tuple(_problem(f"mrml: {w.kind}", "mjml-warning", file) for w in output.warnings)


def _unescaped(attribute: re.Match[str]) -> str:
    """Undo how the library writes attributes: as Rust shows strings, with numbers for no-break spaces and the like."""
    value = _ESCAPE.sub(lambda e: chr(int(e[1], 16)) if e[1] else _ESCAPES.get(e[2], e[2]), attribute[2])
    return f'{attribute[1]}="{value}"'


def _line_at(message: str, source: str) -> int:
    """Turn the byte position in the library's message into a line of the source."""
    match = re.search(r"position (\d+):", message)
    return source.encode("utf-8", "replace")[: int(match[1])].count(b"\n") + 1 if match else 0


def _problem(message: str, code: str, file: str, hint: str = "") -> Problem:
    return Problem(message=message, code=code, location=Location(file), hint=hint)


def _refuse(problems: Iterable[Problem], file: str) -> None:
    """Raise what was found, all at once, as problems of the template."""
    found = [
        Problem(message=p.message, code=p.code, location=Location(file), hint=p.hint, severity=p.severity)
        for p in problems
    ]
    if found:
        raise RenderError(found)
