"""Whatever somebody does to a workspace: a build with a cache gives the bytes and the problems of one without."""

from __future__ import annotations

import os
import shutil
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.build import build
from communique.cache import basis
from communique.names import find_briefs
from communique.places import Place
from communique.settings import read_settings
from support.here import workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.brief.base import Audience

Change: TypeAlias = "Callable[[Path], None]"

VISIT: Final = """\
title: A visit to {where}
date: 2026-02-03
bottom_line: They meet again in {season}.
handling: {{marking: INTERNAL, release: public}}
background: {{file: background.md}}
"""
NEWS: Final = """\
kind: newsletter
title: The week
date: 2026-02-04
lead:
  brief: visit
"""
ALONE: Final = VISIT.replace("{{file: background.md}}", "Told in few words.")
SPANISH: Final = "language: es\ntexts:\n  title: {from: A visit to Bern, to: Una visita a Berna}\n"
RULES: Final = '[checks]\nunexplained-acronym = "{}"\n'
PAGE: Final = "{{{{ document.title }}}}, {}\n"
DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>x</title><path d="M0 0h{}v9z"/></svg>'
)


def put(name: str, text: str) -> Change:
    def change(root: Path) -> None:
        path = root / name
        if path.parent.is_dir() or "templates" in name:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    change.__qualname__ = f"put {name} {text[:30]!r}"
    return change


def drop(name: str) -> Change:
    def change(root: Path) -> None:
        for path in root.glob(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    change.__qualname__ = f"drop {name}"
    return change


def touch(root: Path) -> None:
    for path in root.glob("briefs/**/*.yaml"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def swap(root: Path) -> None:
    """Give two briefs each other's names."""
    one, other, aside = (root / "briefs" / name for name in ("visit", "other", "aside"))
    if one.exists() and other.exists():
        one.rename(aside)
        other.rename(one)
        aside.rename(other)


def alter(pattern: str) -> Change:
    """Change a byte in the middle of every file, and leave their sizes and times as they are."""

    def change(root: Path) -> None:
        for path in root.glob(pattern):
            data, state = bytearray(path.read_bytes()), path.stat()
            if data:
                data[len(data) // 2] ^= 1
                path.write_bytes(data)
                os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    change.__qualname__ = f"alter {pattern}"
    return change


CHANGES: Final = [
    *(
        put(f"briefs/{slug}/brief.yaml", VISIT.format(where=where, season=season))
        for slug in ("visit", "other")
        for where, season in (("Bern", "spring"), ("Rome", "autumn"), ("Bern", "winter"))
    ),
    put("briefs/visit/brief.yaml", "title: Only a title\n"),
    put("briefs/visit/brief.yaml", f"# a word\n{VISIT.format(where='Bern', season='spring')}"),
    put("briefs/visit/background.md", "They talked.\n\n![A drawing](drawn.svg)\n"),
    put("briefs/visit/background.md", "They talked with the UNHCX.\n"),
    put("briefs/visit/drawn.svg", DRAWING.format(1)),
    put("briefs/visit/drawn.svg", DRAWING.format(2)),
    put("briefs/visit/brief.es.yaml", SPANISH),
    put("briefs/visit/brief.es.yaml", "nonsense: ["),
    put("briefs/alone.yaml", ALONE.format(where="Bern", season="spring")),
    put("briefs/alone.yaml", ALONE.format(where="Bonn", season="spring")),
    put("briefs/alone.es.yaml", SPANISH),
    put("briefs/week.yaml", NEWS),
    put("communique.toml", RULES.format("off")),
    put("communique.toml", RULES.format("error")),
    put("templates/default/brief/text.txt.j2", PAGE.format("new")),
    put("templates/default/brief/text.txt.j2", PAGE.format("now")),
    put("templates/default/brief/text.txt.j2", "{% if %}"),
    *map(drop, ("briefs/visit/*.es.yaml", "briefs/visit/background.md", "briefs/visit/drawn.svg", "briefs/other")),
    *map(
        drop,
        ("templates", "communique.toml", "out/visit/*", ".communique/cache/objects/*", ".communique/cache/index.db"),
    ),
    *map(alter, ("out/*/*", ".communique/cache/objects/*/*", ".communique/cache/index.db")),
    touch,
    swap,
]

ROUNDS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CHANGES), max_size=3),
        st.sampled_from([None, "public"]),
        st.sampled_from([None, None, "es"]),
    ),
    min_size=2,
    max_size=4,
)
FOLDERS = count()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build in this process; what the machine has is the same all the time."""
    monkeypatch.setattr("communique.schedule.Workers", workers())
    monkeypatch.setattr(basis, "_shaping", dict)
    monkeypatch.setattr(basis, "_installed", dict)


@given(rounds=ROUNDS)
@example(rounds=[([], None, None), *(([change], None, None) for change in CHANGES)])
def test_a_cached_build_gives_what_a_fresh_one_gives(
    rounds: list[tuple[list[Change], Audience | None, str | None]], quick: None, tmp_path: Path
) -> None:
    root = tmp_path / f"kept-{next(FOLDERS)}"
    for slug in ("visit", "other"):
        (root / "briefs" / slug).mkdir(parents=True)
        put(f"briefs/{slug}/background.md", "They talked.\n")(root)
        put(f"briefs/{slug}/brief.yaml", VISIT.format(where="Bern", season="spring"))(root)
    for changes, audience, language in rounds:
        for change in changes:
            change(root)
        fresh = tmp_path / f"fresh-{next(FOLDERS)}"
        shutil.copytree(root, fresh, ignore=shutil.ignore_patterns("out", ".communique"))

        assert outcome(root, audience, language) == outcome(fresh, audience, language, force=True)


def outcome(
    root: Path, audience: Audience | None, language: str | None, *, force: bool = False
) -> list[tuple[str, list[str], dict[str, bytes]]]:
    """Build a workspace, and tell of each brief its problems and its files."""
    os.chdir(root)
    place = Place(root)
    report = build(
        find_briefs([], place),
        formats=["text"],
        audience=audience,
        language=language,
        place=place,
        out="out",
        rules=read_settings(place).rules,
        force=force,
    )
    return [
        (str(brief.path), list(map(str, brief.problems)), {str(file): file.read_bytes() for file in brief.files})
        for brief in report.briefs
    ]
