"""What a workspace has: settings, database, keys, the clock they were used by, and what the law wants in a mailing."""

from __future__ import annotations

import stat
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import DBAPIError

from communique.doctor.finding import Finding
from communique.errors import CommuniqueError, EnvironmentFailed, ProblemsFound
from communique.mailing.keys import VARIABLE, read_keys
from communique.mailing.store import HEAD, look_into
from communique.outgoing import access_of, provider_of, relay_of, signers_of
from communique.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from communique.doctor.finding import Level
    from communique.mailing.store import Clock
    from communique.places import Place

GROUP: Final = "workspace"
MADE: Final = 1_795_000_000_000
"""A time at which this was written; a clock before it is wrong."""
_LATEST: Final = (
    "SELECT MAX(at) FROM (SELECT MAX(at) AS at FROM consent UNION ALL SELECT MAX(changed_at) FROM delivery)"
)


def look_at_settings(place: Place) -> tuple[Settings | None, list[Finding]]:
    """Read the settings; None, with each fault, where they have any."""
    try:
        return read_settings(place), [_found("settings", "ok", "communique.toml has no fault")]
    except ProblemsFound as error:
        return None, [
            _found("settings", "fault", f"{one.location or ''}: {one.message}", one.hint) for one in error.problems
        ]


def look_at_workspace(place: Place, settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look at everything that is kept here, and change nothing."""
    database, keys = place.root / settings.mail.database, place.root / settings.mail.key_file
    if database.exists():
        yield from look_at_database(database, keys, clock)
    else:
        yield _found("database", "ok", f"{settings.mail.database} is made when it is first needed")
        yield look_at_clock(clock, None)
    yield from look_at_sender(settings)
    yield from look_at_way_out(place, settings)


def _found(name: str, level: Level, said: str, hint: str = "") -> Finding:
    return Finding(GROUP, name, level, said, hint)


# --- the database, its keys, the clock


def look_at_database(path: Path, keys: Path, clock: Clock) -> Iterator[Finding]:
    """Look into the database as it stands."""
    try:
        with closing(look_into(path)) as connection:
            yield _schema(path, connection)
            yield _keys(keys, connection)
            yield look_at_clock(clock, _one(connection, _LATEST))
    except (DBAPIError, EnvironmentFailed, OSError) as error:
        said = getattr(error, "orig", None) or error
        yield _found("database", "fault", f"{path.name} cannot be used: {said}", "Put back your copy of it.")


def _one(connection: Any, query: str) -> Any:
    return connection.exec_driver_sql(query).scalar()


def _schema(path: Path, connection: Any) -> Finding:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return _found("database", "fault", f"others can read {path.name}", f"Run chmod 600 {path.name}.")
    sound = _one(connection, "PRAGMA quick_check(1)")
    if sound != "ok":
        return _found("database", "fault", f"{path.name} is damaged: {sound}", "Put back your copy of it.")
    version = _one(connection, "SELECT version_num FROM alembic_version")
    if version != HEAD:
        said = f"{path.name} is of version {version}, and this is {HEAD}"
        return _found("database", "advice", said, "The next command that writes brings it up to date; copy it first.")
    return _found("database", "ok", f"{path.name} is sound, version {version}")


def _keys(path: Path, connection: Any) -> Finding:
    known = _one(connection, "SELECT value FROM store_fact WHERE name = 'keys'")
    try:
        keys = read_keys(path)
    except EnvironmentFailed as error:
        return _found("keys", "fault", str(error), f"The file is {path.name}, unless {VARIABLE} is set.")
    if known is None:
        return _found("keys", "ok", f"{path.name} is made when it is first needed")
    if keys is None:
        return _found("keys", "fault", f"{path.name} is not there", "Put back your copy: old links hang on it.")
    if keys.fingerprint != known:
        return _found("keys", "fault", f"{path.name} holds the keys of another database", "Put back your copy.")
    return _found("keys", "ok", f"{len(keys.tokens)} in {path.name}, for nobody else's eyes")


def look_at_clock(clock: Clock, latest: int | None) -> Finding:
    """Hold the clock against what has been written down by it."""
    now = clock()
    said = f"{datetime.fromtimestamp(now / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    hint = "Set the clock: mailings, leases and links hang on it."
    if now < MADE:
        return _found("clock", "fault", f"{said}, which is before this program was written", hint)
    if latest is not None and latest > now:
        there = f"{datetime.fromtimestamp(latest / 1000, UTC):%Y-%m-%d %H:%M} UTC"
        return _found("clock", "fault", f"{said}, and the database was written at {there}", hint)
    return _found("clock", "ok", said)


# --- what mailings need


def look_at_sender(settings: Settings) -> Iterator[Finding]:
    """Look at who writes, from where, and where readers come to."""
    sender, mail = settings.sender, settings.mail
    if sender.address:
        yield _found("sender", "ok", sender.address)
    else:
        yield _found("sender", "advice", "nobody is named", 'Write `address = "office@example.org"` under [sender].')
    if sender.postal_address.strip():
        yield _found("postal address", "ok", ", ".join(sender.postal_address.split("\n")))
    else:
        hint = "Write `postal_address` under [sender]: the law of many countries wants it in each mailing."
        yield _found("postal address", "advice", "there is none", hint)
    if not mail.url:
        hint = 'Write `url = "https://briefs.example.org"` under [mail]: nobody can unsubscribe without.'
        yield _found("public pages", "advice", "there is no address of them", hint)
    elif mail.url.startswith("https://"):
        yield _found("public pages", "ok", mail.url)
    else:
        hint = "One-click unsubscribe needs https (RFC 8058)."
        yield _found("public pages", "fault", f"{mail.url} is not https", hint)


def look_at_way_out(place: Place, settings: Settings) -> Iterator[Finding]:
    """Read the relay and the keys that sign, as a mailing would."""
    if settings.relay.host or settings.relay.provider:
        yield _tried("relay", lambda: _relay(place, settings))
    else:
        yield _found("relay", "advice", "no server is named", "Write `host` or `provider` under [relay].")
    if settings.dkim.rsa_key or settings.dkim.ed25519_key:
        yield _tried("DKIM keys", lambda: _signers(place, settings))
    else:
        hint = "Write a key under [dkim]: Gmail, Yahoo and Microsoft refuse mail to many that is not signed."
        yield _found("DKIM keys", "advice", "nothing signs your mail", hint)
    if settings.bounces.protocol or settings.bounces.webhook:
        yield _tried("bounces", lambda: _bounces(place, settings))
    else:
        hint = "Write the mailbox of `return_path` under [bounces]: who keeps writing to addresses that are gone is blocked."
        yield _found("bounces", "advice", "nobody reads what comes back", hint)


def _tried(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except CommuniqueError as error:
        return _found(name, "fault", str(error), "Mend it in communique.toml, or the file that it names.")


def _relay(place: Place, settings: Settings) -> Finding:
    relay = relay_of(settings, place)
    how = {"starttls": "by STARTTLS", "tls": "in TLS", "none": "on this machine"}[relay.security]
    return _found("relay", "ok", f"{relay.host}:{relay.port} {how}")


def _bounces(place: Place, settings: Settings) -> Finding:
    said = []
    if settings.bounces.protocol:
        access = access_of(settings, place)
        said.append(
            f"{access.protocol} at {access.host}" if access.host else f"{access.protocol} {settings.bounces.path}"
        )
    if provider_of(settings, place):
        said.append(f"webhooks of {settings.bounces.webhook}")
    return _found("bounces", "ok", ", ".join(said))


def _signers(place: Place, settings: Settings) -> Finding:
    signers = signers_of(settings, place)
    said = ", ".join(f"{one.selector} ({one.strength})" for one in signers)
    if not any(one.strength.startswith("RSA") for one in signers):
        return _found("DKIM keys", "advice", said, "Add an RSA key: many receivers do not read Ed25519 yet.")
    return _found("DKIM keys", "ok", said)
