"""
What `communique serve` does while it answers: looks at the forms that came in, asks people to confirm, forgets who never did.

All of it can be left and done later, by another process too: `communique
subscribers ask` is one such round by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from communique.errors import CommuniqueError
from communique.web import asking

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.mailing.office import Office
    from communique.web.asking import Post, Round

EVERY: Final = 2.0
"""Seconds between two rounds."""
TIDIES: Final = 3_600_000
"""Milliseconds after which what is old is looked for again, and what is wrong is told again."""
PAUSE: Final = 30_000
"""Milliseconds after the relay took nothing; they double."""
FULL: Final = "so many forms came within the hour that no more are taken: is somebody playing with them?"
LONGEST_PAUSE: Final = 600_000


@dataclass(slots=True)
class Caretaker:
    """Goes round until it is told to stop."""

    office: Office
    post: Post | None  #: None where nobody can be asked.
    tell: Callable[[str], None] = lambda _: None  #: Hears what goes wrong, once an hour.
    _failures: int = 0
    _not_before: int = 0
    _tidied_at: int = 0
    _told: dict[str, int] = field(default_factory=dict)  # and until when it is not told again
    _over: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def go_round(self) -> Round:
        """Do what there is to do now."""
        now = self.office.clock()
        if asking.take_in(self.office) and asking.is_full(self.office):
            self._say(FULL)
        if now - self._tidied_at >= TIDIES:
            asking.tidy(self.office)
            self._tidied_at = now
        if self.post is None or now < self._not_before:
            return asking.Round()
        done = asking.ask(self.post)
        self._failures = self._failures + 1 if done.why else 0
        self._not_before = now + min(PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE) if done.why else 0
        if done.why:
            self._say(f"nobody can be asked to confirm just now: {done.why}")
        return done

    def __enter__(self) -> None:
        """Begin, beside whatever else this process does."""
        self._thread = Thread(target=self._run, name="caretaker", daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """Stop after the round that is under way, unless that takes long."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.go_round()
            except (CommuniqueError, DBAPIError) as error:
                self._say(str(error))
            except Exception as error:  # noqa: BLE001 -- a mistake of ours must not end the rounds
                self._say(f"a round broke off: {type(error).__name__}")
            self._over.wait(EVERY)

    def _say(self, text: str) -> None:
        """Tell something, and not again within the hour."""
        now = self.office.clock()
        if now >= self._told.get(text, 0):
            self._told[text] = now + TIDIES
            self.tell(text)
