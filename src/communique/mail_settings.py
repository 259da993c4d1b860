"""What `communique.toml` says about mail: where it is kept, who writes, and through which server; no secret is among it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What `[mail]` says; files are named from the workspace on."""

    database: str = "communique.db"
    key_file: str = "communique.keys"
    url: str = ""  #: Where readers reach the public pages: `https://briefs.example.gov`.
    office: str = ""  #: The name of the office, on the public pages.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What `[sender]` says: who writes."""

    name: str = ""
    address: str = ""
    reply_to: str = ""
    postal_address: str = ""  #: Where the office is; it stands at the foot of every mailing.
    list_domain: str = ""  #: Behind a list's name in List-Id; the domain of the address where nothing is said.
    archive: str = ""  #: Where earlier mailings can be read.
    feedback_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayServer:
    """What `[relay]` says: the server that mail is handed to. The password stands in `COMMUNIQUE_RELAY_PASSWORD` or a file."""

    provider: str = ""  #: A name from `communique.mailing.relay.PROVIDERS`, for its defaults.
    host: str = ""
    port: int | None = None
    security: str = ""  #: ``starttls``, ``tls`` or ``none``.
    user: str = ""
    password_file: str = ""  #: The password stands in its first line; the environment's is taken before it.
    ca_file: str = ""
    helo: str = ""
    return_path: str = ""  #: ``bounces@example.org``; the sender's address where nothing is said.
    connections: int | None = None
    messages_per_connection: int | None = None
    per_second: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """What `[dkim]` says: the domain's keys, each in a PEM file of its own, mode 0600."""

    domain: str = ""
    rsa_selector: str = ""
    rsa_key: str = ""
    ed25519_selector: str = ""
    ed25519_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounces:
    """What `[bounces]` says: the mailbox that the return path leads to. The password stands in `COMMUNIQUE_BOUNCES_PASSWORD` or a file."""

    protocol: str = ""  #: ``imap``, ``pop3`` or ``maildir``; nothing is read where nothing is said.
    host: str = ""
    port: int | None = None
    security: str = ""  #: ``tls``, ``starttls`` or ``none``.
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    folder: str = "INBOX"
    path: str = ""  #: Of a Maildir, from the workspace on.
    after: str = "keep"  #: ``keep`` or ``delete`` what was handled.
    soft_after: int = 5  #: Mailings in a row that came back for a time, after which nobody is written to.
    soft_days: int = 14  #: Days over which they came back, at least.
    webhook: str = ""  #: A provider that reports by HTTP: ``mailgun``.
    webhook_key_file: str = ""  #: Its signing key; `COMMUNIQUE_WEBHOOK_KEY` is taken before it.
