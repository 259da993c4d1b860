"""
The file of a translation: ``brief.es.yaml`` beside ``brief.yaml``.

Under the path of each text stand the original that the translation was made
from and the translation, so that a translator sees both, and ``now`` where the
original has moved on. A translator's comments stay with the text below them.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from pydantic_core import PydanticCustomError

from communique import inputs
from communique.brief import yaml
from communique.brief.codes import is_language
from communique.brief.folder import Folder, read_file
from communique.brief.marks import Scalar
from communique.brief.translation.entries import Entry, Translation
from communique.brief.translation.texts import tidy
from communique.names import LANGUAGE
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from communique.brief.marks import Marks

GROUPS: Final = ("language", "texts", "obsolete")
FIELDS: Final = {"from": "source", "now": "now", "to": "text"}
"""What stands under a path, and what an entry calls it."""

WIDTH: Final = 100
"""Letters of a line; a longer text without line breaks of its own is folded."""

_HEAD: Final = """\
# Translation into "{language}" of {original}.
# `from` is the text that was translated, `to` the translation. Where the original has moved on, `now` shows
# it as it stands: mend `to`, then delete `from`. `communique translate` keeps everything that is written here.
"""
_OBSOLETE: Final = "# What the brief has no longer; delete it when it is of no use any more."
_SCHEMA: Final = "# yaml-language-server:"

_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*", re.MULTILINE)
_PLAIN: Final = re.compile(r"(?:[^\W\d_]|[“«¿¡])(?:[^\n\t:#]|:(?=\S)|(?<=\S)#)*")
"""What can stand in YAML without quotation marks, and is taken for text."""

_CONSTANTS: Final = frozenset(("true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL"))
"""Words that YAML takes for something else than text."""


def file_of(original: Path, language: str) -> Path:
    """Name the file of a translation: ``brief.es.yaml`` for ``brief.yaml``."""
    return original.with_name(f"{original.stem}.{language}{original.suffix}")


def languages_of(original: Path) -> tuple[str, ...]:
    """List the languages that there is a translation into beside a brief."""
    stem, ending = f"{original.stem}.", original.suffix
    names = sorted(entry.name for entry in original.parent.iterdir())
    inputs.listed(original.parent, stem, ending, names)
    marks = (name[len(stem) : -len(ending)] for name in names if name.startswith(stem) and name.endswith(ending))
    return tuple(mark for mark in marks if LANGUAGE.fullmatch(mark) and is_language(mark))


# --- reading


def read(file: Path, language: str, shown: str) -> Translation:
    """Read a translation's file; whatever can be read is kept, and what is wrong with the rest is in its problems."""
    try:
        folder = Folder(file.parent)
        text = read_file(folder.find(file.name), yaml.LARGEST_FILE, file.name).decode("utf-8-sig")
        tree = yaml.read(text.replace("\r\n", "\n").replace("\r", "\n"), shown)
    except PydanticCustomError as error:
        return _broken(language, shown, _problem(error.message(), error.type, Location(shown), _BESIDE))
    except UnicodeDecodeError:
        hint = "Save the file with the encoding UTF-8."
        return _broken(language, shown, _problem("this is not UTF-8", "bad-encoding", Location(shown), hint))
    except yaml.BrokenYaml as broken:
        return _broken(language, shown, broken.problem)
    return _Reader(tree, language).read()


_BESIDE: Final = "A translation is a regular file beside the brief."


def _broken(language: str, shown: str, problem: Problem) -> Translation:
    return Translation(language=language, entries={}, file=shown, problems=(problem,))


class _Reader:
    """Takes a file's data apart, and notes what is no translation."""

    def __init__(self, tree: yaml.Tree, language: str) -> None:
        self._marks: Marks = tree.marks
        self._language = language
        self._problems = list(tree.problems)
        self._data = tree.data if isinstance(tree.data, dict) else {}
        self._comments = _Comments(tree)
        if not isinstance(tree.data, dict):
            self._refuse("a translation is a group of fields", "wrong-type", (), _EXAMPLE)
        for name in self._data:
            if name not in GROUPS:
                self._unknown(name, GROUPS, (name,))
        if self._data.get("language", language) != language:
            hint = f"Write `language: {language}`, or rename the file."
            self._refuse(f'the name of the file says "{language}"', "bad-language", ("language",), hint)

    def read(self) -> Translation:
        """Read both lists of texts, then give out the comments."""
        head = [line for line in self._comments.before(("texts",)) if line not in self._own_head()]
        entries, obsolete = self._group("texts"), self._group("obsolete")
        return Translation(
            language=self._language,
            entries=entries,
            obsolete=obsolete,
            head=tuple(head),
            foot=self._comments.rest(),
            file=self._marks.file,
            marks=self._marks,
            problems=tuple(self._problems),
        )

    def _own_head(self) -> list[str]:
        """Tell our own lines at the top from those that somebody wrote; the first names the brief."""
        original = _original_name(self._marks.file, self._language)
        return _HEAD.format(language=self._language, original=original).splitlines()

    def _group(self, name: str) -> dict[str, Entry]:
        group = self._data.get(name)
        if group is None:
            return {}
        if not isinstance(group, dict):
            self._refuse("a group of texts is expected here", "wrong-type", (name,), _EXAMPLE)
            return {}
        return {str(path): e for path, value in group.items() if (e := self._entry(value, (name, path))) is not None}

    def _entry(self, value: yaml.Data, at: tuple[str, str]) -> Entry | None:
        comments = tuple(c for c in self._comments.before(at, within=True) if c != _OBSOLETE)
        if not isinstance(value, dict):
            self._refuse("a text has `from` and `to`", "wrong-type", at, _EXAMPLE)
            return None
        fields: dict[str, str] = {}
        for name, text in value.items():
            if name not in FIELDS:
                self._unknown(name, tuple(FIELDS), (*at, name))
            elif isinstance(text, str):
                fields[FIELDS[name]] = text if name == "to" and text.strip() else tidy(text)
            else:
                self._refuse("text is expected here", "wrong-type", (*at, name), "Put it in quotes.")
        if "source" not in fields:  # looked at: the translation is now one of the original as it was shown
            fields["source"] = fields.pop("now", "")
        location = self._marks.locate((*at, "to")) if fields.get("text") else self._marks.locate_name(at)
        return Entry(**fields, comments=comments, location=location)

    def _unknown(self, name: str, known: Sequence[str], at: tuple[str, ...]) -> None:
        close = difflib.get_close_matches(name, known, 1)
        hint = f'did you mean "{close[0]}"?' if close else f"The fields are: {', '.join(known)}."
        self._problems.append(
            _problem(f'unknown field "{yaml.shown(name)}"', "unknown-field", self._marks.locate_name(at), hint)
        )

    def _refuse(self, message: str, code: str, at: tuple[str, ...], hint: str) -> None:
        self._problems.append(_problem(message, code, self._marks.locate(at), hint))


