"""How a build shows how far it is: what runs, what waits, and how long the rest will take."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from communique.printing import safe, say
from communique.schedule import UNCHANGED

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from contextlib import ExitStack

    from communique.build import Event

_SELDOM: Final = 15.0
"""Seconds between two lines where nobody looks at a terminal: a short build says nothing in a pipe."""

_RUNNING: Final = 2
"""Jobs that are named; of more there is the number."""


def progress(chosen: argparse.Namespace, stack: ExitStack) -> Callable[[Event], None] | None:
    """Show each step where it is asked for, a bar on a terminal, and in a pipe a line from time to time."""
    if chosen.verbose:
        return lambda event: say(f"{event.path}: {event.step} ({event.seconds:.2f} s)")
    if chosen.json:
        return None
    return _Bar(stack) if sys.stderr.isatty() else _Lines()


class _Bar:
    """A bar that is drawn once there is something to do."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._bar: Any = None

    def __call__(self, event: Event) -> None:
        if event.step == UNCHANGED and self._bar is None:
            return
        if self._bar is None:
            from tqdm import tqdm

            form = "{percentage:3.0f}%|{bar:24}| {n_fmt}/{total_fmt} {desc}"
            made = tqdm(total=event.total, initial=event.done, leave=False, bar_format=form, dynamic_ncols=True)
            self._bar = self._stack.enter_context(made)
        self._bar.total, self._bar.n = event.total, event.done
        self._bar.set_description_str(safe(describe(event), sys.stderr))


class _Lines:
    """A line from time to time."""

    def __init__(self) -> None:
        self._since = monotonic()

    def __call__(self, event: Event) -> None:
        if monotonic() - self._since >= _SELDOM:
            self._since = monotonic()
            say(f"{event.done} of {event.total} steps; {describe(event)}")


def describe(event: Event) -> str:
    """Say what runs, what waits and what time is left: ``spring-visit pdf, +1; 88 briefs wait; 0:41 left``."""
    named, more = event.running[:_RUNNING], len(event.running) - _RUNNING
    parts = [", ".join((*named, *([f"+{more}"] if more > 0 else ())))]
    if event.waiting:
        parts.append(f"{event.waiting} brief{'s wait' if event.waiting > 1 else ' waits'}")
    if event.left is not None:
        parts.append(f"{_clock(event.left)} left")
    return "; ".join(part for part in parts if part)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
