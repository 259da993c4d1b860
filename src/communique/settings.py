"""
A workspace's own settings: `communique.toml`, strict, each fault with its place.

    [build]
    pack = "chancery"
    paper = "letter"            # or "a4"; the pack's own where it is left out
    formats = ["pdf", "docx"]
    out = "out"

    [checks]
    embargo-past = "error"      # off, warning, error

    [web]
    address = "https://briefs.example.org"    # where the public finds the briefs

    [mail]
    database = "communique.db"    # subscribers and mailings
    key_file = "communique.keys"  # mode 0600, never in version control
    url = "https://briefs.example.org"    # where readers reach the public pages
    office = "Office of the Governor"

    [sender]
    name = "Office of the Governor"
    address = "briefs@example.org"
    postal_address = "Office of the Governor, 1 Main Street, Springfield"

    [relay]
    provider = "postfix"        # or host, port, security, user
    password_file = "relay.password"    # mode 0600; or COMMUNIQUE_RELAY_PASSWORD in the environment
    return_path = "bounces@example.org"

    [dkim]
    domain = "example.org"
    rsa_selector = "briefs"
    rsa_key = "dkim-rsa.pem"    # mode 0600; `communique doctor` prints the record to publish

    [bounces]
    protocol = "imap"           # or pop3, maildir
    host = "mail.example.org"
    user = "bounces"
    password_file = "bounces.password"    # mode 0600; or COMMUNIQUE_BOUNCES_PASSWORD in the environment

    [limits]
    seconds = 60
    megabytes = 2048
    pages = 400

    [cache]
    megabytes = 2000            # of finished files that are kept, so that nothing is made twice
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from communique.errors import ProblemsFound
from communique.limits import MEGABYTES, Limits
from communique.mail_settings import Bounces, Dkim, Mail, RelayServer, Sender
from communique.names import FORMATS
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from communique.brief.checks import Level
    from communique.places import Place

FILE: Final = "communique.toml"
LEVELS: Final = ("off", "warning", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `communique.toml` says, and the defaults for what it leaves out."""

    pack: str = "default"
    paper: str | None = None  #: ``a4`` or ``letter``; None for the pack's own.
    formats: tuple[str, ...] | None = None  #: None for all.
    out: str = "out"  #: A folder, from the workspace on.
    rules: Mapping[str, Level] = field(default_factory=dict)  #: Code of a rule -> ``off``, ``warning``, ``error``.
    limits: Limits = Limits()  # noqa: RUF009 -- frozen
    mail: Mail = Mail()  # noqa: RUF009 -- frozen
    sender: Sender = Sender()  # noqa: RUF009 -- frozen
    relay: RelayServer = RelayServer()  # noqa: RUF009 -- frozen
    dkim: Dkim = Dkim()  # noqa: RUF009 -- frozen
    bounces: Bounces = Bounces()  # noqa: RUF009 -- frozen
    address: str = ""  #: Where the public finds the briefs on the web, each below its slug.
    cache: int = MEGABYTES  #: Megabytes that finished files may take to be found again.


class InvalidSettings(ProblemsFound):
    """`communique.toml` has faults."""


def read_settings(place: Place) -> Settings:
    """Read the settings of a workspace; raise InvalidSettings with every fault."""
    path = place.root / FILE
    if not path.is_file():
        return Settings()
    try:
        source = path.read_text(encoding="utf-8")
        data = tomllib.loads(source)
    except UnicodeDecodeError as error:
        raise InvalidSettings([_problem("this is not UTF-8", "bad-encoding", 0)]) from error
    except (ValueError, RecursionError) as error:  # no TOML, a number without an end, nested without an end
        line = re.search(r"line (\d+)", str(error))
        raise InvalidSettings(
            [_problem(f"not valid TOML: {error}", "bad-toml", int(line[1]) if line else 0)]
        ) from error
    problems = tuple(_faults(data, source))
    if problems:
        raise InvalidSettings(problems)
    return _settings(data)


def _settings(data: dict[str, Any]) -> Settings:
    build = data.get("build", {})
    return Settings(
        pack=build.get("pack", "default"),
        paper=build.get("paper"),
        formats=tuple(build["formats"]) if "formats" in build else None,
        out=build.get("out", "out"),
        rules=data.get("checks", {}),
        limits=Limits(**data.get("limits", {})),
        mail=Mail(**data.get("mail", {})),
        sender=Sender(**data.get("sender", {})),
        relay=RelayServer(**data.get("relay", {})),
        dkim=Dkim(**data.get("dkim", {})),
        bounces=Bounces(**data.get("bounces", {})),
        address=data.get("web", {}).get("address", "").rstrip("/"),
        cache=data.get("cache", {}).get("megabytes", MEGABYTES),
    )


