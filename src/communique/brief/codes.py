"""Codes of countries, languages and currencies, as Unicode's CLDR has them."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_COUNTRIES = frozenset({"EZ", "QO", "XA", "XB", "ZZ"})
"""Codes of CLDR that stand for no country: test data, the unknown, a currency area."""

_COMMON_SLIPS = {"UK": "GB", "EL": "GR", "SP": "ES", "UKR": "UA", "EN": "GB"}


@lru_cache
def countries() -> Mapping[str, str]:
    """The codes of countries and of unions of them, with their English names."""
    from babel import Locale

    names = Locale("en").territories
    return {code: name for code, name in names.items() if code.isalpha() and code not in NO_COUNTRIES}


@lru_cache
def languages() -> Mapping[str, str]:
    """The codes of languages that dates and numbers can be written in, with their English names."""
    from babel import Locale, localedata

    return {code: name for code, name in Locale("en").languages.items() if localedata.exists(code)}


@lru_cache
def currencies() -> Mapping[str, str]:
    """The codes of currencies, with their English names."""
    from babel import Locale

    return dict(Locale("en").currencies)


def _country(value: str) -> str:
    if value in countries():
        return value
    meant = _COMMON_SLIPS.get(value.upper()) or _meant(value, countries())
    hint = f'did you mean "{meant}"?' if meant else "Write the ISO 3166 code of two capitals: US, CO, NO."
    raise PydanticCustomError("unknown-country", 'unknown country "{given}"', {"given": value[:40], "hint": hint})


def _language(value: str) -> str:
    """Accept what Babel can format: a language, with a script or a country where it has one."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        meant = _meant(value, languages())
        hint = f'did you mean "{meant}"?' if meant else "Write the language's code: en, es, pt-BR."
        raise PydanticCustomError(
            "unknown-language", 'unknown language "{given}"', {"given": value[:40], "hint": hint}
        ) from None
    return value


def is_language(code: str) -> bool:
    """Tell whether Babel can write dates and numbers in a language."""
    try:
        return _language(code) == code
    except PydanticCustomError:
        return False


def _currency(value: str) -> str:
    if value in currencies():
        return value
    meant = _meant(value, currencies())
    hint = f'did you mean "{meant}"?' if meant else "Write the ISO 4217 code of three capitals: USD, COP, EUR."
    raise PydanticCustomError("unknown-currency", 'unknown currency "{given}"', {"given": value[:40], "hint": hint})


def _meant(value: str, names: Mapping[str, str]) -> str | None:
    """Guess a code from one in the wrong case, or from a name."""
    codes = {code.lower(): code for code in names}
    if value.lower() in codes:
        return codes[value.lower()]
    by_name = {name.lower(): code for code, name in names.items()}
    close = difflib.get_close_matches(value.lower(), by_name, n=1, cutoff=0.8)
    return by_name[close[0]] if close else None


CountryCode: TypeAlias = Annotated[
    str, AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})
]
"""An ISO 3166 code in capitals: ``US``, ``CO``, ``NO``."""

LanguageCode: TypeAlias = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}),
    AfterValidator(_language),
]
"""A language by its BCP 47 code: ``en``, ``es``, ``pt-BR``."""

CurrencyCode: TypeAlias = Annotated[
    str, AfterValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})
]
"""An ISO 4217 code in capitals: ``USD``, ``COP``."""
