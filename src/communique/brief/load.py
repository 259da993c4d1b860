"""
Step 1, load: a brief from its folder, with all its faults at once.

The file is read as YAML with places, validated against the schema, and every
text in it parsed as Markdown; a fault of any of these keeps none of the others
from being found.
"""

from __future__ import annotations

import difflib
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, overload

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from communique.brief import references, stories, yaml
from communique.brief.faults import problems_of
from communique.brief.folder import Folder, read_file
from communique.brief.newsletter import Newsletter
from communique.brief.schema import Brief
from communique.brief.translation import file as translation_file
from communique.errors import InvalidBrief
from communique.names import FILE, brief_file, slug_of
from communique.problems import Location, Problem, faults, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.brief.base import Line, Prose
    from communique.brief.paper import P, Paper
    from communique.brief.translation.entries import Translation

MOST_NAMES = 10_000
"""How many folders are looked at to guess which brief was meant."""


KINDS: dict[str, type[Paper]] = {"meeting": Brief, "topic": Brief, "newsletter": Newsletter}
"""The models of papers, by their `kind`."""

BESIDE = ("{}/" + FILE, "{}.yaml", "{}.yml")
"""How the file of a brief is named, from the folder on that holds the briefs."""


@overload
def load(path: Path | str) -> Brief: ...
@overload
def load(path: Path | str, of: type[P]) -> P: ...
def load(path: Path | str, of: type[Paper] = Brief) -> Paper:
    """
    Load a brief from its folder, or from one YAML file.

    Args:
        path: the folder, or the file.
        of: what it must be: a `Brief`, a `Newsletter`, or any `Paper`.

    Raises:
        InvalidBrief: the brief has faults; all of them, each with its place.

    """
    paper, problems = read(path, of)
    if paper is None:
        raise InvalidBrief(problems)
    return paper


@overload
def read(path: Path | str) -> tuple[Brief | None, tuple[Problem, ...]]: ...
@overload
def read(path: Path | str, of: type[P]) -> tuple[P | None, tuple[Problem, ...]]: ...
def read(path: Path | str, of: type[Paper] = Brief) -> tuple[Paper | None, tuple[Problem, ...]]:
    """Load a brief, or say all that is wrong with it; bad input raises nothing."""
    file = brief_file(Path(path))
    name = shown_path(file)
    try:
        folder = Folder(file.parent)
        text = _decode(read_file(folder.find(file.name), yaml.LARGEST_FILE, file.name), name)
        tree = yaml.read(text, name)
    except PydanticCustomError as error:
        return None, (_unreadable(error, name),)
    except yaml.BrokenYaml as broken:
        return None, (broken.problem,)
    if not issubclass(_model(tree.data), of):
        return None, (_of_another_kind(tree, of),)
    paper, problems = _validate(tree, folder, slug_of(file))
    if paper is None:
        return None, problems
    paper._translations = _translations(file)  # noqa: SLF001 -- what the loader knows and the schema does not
    if isinstance(paper, Newsletter):
        problems = in_order([*problems, *_briefs(paper, file)])
    return (None if faults(problems) else paper), problems


def _model(data: object) -> type[Paper]:
    """Say by its `kind`, even where that has a slip in it, what a file holds."""
    kind = data.get("kind") if isinstance(data, dict) else None
    meant = difflib.get_close_matches(kind[:80], KINDS, n=1) if isinstance(kind, str) else []
    return KINDS[meant[0]] if meant else Brief


def _of_another_kind(tree: yaml.Tree, of: type[Paper]) -> Problem:
    wanted, found = ("a newsletter", "a brief") if issubclass(of, Newsletter) else ("a brief", "a newsletter")
    return Problem(
        message=f"this is {found}, and {wanted} is needed here",
        code="not-a-brief",
        location=tree.marks.locate(("kind",)),
        hint=f"Name {wanted}.",
    )


def _briefs(newsletter: Newsletter, file: Path) -> Iterator[Problem]:
    """Read the briefs that a newsletter refers to, and say which it may not."""
    beside = Folder(file.absolute().parent.parent if file.name == FILE else file.absolute().parent)
    briefs: dict[str, Brief] = {}
    for slug in stories.slugs(newsletter):
        path = next((found for form in BESIDE if (found := _within(beside, form.format(slug)))), None)
        if path is None:
            yield from stories.unknown(newsletter, slug, _names(beside.root))
            continue
        brief, problems = read(path)
        if brief is not None:
            briefs[slug] = brief
        elif [problem.code for problem in problems] == ["not-a-brief"]:
            yield from stories.nested(newsletter, slug)
        else:
            yield from stories.faulty(newsletter, slug, len(faults(problems)))
    newsletter._briefs = briefs  # noqa: SLF001 -- what the loader knows and the schema does not
    yield from stories.check(newsletter)


