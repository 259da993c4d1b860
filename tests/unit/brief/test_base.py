"""Keys that tell the parts of a list apart, codes that exist, dates as precise as they are known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from communique.brief.base import (
    CalendarDay,
    EventPart,
    Part,
    PartialDate,
    PictureFile,
    StatementPart,
    unique_keys,
)
from communique.brief.codes import CountryCode, CurrencyCode, LanguageCode, countries
from communique.brief.sections.delegations import Person
from communique.names import slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Defense Minister", "defense-minister"),
        ("José Ñúñez  (Ana)", "jose-nunez-ana"),
        ("«…»", ""),
        ("日本", ""),
        ("a" * 63 + " b", "a" * 63),
    ],
)
def test_a_slug_holds_letters_digits_and_single_dashes(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_keys_differ_whatever_the_names() -> None:
    parts = [
        Person(name="Ana"),
        Person(name="Ana"),
        Person(name="Eva", id="ana-2"),
        Person(name="日本"),
        Person(name="Ana", id="x"),
        Person(name="«»"),
        Person(name="4"),
    ]

    assert unique_keys(parts) == ("ana", "ana-3", "ana-2", "4", "x", "6", "4-2")


def test_a_given_id_is_kept_though_an_earlier_name_makes_the_same() -> None:
    assert unique_keys([Person(name="Ana"), Person(name="Eva", id="ana")]) == ("ana-2", "ana")


def test_a_thousand_namesakes_have_a_thousand_keys() -> None:
    keys = unique_keys([StatementPart.model_validate({"text": "The same."})] * 1000)

    assert len(set(keys)) == 1000


def test_a_part_without_anything_that_names_it_has_no_key() -> None:
    assert Part().key == ""
    assert EventPart.model_validate({"date": 2026, "text": "They *met* [@a]."}).key == "they-met"


def test_a_picture_needs_a_folder() -> None:
    with pytest.raises(ValidationError, match="loaded from a folder"):
        PictureFile(file="plan.svg")


def hint(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    (error,) = caught.value.errors()
    return str(error["ctx"]["hint"])


@pytest.mark.parametrize("code", ["US", "CO", "NO", "GB", "XK", "EU", "UN"])
def test_countries_and_their_unions_are_known(code: str) -> None:
    assert TypeAdapter(CountryCode).validate_python(code) == code


def test_what_stands_for_no_country_is_unknown() -> None:
    assert not {"ZZ", "XA", "XB", "QO", "EZ", "001"} & set(countries())


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        (CountryCode, "us", "US"),
        (CountryCode, "UK", "GB"),
        (CountryCode, "Colombia", "CO"),
        (CountryCode, "Columbia", "CO"),
        (LanguageCode, "Spanish", "es"),
        (LanguageCode, "EN-gb-x-y-z", ""),
        (LanguageCode, "../../etc", ""),
        (CurrencyCode, "usd", "USD"),
        (CurrencyCode, "euro", "EUR"),
    ],
)
def test_an_unknown_code_gets_the_one_that_was_meant(kind: Any, value: str, meant: str) -> None:
    expected = f'did you mean "{meant}"?' if meant else "Write the language's code: en, es, pt-BR."

    assert hint(kind, value) == expected


@pytest.mark.parametrize("code", ["en", "es", "pt-BR", "zh-Hans", "es-419", "sr-Latn-RS"])
def test_languages_with_scripts_and_countries_are_known(code: str) -> None:
    assert TypeAdapter(LanguageCode).validate_python(code) == code


@pytest.mark.parametrize(
    "value", [2026, "2026-02", "2026-02-03?", "20260203", "٢٠٢٦-٠٢-٠٣", 0, True, None, "1738540800"]
)
def test_a_day_of_the_calendar_is_given_whole(value: object) -> None:
    assert "2026-02-03" in hint(CalendarDay, value)


def test_a_day_of_the_calendar_may_come_from_python() -> None:
    day = date(2026, 2, 3)

    assert (
        TypeAdapter(CalendarDay).validate_python(day) == TypeAdapter(CalendarDay).validate_python("2026-02-03") == day
    )


@pytest.mark.parametrize("text", ["2026", "2026-02", "2026-02-03", "2026-02?", "2025-10/2026-01-15", "2025?/2026?"])
def test_a_date_is_written_as_it_was_read(text: str) -> None:
    assert str(PartialDate.parse(text)) == text
