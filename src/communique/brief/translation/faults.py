"""
What is wrong with a translation, or with its age, each with its place.

A translation may not cite what the original does not cite, and what it does not
carry over is reported. What the original has moved away from is stale, and what
was never translated is missing: both are warnings.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from communique.brief.markup import Line, Markup, Prose
from communique.brief.tables import NumberTable
from communique.brief.translation.entries import refresh, wanted
from communique.brief.translation.texts import PLAIN, BriefText, texts_of, words_of
from communique.document.nodes import Cite
from communique.document.walk import walk
from communique.problems import Location, Problem, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.brief.paper import Paper
    from communique.brief.translation.entries import Entry, Translation

MOST_MISSING: Final = 10
"""Missing texts that are told one by one; of more there is a single line, as of a translation that is under way."""

SHOWN: Final = 60
"""Letters of a text that a message shows."""


def current(brief: Paper, translation: Translation) -> Translation:
    """Bring a translation up to the brief as it is."""
    return refresh(translation, wanted(translation, texts_of(brief)))


def check(brief: Paper, translation: Translation) -> tuple[Problem, ...]:
    """Find every fault of a translation, every stale text and every missing one."""
    now = current(brief, translation)
    texts = {text.path: text for text in texts_of(brief) if text.path in now.entries}
    found = [*translation.problems, *_unknown(translation, now, texts)]
    for path, text in texts.items():
        entry = now.entries[path]
        if entry.stale:
            found.append(_stale(brief, text, entry))
        if entry.text:
            found += _faults(text, entry, translation)
    return in_order([*found, *_missing(brief, now, texts)])


def made(original: Markup | str, text: str) -> Markup | str:
    """Make the value of a translated text, of the kind that its original is."""
    if isinstance(original, Prose):
        return Prose(text, folder=original.folder)
    return type(original)(text) if isinstance(original, Markup) else " ".join(text.split())


# --- texts that are not the original's


def _unknown(translation: Translation, now: Translation, texts: dict[str, BriefText]) -> Iterator[Problem]:
    """Report what stands under a path that the brief does not have, and was not found elsewhere in it."""
    for path, entry in now.obsolete.items():
        if path in texts or translation.entries.get(path) is None:
            continue
        close = difflib.get_close_matches(path, texts, 1, cutoff=0.8)
        hint = f'did you mean "{close[0]}"?' if close else "It is gone from the brief: `communique translate` keeps it."
        message = f'the brief has no text "{_short(path)}"; this translation is not printed'
        yield _problem(message, "unknown-text", entry.location, hint, warning=True)


def _missing(brief: Paper, now: Translation, texts: dict[str, BriefText]) -> Iterator[Problem]:
    lacking = [text for path, text in texts.items() if is_missing(text, now.entries[path], now.language)]
    if len(lacking) > MOST_MISSING:
        message = f"{len(lacking)} of {len(texts)} texts are not translated; they stay as they are in the original"
        yield _problem(message, "missing-translation", Location(now.file), _translate(brief, now), warning=True)
        return
    for text in lacking:
        message = f'"{_short(text.source)}" is not translated into "{now.language}"; it stays as it is'
        place = now.entries[text.path].location or brief.locate(text.place)
        yield _problem(message, "missing-translation", place, _translate(brief, now), warning=True)


def is_missing(text: BriefText, entry: Entry, language: str) -> bool:
    """Whether a text wants a translation: there is none, and it may not stay as it is."""
    return not entry.text and not text.free and text.language != language


def _translate(brief: Paper, now: Translation) -> str:
    return f"Fill in `to` in {now.file}; `communique translate {brief.slug} --to {now.language}` lists every text."


# --- texts whose original has moved on


def _stale(brief: Paper, text: BriefText, entry: Entry) -> Problem:
    before, after = difference(entry.source, text.source)
    message = f'the original has changed since this was translated: "{before}" is now "{after}"'
    at = brief.locate(text.place)
    hint = f"The original is {at}. " if at else ""
    hint += "Mend the translation; then `communique translate --reviewed` says that it is up to date."
    return _problem(message, "stale-translation", entry.location, hint, warning=True)


def difference(before: str, after: str) -> tuple[str, str]:
    """Show where two texts begin to differ, a few words of each."""
    old, new = before.split(), after.split()
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    since = max(same - 2, 0)
    lead = "…" if since else ""
    return lead + _short(" ".join(old[since:])), lead + _short(" ".join(new[since:]))


# --- faults of a translated text


def _faults(text: BriefText, entry: Entry, translation: Translation) -> Iterator[Problem]:
    value = made(text.value, entry.text)
    if isinstance(value, str):
        yield from _too_long(text, value, entry)
        return
    for fault in value.faults:
        marks = translation.marks
        place = marks.locate_text(entry.text, "", fault.line, fault.column) if marks else entry.location
        yield Problem(message=fault.message, code=fault.code, location=place, hint=fault.hint)
    if value.faults:
        return
    if isinstance(value, NumberTable):
        yield from _other_table(text.value, value, entry)
    elif not entry.stale:
        yield from _other_citations(text.value, value, entry)
        yield from _other_numbers(text.value, value, entry)


def _too_long(text: BriefText, value: str, entry: Entry) -> Iterator[Problem]:
    most = PLAIN[text.field]
    if len(value) > most:
        message = f"this has {len(value)} characters, and may have {most}"
        yield _problem(message, "too-long", entry.location, "Shorten it.")


def _other_table(original: object, table: NumberTable, entry: Entry) -> Iterator[Problem]:
    """Refuse other numbers, and other dates: they are what is drawn."""
    if not isinstance(original, NumberTable):
        return
    same = table.rows == original.rows and (not original.dates or table.names == original.names)
    if not same:
        hint = "Translate the names of the columns and of the rows; dates and numbers stay as they are."
        yield _problem("the numbers of this table are not the original's", "other-table", entry.location, hint)


def _other_citations(original: object, value: Markup, entry: Entry) -> Iterator[Problem]:
    wanted, found = Counter(_cited(original)), Counter(_cited(value))
    for source in sorted((wanted - found).keys()):
        message = f'the original cites "{source}" here, and the translation does not'
        yield _problem(message, "other-citations", entry.location, f"Put [@{source}] where it belongs.")
    for source in sorted((found - wanted).keys()):
        message = f'the translation cites "{_short(source)}", and the original does not'
        yield _problem(message, "other-citations", entry.location, "Take it out, or cite it in the original too.")


def _cited(value: object) -> Iterator[str]:
    if isinstance(value, Line | Prose):
        yield from (node.source for node in walk(value.parsed.blocks) if isinstance(node, Cite))


def _other_numbers(original: object, value: Markup, entry: Entry) -> Iterator[Problem]:
    wanted, found = (Counter(_numbers(words_of(v))) for v in (original, value) if isinstance(v, Markup))
    for number in sorted((wanted - found).keys()):
        message = f'the original has the number "{number}", and the translation does not'
        yield _problem(message, "other-numbers", entry.location, "Compare the two.", warning=True)
    for number in sorted((found - wanted).keys()):
        message = f'the translation has the number "{number}", and the original does not'
        yield _problem(message, "other-numbers", entry.location, "Compare the two.", warning=True)


_MARK: Final = re.compile(r"(?<=\d)[.,:'’٫٬\u00a0\u202f](?=\d)")
_MONTH: Final = re.compile(r"\d+(?=\s*[月월])")
_DIGITS: Final = re.compile(r"\d+")


def _numbers(words: str) -> Iterator[str]:
    """List the numbers of a text however a language writes them; months that are numbers are names elsewhere."""
    for digits in _DIGITS.findall(_MONTH.sub("", _MARK.sub("", words))):
        yield "".join(str(unicodedata.decimal(d)) for d in digits).lstrip("0") or "0"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[:SHOWN].rstrip() + "…"


def _problem(message: str, code: str, location: Location | None, hint: str, *, warning: bool = False) -> Problem:
    severity = Severity.WARNING if warning else Severity.ERROR
    return Problem(message=message, code=code, location=location, hint=hint, severity=severity)


def all_of(brief: Paper, translations: Iterable[Translation]) -> tuple[Problem, ...]:
    """Find what is wrong with every translation of a brief."""
    return tuple(problem for translation in translations for problem in check(brief, translation))
