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
from typing import TYPE_CHECKING, Final, Literal

from communique.engines.mail_guard import guard
from communique.errors import RenderError
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

Content = Literal["mjml", "html", "text", "none"]
"""What a tag holds: more MJML, HTML, words alone, or nothing."""

TAGS: Final[dict[str, Content]] = {
    "mjml": "mjml",
    # head
    "mj-head": "mjml",
    "mj-attributes": "mjml",
    "mj-all": "none",
    "mj-class": "mjml",
    "mj-breakpoint": "none",
    "mj-font": "none",
    "mj-html-attributes": "mjml",
    "mj-preview": "text",
    "mj-style": "text",
    "mj-title": "text",
    # body
    "mj-body": "mjml",
    "mj-wrapper": "mjml",
    "mj-section": "mjml",
    "mj-group": "mjml",
    "mj-column": "mjml",
    "mj-hero": "mjml",
    "mj-text": "html",
    "mj-table": "html",
    "mj-button": "html",
    "mj-image": "none",
    "mj-divider": "none",
    "mj-spacer": "none",
    "mj-raw": "html",
    "mj-include": "none",
    "mj-accordion": "mjml",
    "mj-accordion-element": "mjml",
    "mj-accordion-title": "html",
    "mj-accordion-text": "html",
    "mj-carousel": "mjml",
    "mj-carousel-image": "none",
    "mj-navbar": "mjml",
    "mj-navbar-link": "html",
    "mj-social": "mjml",
    "mj-social-element": "html",
}
"""Every tag that `mrml` knows."""

REFUSED: Final[dict[str, str]] = {
    "mj-include": "Use Jinja's {% include %}, which reads the pack's own files alone.",
    "mj-font": "Name a font that the reader may have, with fall-backs; a mail fetches nothing.",
    "mj-html-attributes": "The engine does not know it; write the attribute where it belongs.",
}
"""Tags that are known, and why a pack may not use them."""

_TAG: Final = re.compile(r"<(mj[\w-]*)")
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
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    return tuple(
        _unknown_tag(name, Location(file, number, match.start() + 1))
        for number, line in enumerate(text.split("\n"), 1)
        for match in _TAG.finditer(line)
        if (name := match[1]) not in TAGS or name in REFUSED
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
    """Walk the MJML; inside tags that hold HTML, only what looks like MJML is looked at."""
    if root.tag != "mjml":
        yield _problem(f"the root is <{root.tag}>, not <mjml>", "bad-mjml", "")
        return
    for element in root.iter("*"):
        parent = element.getparent()
        holder = TAGS.get(str(parent.tag), "html") if parent is not None else "mjml"
        name = str(element.tag)
        if _is_misplaced(name, holder):
            yield _unknown_tag(name, None)
        elif str(getattr(parent, "tag", "")) == "mj-raw" and not _is_plain_meta(element):
            hint = 'In mj-raw only <meta name="…" content="…"/> may stand.'
            yield _problem(f"<{name}> is not allowed in mj-raw", "unsafe-mjml", "", hint)


def _is_misplaced(name: str, holder: Content) -> bool:
    known = name in TAGS and name not in REFUSED
    return not known if holder == "mjml" else name.startswith("mj") or holder != "html"


def _is_plain_meta(element: etree._Element) -> bool:
    return element.tag == "meta" and set(element.attrib) <= {"name", "content"}


def _unknown_tag(name: str, location: Location | None) -> Problem:
    from difflib import get_close_matches

    known = name in TAGS
    close = get_close_matches(name, TAGS, 1)
    found = f'Did you mean "{close[0]}"?' if close else "HTML stands inside mj-text."
    message = f"<{name}> is not allowed here" if known else f"unknown MJML tag <{name}>"
    hint = REFUSED.get(name) or ("" if known else found)
    return Problem(message=message, code="unsafe-mjml" if known else "unknown-mjml-tag", location=location, hint=hint)


def _compile(source: str, file: str) -> tuple[str, tuple[Problem, ...]]:
    import mrml

    options = mrml.RenderOptions(disable_comments=True, fonts={})
    nothing = mrml.ParserOptions(include_loader=mrml.noop_loader())
    try:
        output = mrml.to_html(source, nothing, options)
    except (OSError, ValueError) as error:
        raise RenderError([_bad_markup(str(error), source, _line_at(str(error), source), file)]) from error
    return output.content, tuple(_problem(f"mrml: {w.kind}", "mjml-warning", file) for w in output.warnings)


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
