"""A worker's answers: whatever happens to a job, its parent hears of it in words."""

from __future__ import annotations

from threading import Barrier
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest

from communique import steps
from communique.errors import EnvironmentFailed, RenderError
from communique.kinds import KINDS
from communique.limits import Limits
from communique.problems import Problem
from communique.worker import DEBUG, Answer, Task, answer
from communique.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.places import Place


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], Answer]:
    """Answer a job that raises something."""

    def fail(error: Exception) -> Answer:
        def check(*given: Any) -> None:
            raise error

        monkeypatch.setattr(steps, "check", check)
        return answer(Task("check", (), {}, Limits()))

    return fail


def test_problems_come_back_as_they_are(after: Callable[[Exception], Answer]) -> None:
    error = RenderError([Problem(message="no", code="no")])

    assert after(error) == Answer("failed", error)


def test_no_memory_is_told_as_such(after: Callable[[Exception], Answer]) -> None:
    assert after(MemoryError()) == Answer("no-memory")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "/home/someone/out/brief.pdf"), "brief.pdf: No space left on device"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (ModuleNotFoundError("No module named 'mrml'"), "a library is missing: No module named 'mrml'; "),
    ],
)
def test_what_the_machine_fails_at_names_no_folder_of_it(
    after: Callable[[Exception], Answer], error: Exception, said: str
) -> None:
    found = after(error).value

    assert isinstance(found, EnvironmentFailed)
    assert str(found).startswith(said)


def test_a_mistake_of_ours_is_one_line(
    after: Callable[[Exception], Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    found = after(KeyError("no\nsuch"))

    assert found.ending == "internal-error"
    assert found.value.startswith("KeyError: 'no\\nsuch' in test_worker.py, line ")
    assert capsys.readouterr().err == ""


def test_the_whole_trace_is_shown_where_it_is_asked_for(
    after: Callable[[Exception], Answer], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DEBUG, "1")
    after(KeyError("x"))

    assert capsys.readouterr().err.startswith("Traceback")


def test_a_worker_goes_on_after_a_mistake() -> None:
    """The second job is answered by the process that failed at the first."""
    with Workers(Limits(seconds=20), most=1) as workers:
        with pytest.raises(Stopped) as stopped:
            workers.submit("no_such_step").result()
        assert stopped.value.problem.code == "internal-error"
        with pytest.raises(Stopped):
            workers.submit("no_such_step").result()
        assert len(workers._alive) == 1


def test_a_job_goes_to_the_process_that_had_one_of_its_kind_else_to_the_one_that_worked_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[MagicMock] = []
    both, asked = Barrier(2), []

    def start(scratch: str) -> MagicMock:
        started.append(MagicMock(name=scratch))
        return started[-1]

    def ask(process: MagicMock, task: Task) -> Answer:
        if task.function in {"email", "pdf"}:
            both.wait(10)
        asked.append((task.function, process))
        return Answer("done")

    monkeypatch.setattr("communique.workers.cores", lambda: 2)
    monkeypatch.setattr("communique.workers._start", start)
    monkeypatch.setattr("communique.workers._ask", ask)
    with Workers(Limits(seconds=20), most=2) as workers:
        for job in [workers.submit(skill, skill=skill) for skill in ("email", "pdf")]:
            job.result()
        for skill in ("email", "pdf", "email"):
            workers.submit(f"again {skill}", skill=skill).result()
        workers.submit("other", skill="docx").result()

    first = dict(asked[:2])
    assert len(started) == 2
    assert asked[2:] == [
        ("again email", first["email"]),
        ("again pdf", first["pdf"]),
        ("again email", first["email"]),
        ("other", first["email"]),
    ]


@pytest.mark.parametrize("pack", ["default", "chancery"])
def test_every_kind_of_every_pack_can_be_warmed_up(pack: str, workspace: Place) -> None:
    for kind in KINDS:
        steps.warm_up(kind=kind, pack=pack, place=workspace)
