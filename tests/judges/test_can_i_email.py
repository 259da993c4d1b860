"""
What mail readers do not know of our e-mail, by caniemail.com's data: known, and none is added.

Each feature in the golden list is there for readers that know it, and the mail
does without it in the others: dark mode, narrow screens, colours of a style sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from support import judges
from support.screens import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from support.golden import Golden


def unknown(mails: Iterable[str]) -> list[str]:
    """List mail readers, each with the features of our mails that it does not know."""
    told: dict[str, set[str]] = {}
    for page in mails:
        for client, features in judges.unknown_to_mail_readers(page).items():
            told.setdefault(client, set()).update(features)
    return [f"{client}: {feature}" for client, features in sorted(told.items()) for feature in sorted(features)]


def test_no_mail_reader_meets_more_that_it_does_not_know(
    golden: Golden, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A feature that is new here is a step back; one that went is a step on, to be held with ``--accept``."""
    mails = pages("email", tmp_path_factory).values()

    golden("mail-readers.unknown", "".join(f"{line}\n" for line in unknown(mails)))


def test_the_judge_still_knows_what_outlook_does_not() -> None:
    page = '<!DOCTYPE html><html><body><div style="display: flex; position: sticky">Side by side</div></body></html>'

    assert "display:flex" in judges.unknown_to_mail_readers(page)["outlook.windows"]