_EXAMPLE: Final = "For example: `title: {from: The visit, to: La visita}`."


def _original_name(shown: str, language: str) -> str:
    return shown.rpartition("/")[2].replace(f".{language}.", ".")


def _problem(message: str, code: str, location: Location, hint: str = "") -> Problem:
    return Problem(message=message, code=code, location=location, hint=hint)


class _Comments:
    """The comments of a file, each given to the text that it stands above or in."""

    def __init__(self, tree: yaml.Tree) -> None:
        marks = tree.marks
        self._marks = marks
        spans = sorted((s.start, s.end) for s in _scalars(tree.data))
        starts = [start for start, _ in spans]
        self._found: dict[int, str] = {}
        for comment in _COMMENT.finditer(marks.text):
            n = bisect_right(starts, comment.start()) - 1
            if n < 0 or comment.start() >= spans[n][1]:
                self._found[marks.lines.place(comment.start()).line] = comment[0].rstrip()

    def before(self, path: tuple[str, ...], *, within: bool = False) -> tuple[str, ...]:
        """Take the comments above a field, and those in it."""
        line = self._marks.locate_name(path).line
        last = self._last(path) if within else line
        return tuple(self._found.pop(at) for at in sorted(self._found) if at <= last)

    def _last(self, path: tuple[str, ...]) -> int:
        """Find the last line on which something of a field begins."""
        mark, _ = self._marks.find(path)
        return max([mark.place.line, *(inner.place.line for inner in mark.values.values())])

    def rest(self) -> tuple[str, ...]:
        """Take what is left."""
        return tuple(self._found.pop(at) for at in sorted(self._found))


def _scalars(data: yaml.Data) -> Iterator[Scalar]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from (name,) if isinstance(name, Scalar) else ()
            yield from _scalars(value)
    elif isinstance(data, list):
        for item in data:
            yield from _scalars(item)
    elif isinstance(data, Scalar):
        yield data


# --- writing


def write(translation: Translation, *, original: str) -> str:
    """Write a translation's file, the same bytes for the same texts."""
    language = translation.language
    own = [line for line in translation.head if not line.startswith(_SCHEMA)]
    schema = [line for line in translation.head if line.startswith(_SCHEMA)]
    lines = [*schema, *([""] if schema else []), *_HEAD.format(language=language, original=original).splitlines()]
    lines += [*own, "", f"language: {language}", ""]
    lines += ["texts:", *_entries(translation.entries)] if translation.entries else ["texts: {}"]
    if translation.obsolete:
        lines += ["", _OBSOLETE, "obsolete:", *_entries(translation.obsolete)]
    return "\n".join([*lines, *translation.foot]) + "\n"


def _entries(entries: Mapping[str, Entry]) -> list[str]:
    return [line for path, entry in entries.items() for line in _entry(path, entry)]


def _entry(path: str, entry: Entry) -> Iterator[str]:
    yield from (f"  {comment}" for comment in entry.comments)
    yield f"  {path if _PLAIN.fullmatch(path) else _quoted(path)}:"
    yield from _field("from", entry.source)
    if entry.now:
        yield from _field("now", entry.now)
    yield from _field("to", entry.text)


def _field(name: str, text: str) -> Iterator[str]:
    """Write a text as it is read: a short one behind its name, a long one folded, one of several lines as it is."""
    words = tidy(text)
    if not words:
        yield f'    {name}: ""'
    elif "\n" not in words and len(words) <= WIDTH and _PLAIN.fullmatch(words) and words not in _CONSTANTS:
        yield f"    {name}: {words}"
    elif "\n" in words or re.search(r"  |[\t\v\f]", words):
        yield f"    {name}: |-"
        yield from (f"      {line}".rstrip() for line in words.split("\n"))
    else:
        yield f"    {name}: >-"
        folded = textwrap.wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False)
        yield from (f"      {line}" for line in folded)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