def _within(folder: Folder, name: str) -> Path | None:
    """Find a file below a folder; None where there is none, or it lies elsewhere."""
    try:
        found = folder.find(name)
    except PydanticCustomError:
        return None
    return folder.root / name if found.is_file() else None


def _names(folder: Path) -> list[str]:
    """List what may be meant by the name of a brief."""
    entries = sorted(folder.iterdir())[:MOST_NAMES] if folder.is_dir() else []
    return [entry.name if entry.is_dir() else entry.stem for entry in entries]


def _translations(file: Path) -> dict[str, Translation]:
    """Read the translations beside a brief; what is wrong with one is nobody's fault who does not need it."""
    languages = translation_file.languages_of(file)
    paths = {language: translation_file.file_of(file, language) for language in languages}
    return {code: translation_file.read(path, code, shown_path(path)) for code, path in paths.items()}


def shown_path(path: Path) -> str:
    """Write a path for messages: from the current folder where it lies below, else as it was given."""
    try:
        return Path.cwd().joinpath(path).relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _unreadable(error: PydanticCustomError, name: str) -> Problem:
    hint = (
        str((error.context or {}).get("hint", ""))
        if error.type != "missing-file"
        else f"A brief is a folder with {FILE}, or one .yaml file."
    )
    return Problem(message=error.message(), code=error.type, location=Location(name), hint=hint)


def _decode(data: bytes, name: str) -> str:
    """Read UTF-8, with or without the mark that Windows puts before it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        at = Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise yaml.BrokenYaml(
            Problem(
                message="this is not UTF-8",
                code="bad-encoding",
                location=at,
                hint="Save the file with the encoding UTF-8.",
            )
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _validate(tree: yaml.Tree, folder: Folder, slug: str) -> tuple[Paper | None, tuple[Problem, ...]]:
    if not isinstance(tree.data, dict):
        return None, in_order([*tree.problems, _no_fields(tree)])
    brief, refused = _made(tree.data, folder)
    found = _first(
        chain(
            tree.problems,
            references.check(tree.data, tree.marks),
            problems_of(refused, tree.marks, _model(tree.data)) if refused else (),
            _text_problems(folder.notes, tree),
        ),
        tree.marks.file,
    )
    if brief is not None:
        brief._slug, brief._marks = slug, tree.marks  # noqa: SLF001 -- what the loader knows and the schema does not
    return (None if faults(found) else brief), found


def _made(data: dict[str, yaml.Data], folder: Folder) -> tuple[Paper | None, ValidationError | None]:
    try:
        return _model(data).model_validate(data, context=folder), None
    except ValidationError as error:
        return None, error


def _first(problems: Iterable[Problem], file: str) -> tuple[Problem, ...]:
    """Put the first problems in order, and say where there are more than anybody reads."""
    found = list(islice(problems, yaml.MOST_FAULTS + 1))
    if len(found) <= yaml.MOST_FAULTS:
        return in_order(found)
    more = Problem(
        message=f"there are more faults than these {yaml.MOST_FAULTS}",
        code="more-faults",
        location=Location(file),
        hint="Mend these, and look again.",
    )
    return (*in_order(found[: yaml.MOST_FAULTS]), more)


def _no_fields(tree: yaml.Tree) -> Problem:
    empty = tree.data is None
    return Problem(
        message="this file is empty" if empty else "a brief is a group of fields",
        code="empty-brief" if empty else "wrong-type",
        location=tree.marks.locate(()),
        hint="Begin with `title:` and `date:`; `communique new` writes a brief to start from.",
    )


# --- the faults of texts


def _text_problems(markups: Iterable[Line | Prose], tree: yaml.Tree) -> Iterator[Problem]:
    """Place the faults of the texts, and the sources that they cite without any being listed."""
    known = references.source_ids(tree.data)
    for markup in markups:
        for fault in markup.faults:
            place = tree.marks.locate_text(markup.source, markup.file, fault.line, fault.column)
            yield Problem(message=fault.message, code=fault.code, location=place, hint=fault.hint)
        for source, line, column in references.unknown(markup, known):
            place = tree.marks.locate_text(markup.source, markup.file, line, column)
            yield references.unknown_source(source, known, place)
