"""Worker processes that are none: each job is done at once, in the process of the test."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Self

from communique import steps

if TYPE_CHECKING:
    from communique.limits import Limits


class Here:
    """Stands in for `communique.workers.Workers` where a test builds a hundred times, and counts what it did."""

    done: list[str]

    def __init__(self, limits: Limits, *, most: int) -> None:
        """Take what the real one takes."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def submit(self, function: str, *args: Any, skill: str = "", **names: Any) -> Future[Any]:  # noqa: ARG002
        """Do a job, here, whoever had one of that skill before."""
        job: Future[Any] = Future()
        self.done.append(f"{function} {names.get('format', '')}".strip())
        try:
            job.set_result(getattr(steps, function)(*args, **names))
        except Exception as error:  # noqa: BLE001 -- the future raises it
            job.set_exception(error)
        return job


def workers() -> type[Here]:
    """Make a stand-in that begins to count at nothing."""
    return type("Workers", (Here,), {"done": []})
