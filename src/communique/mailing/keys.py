"""
The secrets of an office's mail: a file of its own, mode 0600, or the environment; never in a setting.

The root key never changes: suppression, Message-IDs and return paths hang on
it. Token keys rotate: the newest signs, and an older one is believed for
`OVERLAP` days after it was followed, so that the links in old mail still work.

    root = "…"

    [[token]]
    id = 1
    since = 2026-11-23T16:00:00Z
    secret = "…"
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from communique import files
from communique.errors import EnvironmentFailed
from communique.mailing import secret as secret_file
from communique.mailing.tables import store_fact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from communique.mailing.store import Clock, Store

VARIABLE: Final = "COMMUNIQUE_KEYS"
"""The environment's variable that holds what otherwise stands in the file."""
FINGERPRINT: Final = "keys"
OVERLAP: Final = 400
DAY: Final = 86_400_000
SIZE: Final = 32
LAST_ID: Final = 255


@dataclass(frozen=True, slots=True)
class TokenKey:
    """One key that signs, or signed, the links in mail."""

    id: int  #: From 1 to 255; it stands in the token.
    since: int  #: When it began to sign.
    secret: bytes

    def __repr__(self) -> str:
        """Show nothing of the secret, wherever this is printed."""
        return f"TokenKey({self.id})"


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of an office."""

    root: bytes
    tokens: tuple[TokenKey, ...]  #: The newest first.

    def __repr__(self) -> str:
        """Show nothing of the secrets, wherever this is printed."""
        return f"Keys({len(self.tokens)} token keys)"

    def mac(self, purpose: str, data: str) -> bytes:
        """Make 128 bits of a keyed hash (BLAKE2b, RFC 7693); purposes have nothing in common, and at most 16 letters."""
        return blake2b(data.encode(), digest_size=16, key=self.root, person=purpose.encode()).digest()

    def address_hash(self, key: str) -> str:
        """Hash a folded address, as subscribers, deliveries and the suppression list hold it."""
        return self.mac("address", key).hex()

    def network_hash(self, network: str) -> str:
        """Hash where a request came from."""
        return self.mac("network", network).hex()

    @property
    def fingerprint(self) -> str:
        """What a database remembers of its root key."""
        return self.mac("fingerprint", "").hex()


# --- making and rotating


def new_keys(secrets: Callable[[int], bytes], now: int) -> Keys:
    """Make the first keys of an office."""
    return Keys(secrets(SIZE), (TokenKey(1, now, secrets(SIZE)),))


def rotated(keys: Keys, secrets: Callable[[int], bytes], now: int) -> Keys:
    """Let a new key sign, and forget those that were followed more than `OVERLAP` days ago."""
    newest, kept = keys.tokens[0], _believed(keys, now)
    following = newest.id % LAST_ID + 1
    if following in {key.id for key in (newest, *kept)}:
        raise EnvironmentFailed(f"{LAST_ID} keys were made within {OVERLAP} days; there is no number for another")
    return replace(keys, tokens=(TokenKey(following, now, secrets(SIZE)), newest, *kept))


def _believed(keys: Keys, now: int) -> tuple[TokenKey, ...]:
    """Keep the older keys that were followed by another less than `OVERLAP` days ago."""
    followed = zip(keys.tokens[1:], keys.tokens, strict=False)
    return tuple(old for old, follower in followed if follower.since > now - OVERLAP * DAY)


# --- the file


def open_keys(path: Path, store: Store, *, secrets: Callable[[int], bytes], clock: Clock) -> Keys:
    """
    Read the keys of a database; make them with it, and only with it.

    Raises:
        EnvironmentFailed: there are none, others can read them, or they are those of another database.

    """
    with store.reading() as connection:
        known = _known(connection)
    keys = read_keys(path) if known else _first(path, store, secrets, clock)
    if keys is None:
        raise EnvironmentFailed(
            f"the keys of this database are missing: {path} is not there. "
            "Put it back from your copy; without it nobody can be suppressed or leave by a link in old mail"
        )
    if known and not hmac.compare_digest(known, keys.fingerprint):
        raise EnvironmentFailed(f"these are the keys of another database: {path}")
    return replace(keys, tokens=(keys.tokens[0], *_believed(keys, clock())))


def _known(connection: Connection) -> str | None:
    return connection.scalar(select(store_fact.c.value).where(store_fact.c.name == FINGERPRINT))


def _first(path: Path, store: Store, secrets: Callable[[int], bytes], clock: Clock) -> Keys:
    """Bind a new database to its keys; of two that come at once, one makes them."""
    with store.writing() as connection:
        keys = read_keys(path)
        if keys is None:
            keys = new_keys(secrets, clock())
            write_keys(path, keys)
        if _known(connection) is None:
            connection.execute(store_fact.insert().values(name=FINGERPRINT, value=keys.fingerprint))
    return keys


def read_keys(path: Path) -> Keys | None:
    """Read the keys of the environment, or of the file; None where there are none."""
    written = os.environ.get(VARIABLE)
    if written is not None:
        return _read(written, VARIABLE)
    if not path.exists():
        return None
    return _read(secret_file.read(path).decode(errors="replace"), str(path))


def _read(text: str, named: str) -> Keys:
    with suppress(ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        data = tomllib.loads(text)
        found = [_token_key(row) for row in data["token"]]
        keys = Keys(_secret(data["root"]), tuple(sorted(found, key=lambda key: key.since, reverse=True)))
        if keys.tokens and len({key.id for key in found}) == len(found):
            return keys
    raise EnvironmentFailed(f"{named} does not hold keys as `communique keys rotate` writes them")


def _token_key(row: Mapping[str, Any]) -> TokenKey:
    if not 1 <= row["id"] <= LAST_ID:
        raise ValueError
    return TokenKey(row["id"], int(row["since"].timestamp() * 1000), _secret(row["secret"]))


def _secret(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != SIZE:
        raise ValueError
    return secret


def write_keys(path: Path, keys: Keys) -> None:
    """Write the file whole, for nobody else's eyes."""
    lines = [
        "# The keys of this office's mail. Nobody else may read them. Keep a copy: without them the suppression",
        "# list means nothing, and the links in old mail are dead. `communique keys rotate` adds a token key.",
        "",
        f'root = "{base64.b64encode(keys.root).decode()}"',
    ]
    for key in keys.tokens:
        since = datetime.fromtimestamp(key.since / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lines += ["", "[[token]]", f"id = {key.id}", f"since = {since}"]
        lines += [f'secret = "{base64.b64encode(key.secret).decode()}"']
    old = os.umask(0o077)
    try:
        files.write(path.parent, {path.name: ("\n".join(lines) + "\n").encode()})
    finally:
        os.umask(old)
