"""
Step 1, load: a brief from its folder, with all its faults at once.

The file is read as YAML with places, validated against the schema, and every
text in it parsed as Markdown; a fault of any of these keeps none of the others
from being found.
"""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from communique.brief import references, yaml
from communique.brief.faults import problems_of
from communique.brief.folder import Folder, read_file
from communique.brief.schema import Brief
from communique.brief.translation import file as translation_file
from communique.errors import InvalidBrief
from communique.problems import Location, Problem, faults, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.brief.base import Line, Prose
    from communique.brief.translation.entries import Translation

FILE = "brief.yaml"
"""The name of the file in a brief's folder."""


def load(path: Path | str) -> Brief:
    """
    Load a brief from its folder, or from one YAML file.

    Raises:
        InvalidBrief: the brief has faults; all of them, each with its place.

    """
    brief, problems = read(path)
    if brief is None:
        raise InvalidBrief(problems)
    return brief


def read(path: Path | str) -> tuple[Brief | None, tuple[Problem, ...]]:
    """Load a brief, or say all that is wrong with it; bad input raises nothing."""
    file = find(Path(path))
    name = shown_path(file)
    try:
        folder = Folder(file.parent)
        text = _decode(read_file(folder.find(file.name), yaml.LARGEST_FILE, file.name), name)
        tree = yaml.read(text, name)
    except PydanticCustomError as error:
        return None, (_unreadable(error, name),)
    except yaml.BrokenYaml as broken:
        return None, (broken.problem,)
    brief, problems = _validate(tree, folder, _slug(file))
    if brief is not None:
        brief._translations = _translations(file)  # noqa: SLF001 -- what the loader knows and the schema does not
    return brief, problems


def _translations(file: Path) -> dict[str, Translation]:
    """Read the translations beside a brief; what is wrong with one is nobody's fault who does not need it."""
    languages = translation_file.languages_of(file)
    paths = {language: translation_file.file_of(file, language) for language in languages}
    return {code: translation_file.read(path, code, shown_path(path)) for code, path in paths.items()}


def find(path: Path) -> Path:
    """Name the file of a brief: the path itself, or `brief.yaml` in the folder."""
    return path / FILE if path.is_dir() else path


def shown_path(path: Path) -> str:
    """Write a path for messages: from the current folder where it lies below, else as it was given."""
    try:
        return Path.cwd().joinpath(path).relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _slug(file: Path) -> str:
    from communique.brief.base import slug

    name = file.absolute().parent.name if file.name == FILE else file.stem
    return slug(name) or "brief"


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


def _validate(tree: yaml.Tree, folder: Folder, slug: str) -> tuple[Brief | None, tuple[Problem, ...]]:
    if not isinstance(tree.data, dict):
        return None, in_order([*tree.problems, _no_fields(tree)])
    brief, refused = _made(tree.data, folder)
    found = _first(
        chain(
            tree.problems,
            references.check(tree.data, tree.marks),
            problems_of(refused, tree.marks) if refused else (),
            _text_problems(folder.notes, tree),
        ),
        tree.marks.file,
    )
    if brief is not None:
        brief._slug, brief._marks = slug, tree.marks  # noqa: SLF001 -- what the loader knows and the schema does not
    return (None if faults(found) else brief), found


def _made(data: dict[str, yaml.Data], folder: Folder) -> tuple[Brief | None, ValidationError | None]:
    try:
        return Brief.model_validate(data, context=folder), None
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
