"""What a build says on its way."""

from __future__ import annotations

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

import pytest

from communique import cli_progress
from communique.build import Event
from communique.cli_progress import describe, progress

EVENT = Event(path=Path("briefs/visit"), step="1 load", seconds=0.5, done=3, total=9)


def event(running: tuple[str, ...], waiting: int, left: float | None) -> Event:
    return Event(
        path=EVENT.path, step="1 load", seconds=0, done=3, total=9, running=running, waiting=waiting, left=left
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (event(("visit pdf",), 0, None), "visit pdf"),
        (event(("visit pdf", "river brief"), 1, 41.2), "visit pdf, river brief; 1 brief waits; 0:41 left"),
        (event(("a pdf", "b pdf", "c pdf"), 88, 3725), "a pdf, b pdf, +1; 88 briefs wait; 1:02:05 left"),
    ],
)
def test_what_runs_what_waits_and_what_is_left(said: Event, shown: str) -> None:
    assert describe(said) == shown


def test_in_a_pipe_there_is_a_line_from_time_to_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(cli_progress, "monotonic", lambda: now[0])
    with ExitStack() as stack:
        tell = progress(Namespace(verbose=False, json=False), stack)
        assert tell is not None
        for now[0] in (1, 14, 16, 17, 32):
            tell(event(("visit pdf",), 2, 9))

    assert capsys.readouterr().err == "3 of 9 steps; visit pdf; 2 briefs wait; 0:09 left\n" * 2


def test_machines_are_told_nothing_and_the_curious_everything(capsys: pytest.CaptureFixture[str]) -> None:
    with ExitStack() as stack:
        assert progress(Namespace(verbose=False, json=True), stack) is None
        tell = progress(Namespace(verbose=True, json=False), stack)
        assert tell is not None
        tell(EVENT)

    assert capsys.readouterr().err == f"{EVENT.path}: 1 load (0.50 s)\n"
