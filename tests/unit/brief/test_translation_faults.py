"""Each faulty translation ends with its own answer: the place and the code of every fault, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from communique.brief.load import load
from communique.brief.translation.faults import check, difference
from communique.edition import edit
from communique.errors import InvalidBrief

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "faulty_translations").iterdir())
ANSWER = re.compile(r"^# (error|warning) (\S+) (\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _beside_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES[0].parent)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_faulty_translation_gets_all_its_faults_at_their_places(sample: Path) -> None:
    brief = load(sample.name)
    problems = check(brief, brief.translations["es"])

    file = f"{sample.name}/brief.es.yaml"
    found = [(str(p.severity), str(p.location).removeprefix(f"{file}:"), p.code) for p in problems]
    assert found == ANSWER.findall((sample / "brief.es.yaml").read_text("utf-8")) != []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_fault_comes_with_a_way_out(sample: Path) -> None:
    brief = load(sample.name)

    for problem in check(brief, brief.translations["es"]):
        assert problem.hint
        assert problem.message[0].islower() or problem.message[0].isdigit() or problem.message[0] in '"“'
        assert str(sample.parent) not in str(problem)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_an_edition_in_its_own_language_is_made_whatever_a_translation_holds(sample: Path) -> None:
    brief = load(sample.name)

    assert edit(brief).problems == ()
    with pytest.raises(InvalidBrief):
        edit(brief, language="es")


def test_an_unknown_path_is_told_with_the_one_that_was_meant() -> None:
    brief = load("all_at_once")
    unknown = [p for p in check(brief, brief.translations["es"]) if p.code == "unknown-text"]

    assert next(p.hint for p in unknown) == 'did you mean "subtitle"?'


def test_a_stale_text_says_what_has_changed_and_where_the_original_stands() -> None:
    brief = load("all_at_once")
    (stale,) = (p for p in check(brief, brief.translations["es"]) if p.code == "stale-translation")

    assert '"The journey" is now "The visit"' in stale.message
    assert "all_at_once/brief.yaml:1:8" in stale.hint


def test_the_first_difference_of_long_texts_is_shown() -> None:
    before, after = "one two three four five six", "one two three four nine six"

    assert difference(before, after) == ("…three four five six", "…three four nine six")


def test_a_translation_that_is_barely_begun_is_one_line(tmp_path: Path) -> None:
    points = "\n".join(f"  - Point {word}" for word in "abcdefghijklm")
    (tmp_path / "brief.yaml").write_text(f"title: A visit\ndate: 2026-02-03\nlines_to_take:\n{points}\n", "utf-8")
    (tmp_path / "brief.es.yaml").write_text("texts: {title: {from: A visit, to: Una visita}}\n", "utf-8")
    brief = load(tmp_path)

    (problem,) = check(brief, brief.translations["es"])
    assert problem.message.startswith("13 of 14 texts are not translated")


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("1,234.5 tons on 3 May at 9:30", "1.234,5 toneladas el 3 de mayo a las 09.30"),
        ("12 March 2026", "2026年3月12日"),
        ("126 deaths", "١٢٦ قتيلا"),
        ("See https://example.org/7", "Véase https://example.org/7"),
    ],
)
def test_numbers_are_the_same_however_a_language_writes_them(original: str, translation: str, tmp_path: Path) -> None:
    (tmp_path / "brief.yaml").write_text(f"title: A\ndate: 2026-02-03\nbottom_line: '{original}'\n", "utf-8")
    text = f"texts:\n  title: {{from: A, to: A}}\n  bottom_line.text: {{from: '{original}', to: '{translation}'}}\n"
    (tmp_path / "brief.es.yaml").write_text(text, "utf-8")
    brief = load(tmp_path)

    assert check(brief, brief.translations["es"]) == ()
