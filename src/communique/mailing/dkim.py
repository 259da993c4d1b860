"""
DKIM (RFC 6376, RFC 8463): a signature that says which domain answers for a message.

Relaxed canonical form for header and body, no `l=`. Each field is listed once
more often than it is there, so that nobody can put a second one on top and have
it believed. RSA-2048 for all receivers, Ed25519 beside it where there is a key.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from communique.errors import EnvironmentFailed, UsageError
from communique.mailing import secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SIGNED: Final = (
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-archive",
    "auto-submitted",
    "feedback-id",
)
"""The fields that are signed wherever they stand."""

SMALLEST: Final = 2048
"""Bits that an RSA key must have."""

_LINE: Final = 70
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?")

Header = tuple[str, str]
"""A header field: its name, and its value on one line."""


class Canonical(NamedTuple):
    """What is signed of a message, whichever key signs it."""

    fields: str  #: The signed header fields, a line each.
    names: str  #: What stands in ``h=``.
    body_hash: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A domain's key under a selector."""

    domain: str
    selector: str
    algorithm: str  #: ``rsa-sha256`` or ``ed25519-sha256``.
    key: Any = field(repr=False)

    def sign(self, said: Canonical, *, time: int) -> bytes:
        """
        Make the header field that signs a message.

        Args:
            said: what is signed.
            time: seconds since 1970 that stand in the signature.

        Returns:
            The field with its line ends, to be put on top.

        """
        tags = (
            ("v", "1"),
            ("a", self.algorithm),
            ("c", "relaxed/relaxed"),
            ("d", self.domain),
            ("s", self.selector),
            ("t", str(time)),
            ("h", said.names),
            ("bh", said.body_hash),
            ("b", ""),
        )
        value = "; ".join([f"{name}={content}" for name, content in tags])
        data = f"{said.fields}dkim-signature:{value}".encode()
        return _written(tags, base64.b64encode(self._signature(data)).decode())

    def _signature(self, data: bytes) -> bytes:
        if self.algorithm == "ed25519-sha256":
            made: bytes = self.key.sign(hashlib.sha256(data).digest())
            return made
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        signed: bytes = self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return signed

    @property
    def strength(self) -> str:
        """Name the kind and the size of the key."""
        return "Ed25519" if self.algorithm == "ed25519-sha256" else f"RSA {self.key.key_size}"

    def record(self) -> str:
        """Write the TXT record that the domain publishes under ``selector._domainkey``."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self.key.public_key()
        if self.algorithm == "ed25519-sha256":
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
            return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"
        der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


_ALWAYS: Final = frozenset({"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"})
"""Fields that are signed even where they are missing: so nobody can add them."""


def canonical(headers: Sequence[Header], hashed_body: bytes) -> Canonical:
    """
    Write what is signed in relaxed form, once for all keys.

    Args:
        headers: in the order they stand, each name once.
        hashed_body: the body in relaxed form, ending with one line end.

    """
    signed, names = _chosen(tuple([name for name, _ in headers]))
    fields = [f"{name}:{' '.join(value.split())}\r\n" for name, (_, value) in zip(signed, headers, strict=True) if name]
    digest = hashlib.sha256(hashed_body).digest()
    return Canonical("".join(fields), names, base64.b64encode(digest).decode())


@lru_cache(maxsize=32)  # a mailing has a few kinds of message
def _chosen(names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Choose what is signed of the fields of a message, and write the list of it."""
    signed = tuple(name.lower() if name.lower() in SIGNED else "" for name in names)
    over = (name for name in SIGNED if name in signed or name in _ALWAYS)
    return signed, ":".join([*filter(None, signed), *over])


def _written(tags: Sequence[tuple[str, str]], signature: str) -> bytes:
    """Write the field in lines; blanks in the signature itself do not count."""
    lines = [f"{name}={content};" for name, content in tags[:-1]]
    chunks = [signature[n : n + _LINE] for n in range(0, len(signature), _LINE)]
    value = "\r\n ".join([*lines, f"b={chunks[0]}", *chunks[1:]])
    return f"DKIM-Signature: {value}\r\n".encode()


def read_key(path: Path, *, domain: str, selector: str) -> Signer:
    """
    Read a private key in PEM.

    Raises:
        UsageError: the domain or the selector is none.
        EnvironmentFailed: the file cannot be read, others may read it, or it holds no key that will do.

    """
    if not (_NAME.fullmatch(domain) and _NAME.fullmatch(selector)):
        raise UsageError(f'"{selector}._domainkey.{domain}" is no name of a DKIM key')
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(secret.read(path), password=None)
    except (ValueError, TypeError) as error:
        raise EnvironmentFailed(f"{path.name} is not a private key in PEM without a password") from error
    if isinstance(key, Ed25519PrivateKey):
        return Signer(domain, selector, "ed25519-sha256", key)
    if isinstance(key, RSAPrivateKey) and key.key_size >= SMALLEST:
        return Signer(domain, selector, "rsa-sha256", key)
    raise EnvironmentFailed(f"{path.name}: a DKIM key is RSA with {SMALLEST} bits or more, or Ed25519")
