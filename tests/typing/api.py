"""The examples of the docs under mypy: what a script may write, with the types it gets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from communique import (
    Brief,
    CommuniqueError,
    Document,
    Edition,
    Event,
    InvalidBrief,
    Limits,
    Output,
    Pack,
    Place,
    Problem,
    Report,
    build,
    compose,
    edit,
    find_pack,
    load,
    render,
    workspace,
)


def one_by_one(folder: Path) -> list[str]:
    """Go through the steps, and write the PDF."""
    place: Place = workspace(folder)
    brief: Brief = load(folder)
    edition: Edition = edit(brief, audience="public", language="es", moment=datetime(2026, 2, 3, tzinfo=UTC))
    document: Document = compose(edition)
    pack: Pack = find_pack("default", place)
    outputs: tuple[Output, ...] = render(document, pack=pack, formats=["pdf", "docx"], stem="brief.public.es")
    for output in outputs:
        Path(output.name).write_bytes(output.data)
    return [output.media_type for output in outputs]


def faults_of(folder: str) -> tuple[Problem, ...]:
    """Say what is wrong with a brief."""
    try:
        load(folder)
    except InvalidBrief as error:
        return error.problems
    except CommuniqueError:
        raise
    return ()


def all_at_once(folders: list[Path]) -> bool:
    """Build with limits, and watch how it goes."""

    def watch(event: Event) -> None:
        print(event.step, event.done, event.total)  # noqa: T201 -- an example

    report: Report = build(
        folders, formats={"pdf"}, limits=Limits(seconds=30), rules={"expired": "error"}, progress=watch
    )
    return report.ok and all(path.exists() for path in report.files)
