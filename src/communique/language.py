"""
A language: every fixed word of a document, and how dates, times and numbers are written.

A language is one file, `assets/languages/<code>.toml`; a workspace adds one, or
changes single words of a shipped one, with a file of the same name. Babel does
the formatting. English is the reference: its labels are the ones that exist.
"""

from __future__ import annotations

import difflib
import re
import string
import tomllib
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from communique.errors import InvalidBrief, InvalidPack
from communique.problems import Location, Problem, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from babel import Locale

    from communique.brief.base import Day, PartialDate
    from communique.brief.clock import Moment
    from communique.places import Place

REFERENCE = "en"
"""The language whose labels are the ones that exist, and that stands in where another has none."""

NBSP = "\u00a0"
MINUS = "\u2212"

_DAY_AND_MONTH = re.compile(r" (?=\d{1,2}\b)|(?<=\b\d) |(?<=\b\d\d) |(?<=\b\d\.) |(?<=\b\d\d\.) ")
"""The spaces on both sides of a day: “February 3”, “3 de febrero”, “3. februar”."""


@dataclass(frozen=True)
class Language:
    """The words and the habits of one language."""

    code: str  #: BCP 47: ``es``, ``es-CO``.
    locale_name: str  #: The Babel locale: ``en_US``.
    direction: str  #: ``ltr`` or ``rtl``.
    quotes: tuple[str, str]  #: What stands around a quotation.
    clock: str  #: The pattern of a time of day, as Unicode CLDR writes it: ``HH:mm``.
    labels: Mapping[str, str]  #: Every fixed word, by name; phrases hold ``{placeholders}``.
    problems: tuple[Problem, ...] = ()  #: Labels that are missing or unknown in the file.
    name: str = ""  #: What its readers call it: ``Español``.

    @cached_property
    def locale(self) -> Locale:
        """Babel's data for the language."""
        from babel import Locale

        return Locale.parse(self.locale_name)

    def label(self, name: str) -> str:
        """Find a fixed word."""
        return self.labels[name]

    def phrase(self, name: str, **values: str) -> str:
        """Fill the placeholders of a phrase."""
        return self.labels[name].format(**values)

    # --- dates and times

    def date(self, value: PartialDate) -> str:
        """Write a date as precisely as it is known, or a span; inferred dates say so."""
        start = self._day(value.start)
        return start if value.end is None else self.phrase("date.span", start=start, end=self._day(value.end))

    def _day(self, day: Day) -> str:
        text = self.day(day.first) if day.day else self._month(day.first) if day.month else str(day.year)
        return self.phrase("date.inferred", date=text) if day.inferred else text

    def day(self, value: dt.date) -> str:
        """Write a whole date: “February 3, 2026”; the day stays with its month."""
        from babel.dates import format_date

        return _DAY_AND_MONTH.sub(NBSP, format_date(value, "long", self.locale))

    def _month(self, value: dt.date) -> str:
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", value, locale=self.locale)

    def time(self, value: dt.time) -> str:
        """Write a time of day on the clock of the place: “09:30”."""
        from babel.dates import format_time

        return _unbroken(format_time(value, self.clock, locale=self.locale))

    def zone(self, at: dt.datetime) -> str:
        """Name the time zone of an aware moment: “Eastern Standard Time”."""
        from babel.dates import get_timezone_name

        return get_timezone_name(at, "long", locale=self.locale)

    def moment(self, value: Moment) -> str:
        """Write a moment with its zone: “February 3, 2026, 18:00 (Eastern Standard Time)”."""
        return self.phrase(
            "date.moment", date=self.day(value.at.date()), time=self.time(value.at.time()), zone=self.zone(value.at)
        )

    # --- numbers

    def number(self, value: Decimal, places: int | None = None) -> str:
        """Write a number with this language's marks, and as many decimals as it came with, or so many."""
        from babel.numbers import format_decimal

        decimals = _decimals(value) if places is None else "." + "0" * places if places else ""
        return signed(format_decimal(value, f"#,##0{decimals}", locale=self.locale))

    def percent(self, value: Decimal) -> str:
        """Write a percentage: 12.4 is “12.4%” in English, “12,4 %” in Spanish."""
        from babel.numbers import format_percent

        sign = self.locale.percent_formats[None].pattern.removeprefix("#,##0")
        return signed(format_percent(value / 100, f"#,##0{_decimals(value)}{sign}", locale=self.locale))

    def money(self, value: Decimal, currency: str) -> str:
        """Write an amount: “$1,200” or “COP 1,200” in English, “1200 US$” in Spanish."""
        from babel.numbers import format_currency

        pattern = re.sub(r"0\.00", f"0{_decimals(value)}", self.locale.currency_formats["standard"].pattern)
        return signed(format_currency(value, currency, pattern, locale=self.locale, currency_digits=False))

    def money_before(self, value: Decimal, currency: str) -> str:
        """Write an amount that a unit follows, so that the currency stands first: “$3.2”, then “million”."""
        from babel.numbers import get_currency_symbol

        symbol = get_currency_symbol(currency, locale=self.locale)
        gap = NBSP if symbol[-1:].isalpha() else ""
        sign = MINUS if value < 0 else ""
        return f"{sign}{symbol}{gap}{self.number(abs(value))}"

    # --- names

    def country(self, code: str) -> str:
        """Name a country by its ISO 3166 code; the code itself where there is no name."""
        return str(self.locale.territories.get(code, code))

    def language_name(self, code: str) -> str:
        """Name a language by its code; the code itself where there is no name."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(code, sep="-").get_display_name(self.locale) or code
        except (UnknownLocaleError, ValueError):
            return code


def signed(number: str) -> str:
    """Keep a number on one line, and give it the sign that is as wide as a plus, where Babel has a hyphen."""
    return _unbroken(number).replace("-", MINUS)


def _unbroken(text: str) -> str:
    """Keep a value on one line; Babel's narrow spaces become plain no-break ones, which every font has."""
    return re.sub("[ \u202f]", NBSP, text)