# --- what may stand there


def _rules() -> Iterable[str]:
    """Name the rules, which a workspace seldom changes: they bring the whole schema with them."""
    from communique.brief.checks import RULES

    return RULES


def _known(*, checks: bool) -> dict[str, dict[str, Callable[[Any], str]]]:
    """Say for each key of each table how a value is refused: with a sentence, or empty where it is right."""
    return {
        "build": {"pack": _text, "paper": _paper, "formats": lambda value: _formats(value, FORMATS), "out": _text},
        "checks": dict.fromkeys((*_rules(), "spam", "domain"), _level) if checks else {},
        "cache": {"megabytes": _number},
        "web": {"address": _address},
        "limits": {limit.name: _number for limit in fields(Limits)},
        **{table: {s.name: _expected(s) for s in fields(kind)} for table, kind in _MAIL.items()},
    }


_MAIL: Final[dict[str, type[Any]]] = {
    "mail": Mail,
    "sender": Sender,
    "relay": RelayServer,
    "dkim": Dkim,
    "bounces": Bounces,
}
_CHOICES: Final = {
    "security": ("starttls", "tls", "none"),
    "protocol": ("imap", "pop3", "maildir"),
    "after": ("keep", "delete"),
    "webhook": ("mailgun",),
}
"""Settings of mail that are one of a few words."""


def _expected(setting: Field[Any]) -> Callable[[Any], str]:
    """Say how the value of a setting of mail is refused, by its type and its name."""
    if "int" in str(setting.type):
        return _number
    if setting.name in _CHOICES:
        return partial(_one_of, _CHOICES[setting.name])
    return {"url": _url, "archive": _url}.get(setting.name, _text)


def _one_of(known: Sequence[str], value: object) -> str:
    if value in known:
        return ""
    listed = ", ".join(f'"{word}"' for word in known)
    return f"one of {listed} is expected here" if len(known) > 1 else f"{listed} is expected here"


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value else "a text is expected here"


def _address(value: object) -> str:
    right = isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"?#]+", value)
    return "" if right else "an address that begins with https:// is expected here"


def _url(value: object) -> str:
    right = isinstance(value, str) and re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*[^/])?", value)
    return (
        ""
        if right
        else 'an address of the web without a slash at its end is expected here: "https://briefs.example.org"'
    )


def _paper(value: object) -> str:
    return "" if value in ("a4", "letter") else 'one of "a4", "letter" is expected here'


def _level(value: object) -> str:
    return "" if value in LEVELS else 'one of "off", "warning", "error" is expected here'


def _number(value: object) -> str:
    right = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if right else "a whole number above 0 is expected here"


def _formats(value: object, known: Iterable[str]) -> str:
    right = isinstance(value, list) and value and all(isinstance(v, str) and v in set(known) for v in value)
    return "" if right else f"a list of formats is expected here: {', '.join(known)}"


def _faults(data: dict[str, Any], source: str) -> Iterator[Problem]:
    known = _known(checks="checks" in data)
    for table, values in data.items():
        line = _line(source, table)
        if table not in known:
            yield _unknown("table" if isinstance(values, dict) else "setting", table, known, line)
        elif not isinstance(values, dict):
            yield _problem(f'"{table}" is a table: write [{table}]', "wrong-type", line)
        else:
            yield from _table_faults(table, values, known[table], source)


def _table_faults(
    table: str, values: dict[str, Any], known: Mapping[str, Callable[[Any], str]], source: str
) -> Iterator[Problem]:
    for key, value in values.items():
        line = _line(source, table, key)
        if key not in known:
            yield _unknown("setting", key, known, line)
        elif refusal := known[key](value):
            yield _problem(refusal, "bad-setting", line)


def _unknown(what: str, name: str, known: Iterable[str], line: int) -> Problem:
    near = get_close_matches(name, list(known), 1)
    hint = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(known)}"
    return _problem(f'unknown {what} "{name}"', "unknown-setting", line, hint)


def _problem(message: str, code: str, line: int, hint: str = "") -> Problem:
    return Problem(message=message, code=code, location=Location(FILE, line), hint=hint)


def _line(source: str, table: str, key: str = "") -> int:
    """Find the line of a table or of a key in it; the TOML reader keeps no places."""
    here = ""
    for number, line in enumerate(source.splitlines(), start=1):
        head = re.match(r"\s*\[\s*[\"']?([^\]\"']*?)[\"']?\s*\]", line)
        here = head[1] if head else here
        name = re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]", line)
        found = (head or (name and name[1] == table and not here)) if not key else (name and name[1] == key)
        if found and (here == table or not here):
            return number
    return 0
