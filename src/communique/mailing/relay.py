"""
The server that mail is handed to, and what is known about it.

A relay near by is best, a Postfix on the same machine or network: it answers the
final dot in milliseconds, so that almost no answer is ever lost.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from communique.errors import EnvironmentFailed, UsageError

if TYPE_CHECKING:
    from pathlib import Path

Security: TypeAlias = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds that each step may take; the long ones are those of RFC 5321, section 4.5.3.2."""

    connect: float = 30
    greeting: float = 300
    command: float = 300
    data: float = 120
    block: float = 180
    dot: float = 600  #: A short wait here would write to people twice.
    quit: float = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where and how mail is handed over."""

    host: str
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None  #: Certificates to trust beside those of the system.
    helo: str = "localhost"
    return_path: str  #: `bounces@example.org`; the token of a delivery is put in: `bounces+TOKEN@example.org`.
    connections: int = 10
    messages_per_connection: int = 100
    per_second: float | None = None  #: Messages a second over all connections; None for no limit.
    pause: float = 1  #: Seconds after the first connection that failed; they double.
    longest_pause: float = 300
    times: Times = Times()

    def __post_init__(self) -> None:
        """Refuse to send in the clear over a network, or to show a password there."""
        if self.security == "none" and not is_near(self.host):
            raise UsageError(f"mail to {self.host} must be encrypted: set security to starttls or tls")
        if "@" not in self.return_path:
            raise UsageError(f'the return path "{self.return_path}" is no address')

    def envelope_from(self, verp: str) -> str:
        """Make the return path of one delivery."""
        local, _, domain = self.return_path.rpartition("@")
        return f"{local}+{verp}@{domain}"

    def tls(self) -> ssl.SSLContext | None:
        """Make the rules for TLS: the certificate is checked, and so is the name in it."""
        if self.security == "none":
            return None
        try:
            context = ssl.create_default_context()
            if self.ca_file is not None:
                context.load_verify_locations(self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise EnvironmentFailed(f"cannot read the certificates in {self.ca_file}") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def is_near(host: str) -> bool:
    """Say whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider allows, as far as it is published."""

    host: str
    port: int
    security: Security
    connections: int
    messages_per_connection: int
    per_second: float | None = None


PROVIDERS: Final = {
    "postfix": Provider("127.0.0.1", 25, "none", 10, 1000),
    "amazon-ses": Provider("email-smtp.us-east-1.amazonaws.com", 587, "starttls", 10, 100, 14),
    "google-workspace": Provider("smtp-relay.gmail.com", 587, "starttls", 5, 100, 10),
    "microsoft-365": Provider("smtp.office365.com", 587, "starttls", 3, 30, 0.5),
    "yahoo": Provider("smtp.mail.yahoo.com", 465, "tls", 2, 20),
}
"""Careful defaults for named providers; every one of them can be set otherwise."""