def _decimals(value: Decimal) -> str:
    """Write the decimals of a pattern: as many as the number came with, none for a whole one."""
    whole = value == value.to_integral_value()
    places = 0 if whole else -int(value.as_tuple().exponent)
    return f".{'0' * places}" if places else ""


# --- finding


def language_codes(place: Place) -> tuple[str, ...]:
    """List the languages that documents can be made in."""
    return tuple(name.removesuffix(".toml") for name in place.names("assets", "languages") if name.endswith(".toml"))


def find_language(code: str, place: Place) -> Language:
    """
    Find a language by its code; a regional code falls back on its language.

    Raises:
        InvalidBrief: there is no such language [unknown-language].
        InvalidPack: its file is broken [bad-toml, bad-language].

    """
    known = language_codes(place)
    found = next((name for name in (code, code.partition("-")[0]) if name in known), None)
    if found is None:
        close = difflib.get_close_matches(code, known, n=1)
        hint = f"Did you mean {close[0]}? " if close else ""
        hint += (
            f"Known languages: {', '.join(known)}. A language is one file: assets/languages/{REFERENCE}.toml shows how."
        )
        raise InvalidBrief([Problem(message=f'unknown language "{code}"', code="unknown-language", hint=hint)])
    return _language(code, found, place)


def _language(code: str, found: str, place: Place) -> Language:
    file = Location(f"assets/languages/{found}.toml")
    own, reference = _read(found, place), _read(REFERENCE, place)
    faults = [p for p in _faults(own, reference, file) if p.severity is Severity.ERROR]
    if faults:
        raise InvalidPack(faults)
    problems = tuple(_faults(own, reference, file))
    labels = {name: own["labels"].get(name, text) for name, text in reference["labels"].items()}
    return Language(
        code=code,
        locale_name=_locale_name(code, own["locale"]),
        direction=own.get("direction", "ltr"),
        quotes=(own["quotes"][0], own["quotes"][1]),
        clock=own.get("clock", "HH:mm"),
        labels=MappingProxyType(labels),
        problems=problems,
        name=str(own.get("name", found)),
    )


def _locale_name(code: str, default: str) -> str:
    """Prefer Babel's data for the region that a code names."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code, sep="-")) if "-" in code else default
    except (UnknownLocaleError, ValueError):
        return default


def _read(code: str, place: Place) -> dict[str, Any]:
    """Read a language's file, a workspace's words over the shipped ones."""
    layers = [layer / "assets" / "languages" / f"{code}.toml" for layer in reversed(place.layers)]
    merged: dict[str, Any] = {"labels": {}}
    for path in layers:
        if path.is_file():
            read = _toml(path, f"assets/languages/{path.name}")
            labels = {**merged["labels"], **dict(_flat(read.pop("labels", {})))}
            merged = {**merged, **read, "labels": labels}
    return merged


def _toml(path: Path, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem(message=f"not valid TOML: {error}", code="bad-toml", location=Location(shown))
        raise InvalidPack([problem]) from error


def _flat(labels: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Name nested labels by a path: ``severity.high``."""
    for name, value in labels.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _faults(own: Mapping[str, Any], reference: Mapping[str, Any], file: Location) -> Iterator[Problem]:
    yield from _faults_of_settings(own, file)
    known = reference["labels"]
    for name in sorted(set(known) - set(own["labels"])):
        message = f'the label "{name}" is missing; the English one stands in'
        yield Problem(message=message, code="missing-label", location=file, severity=Severity.WARNING)
    for name, text in own["labels"].items():
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f'Did you mean "{close[0]}"?' if close else ""
            yield Problem(
                message=f'unknown label "{name}"',
                code="unknown-label",
                location=file,
                hint=hint,
                severity=Severity.WARNING,
            )
        elif not isinstance(text, str) or placeholders(text) != placeholders(known[name]):
            wanted = ", ".join(f"{{{p}}}" for p in sorted(placeholders(known[name]) or ())) or "no placeholder"
            yield Problem(
                message=f'the label "{name}" must be a text with {wanted}', code="bad-language", location=file
            )


def _faults_of_settings(own: Mapping[str, Any], file: Location) -> Iterator[Problem]:
    from babel import Locale, UnknownLocaleError

    quotes = own.get("quotes")
    if not (isinstance(quotes, list) and len(quotes) == 2 and all(isinstance(q, str) for q in quotes)):  # noqa: PLR2004
        yield Problem(
            message="`quotes` must hold two marks", code="bad-language", location=file, hint='quotes = ["“", "”"]'
        )
    if own.get("direction", "ltr") not in {"ltr", "rtl"}:
        yield Problem(message='`direction` must be "ltr" or "rtl"', code="bad-language", location=file)
    try:
        Locale.parse(str(own.get("locale")))
    except (UnknownLocaleError, ValueError):
        yield Problem(
            message="`locale` must name a locale that Babel knows",
            code="bad-language",
            location=file,
            hint='locale = "es"',
        )


def placeholders(text: str) -> frozenset[str] | None:
    """Name the placeholders of a phrase; None where its braces are broken."""
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return None
