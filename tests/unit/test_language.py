"""Languages: every label in each, and dates and numbers as their readers write them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from communique.brief.base import PartialDate
from communique.brief.clock import Moment, zone
from communique.brief.sections import SECTIONS
from communique.brief.sections.agenda import AgendaItem
from communique.brief.sections.sources import Source
from communique.brief.sections.tensions import TensionPart
from communique.errors import InvalidBrief, InvalidPack
from communique.language import Language, find_language, language_codes, placeholders
from communique.places import Place, shipped
from communique.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

SHIPPED = Place(shipped())


@pytest.fixture(scope="module")
def english() -> Language:
    return find_language("en", SHIPPED)


@pytest.fixture(scope="module")
def spanish() -> Language:
    return find_language("es", SHIPPED)


@pytest.fixture
def write(workspace: Place) -> Callable[[str, str], Place]:
    """Put a language file into a workspace."""

    def put(code: str, text: str) -> Place:
        folder = workspace.root / "assets" / "languages"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{code}.toml").write_text(text, encoding="utf-8")
        return workspace

    return put


# --- labels


def test_every_language_has_the_labels_of_english_with_the_same_placeholders(english: Language) -> None:
    for code in language_codes(SHIPPED):
        language = find_language(code, SHIPPED)

        assert language.problems == ()
        assert {n: placeholders(t) for n, t in language.labels.items()} == {
            n: placeholders(t) for n, t in english.labels.items()
        }


def test_no_label_is_left_in_english(english: Language, spanish: Language) -> None:
    same = {
        name for name, text in english.labels.items() if spanish.labels[name] == text and re.search(r"[a-z]{3}", text)
    }
    own_words = {name for name in same if placeholders(english.labels[name]) == frozenset()}

    assert own_words == {"fact.embargo", "section.agenda"}


def literal(model: Any, name: str) -> set[str]:
    """The words that a field may hold."""
    return {str(word) for arm in get_args(model.model_fields[name].annotation) for word in (get_args(arm) or (arm,))}


def names_in_code() -> set[str]:
    """Every label that the code or a template asks for by name."""
    here = shipped()
    code = (
        p for p in Path(here, "src", "communique").rglob("*.py") if not {"mailing", "bounces"} & set(p.parts)
    )  # where SQL has labels
    sources = [p.read_text("utf-8") for p in code]
    templates = [p.read_text("utf-8") for p in Path(here, "templates").rglob("*.j2")]
    asked = {m for s in sources for m in re.findall(r'\b(?:label|phrase|labelled|callout)\(\s*"([a-z_.]+)"', s)}
    asked |= {m for s in [*sources, *templates] for m in re.findall(r'labels\["([a-z_.]+)"\]', s)}
    asked |= {m for s in templates for m in re.findall(r"\blabels\.([a-z_]+)", s)}
    asked |= {m for s in sources for m in re.findall(r'_headed\("([a-z_.]+)"', s)}
    asked |= {f"fact.{m}" for s in sources for m in re.findall(r'_fact\(\s*context, "([a-z_]+)"', s)}
    families = {"section": {n for n, k in SECTIONS.items() if not k.free}, "press": literal(AgendaItem, "press")}
    families |= {"severity": literal(TensionPart, "severity"), "trend": literal(TensionPart, "trend")}
    families |= {"source_kind": literal(Source, "kind") - {"other"}}
    return asked | {
        f"{family}.{word}" for family, words in families.items() for word in words if "NoneType" not in word
    }


def test_every_label_that_is_asked_for_exists(english: Language) -> None:
    assert names_in_code() - set(english.labels) == set()


def test_documents_carry_plain_strings(english: Language) -> None:
    assert all(isinstance(text, str) for text in english.labels.values())
    assert english.labels["contents"] == "Contents"


# --- finding


def test_an_unknown_language_is_refused_with_what_there_is() -> None:
    with pytest.raises(InvalidBrief) as caught:
        find_language("eng", SHIPPED)
    (problem,) = caught.value.problems

    assert problem.code == "unknown-language"
    assert "Did you mean en?" in problem.hint


@pytest.mark.parametrize("code", ["../en", "", "EN", "x" * 500])
def test_a_code_is_no_path(code: str) -> None:
    with pytest.raises(InvalidBrief):
        find_language(code, SHIPPED)


def test_a_regional_code_takes_the_words_of_its_language_and_the_numbers_of_its_region() -> None:
    mexican = find_language("es-MX", SHIPPED)

    assert mexican.label("contents") == "Índice"
    assert mexican.number(Decimal("1234.5")) == "1,234.5"


def test_a_workspace_changes_single_words(write: Callable[[str, str], Place]) -> None:
    place = write("en", '[labels.section]\nbottom_line = "BLUF"\n')
    found = find_language("en", place)

    assert (found.label("section.bottom_line"), found.label("contents")) == ("BLUF", "Contents")
    assert found.problems == ()


def test_a_third_language_is_one_file_and_english_stands_in_for_what_it_lacks(
    write: Callable[[str, str], Place],
) -> None:
    place = write("nb", 'locale = "nb"\nquotes = ["«", "»"]\n[labels]\ncontents = "Innhold"\nconents = "x"\n')
    found = find_language("nb", place)

    assert (found.label("contents"), found.label("notes")) == ("Innhold", "Notes")
    assert found.day(dt.date(2026, 2, 3)) == "3.\u00a0februar 2026"
    assert {(p.code, p.severity) for p in found.problems} == {
        ("missing-label", Severity.WARNING),
        ("unknown-label", Severity.WARNING),
    }
    assert 'Did you mean "contents"?' in {p.hint for p in found.problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("labels = ", "bad-toml"),
        ('quotes = ["«", "»"]', "bad-language"),
        ('locale = "xx_YY"\nquotes = ["«", "»"]', "bad-language"),
        ('locale = "nb"\nquotes = "«"', "bad-language"),
        ('locale = "nb"\nquotes = ["«", "»"]\ndirection = "up"', "bad-language"),
        ('locale = "nb"\nquotes = ["«", "»"]\n[labels]\nas_of = "per {dato}"', "bad-language"),
        ('locale = "nb"\nquotes = ["«", "»"]\n[labels]\nas_of = "per {date"', "bad-language"),
        ('locale = "nb"\nquotes = ["«", "»"]\n[labels]\ncontents = 3', "bad-language"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(text: str, code: str, write: Callable[[str, str], Place]) -> None:
    with pytest.raises(InvalidPack) as caught:
        find_language("nb", write("nb", text))

    assert {p.code for p in caught.value.problems} == {code}
    assert {p.location.file for p in caught.value.problems if p.location} == {"assets/languages/nb.toml"}


def test_every_shipped_file_is_valid_toml_with_flat_words() -> None:
    for path in Path(shipped(), "assets", "languages").glob("*.toml"):
        assert tomllib.loads(path.read_text("utf-8"))["name"]


# --- dates, times, numbers


@pytest.mark.parametrize(
    ("written", "in_english", "in_spanish"),
    [
        ("2026-02-03", "February\u00a03, 2026", "3\u00a0de febrero de 2026"),
        ("2026-02", "February 2026", "febrero de 2026"),
        ("2026", "2026", "2026"),
        ("2026-02-03?", "February\u00a03, 2026 (inferred)", "3\u00a0de febrero de 2026 (fecha inferida)"),
        ("2025-10/2026", "October 2025 – 2026", "octubre de 2025 – 2026"),
        ("0987", "987", "987"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(
    written: str, in_english: str, in_spanish: str, english: Language, spanish: Language
) -> None:
    date = PartialDate.parse(written)

    assert (english.date(date), spanish.date(date)) == (in_english, in_spanish)


@pytest.mark.parametrize("name", ["localtime", "posixrules", "right/UTC", "posix/Europe/Madrid", "../UTC", "Etc", ""])
def test_no_zone_is_what_this_machine_says(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        zone(name)


def test_a_moment_names_its_zone_in_summer_and_in_winter(english: Language, spanish: Language) -> None:
    winter, summer = Moment.parse("2026-02-03 18:00 America/New_York"), Moment.parse("2026-07-03 08:05 Europe/Madrid")

    assert english.moment(winter) == "February\u00a03, 2026, 18:00 (Eastern Standard Time)"
    assert spanish.moment(summer) == "3\u00a0de julio de 2026, 08:05 (hora de verano de Europa central)"


def test_a_clock_of_twelve_hours_has_no_narrow_space(write: Callable[[str, str], Place]) -> None:
    found = find_language("en", write("en", 'clock = "h:mm a"'))

    assert found.time(dt.time(18, 5)) == "6:05\u00a0PM"


@pytest.mark.parametrize(
    ("number", "in_english", "in_spanish"),
    [
        ("126", "126", "126"),
        ("1234567.50", "1,234,567.50", "1.234.567,50"),
        ("-3.5", "−3.5", "−3,5"),
        ("1E+3", "1,000", "1.000"),
    ],
)
def test_a_number_keeps_the_decimals_it_came_with(
    number: str, in_english: str, in_spanish: str, english: Language, spanish: Language
) -> None:
    assert (english.number(Decimal(number)), spanish.number(Decimal(number))) == (in_english, in_spanish)


def test_percentages_and_amounts(english: Language, spanish: Language) -> None:
    assert (english.percent(Decimal("12.4")), spanish.percent(Decimal("12.4"))) == ("12.4%", "12,4\u00a0%")
    assert (english.money(Decimal(1200), "USD"), spanish.money(Decimal(1200), "USD")) == ("$1,200", "1.200\u00a0US$")
    assert english.money_before(Decimal("3.2"), "COP") == "COP\u00a03.2"


def test_less_than_nothing_has_the_sign_of_a_sum_before_all_else(english: Language) -> None:
    """Not a hyphen, which is short and lets a line end behind it."""
    assert english.money_before(Decimal("-1.7"), "EUR") == "−€1.7"
    assert (english.percent(Decimal(-4)), english.money(Decimal(-4), "USD")) == ("−4%", "−$4")


def test_countries_and_languages_have_names(english: Language, spanish: Language) -> None:
    assert (english.country("NO"), spanish.country("NO"), english.country("XX")) == ("Norway", "Noruega", "XX")
    assert (english.language_name("es"), english.language_name("zz-99x")) == ("Spanish", "zz-99x")
