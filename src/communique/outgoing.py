"""The way out and back, as the settings say it: the server that mail is handed to, the keys that sign it, the mailbox of bounces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.bounces.handling import Policy
from communique.bounces.mailboxes import Access
from communique.bounces.webhooks import PROVIDERS as PROVIDERS_BY_HTTP
from communique.errors import EnvironmentFailed, UsageError
from communique.mailing import secret
from communique.mailing.dkim import Signer, read_key
from communique.mailing.relay import PROVIDERS, Relay

if TYPE_CHECKING:
    from communique.bounces.webhooks import Provider
    from communique.places import Place
    from communique.settings import Settings

PASSWORD: Final = "COMMUNIQUE_RELAY_PASSWORD"  # noqa: S105 -- the name of a variable
"""The environment's variable with the relay's password."""
BOUNCES_PASSWORD: Final = "COMMUNIQUE_BOUNCES_PASSWORD"  # noqa: S105 -- as above
WEBHOOK_KEY: Final = "COMMUNIQUE_WEBHOOK_KEY"


def relay_of(settings: Settings, place: Place) -> Relay:
    """Make the relay of the settings: a provider's defaults, and over them what is set."""
    said = settings.relay
    if said.provider and said.provider not in PROVIDERS:
        raise UsageError(f'there is no provider "{said.provider}"; providers are: {", ".join(PROVIDERS)}')
    usual = PROVIDERS.get(said.provider)
    host = said.host or (usual.host if usual else "")
    if not host:
        raise UsageError("there is no server to hand mail to: write `host` or `provider` under [relay]")
    security = said.security or (usual.security if usual else "starttls")
    return Relay(
        host=host,
        port=said.port or (usual.port if usual else 587),
        security="tls" if security == "tls" else "none" if security == "none" else "starttls",
        user=said.user,
        password=secret.password(PASSWORD, place.root / said.password_file if said.password_file else None),
        ca_file=place.root / said.ca_file if said.ca_file else None,
        helo=said.helo or domain_of(settings),
        return_path=said.return_path or settings.sender.address,
        connections=said.connections or (usual.connections if usual else 10),
        messages_per_connection=said.messages_per_connection or (usual.messages_per_connection if usual else 100),
        per_second=said.per_second or (usual.per_second if usual else None),
    )


def signers_of(settings: Settings, place: Place) -> tuple[Signer, ...]:
    """Read the domain's DKIM keys, those that are set."""
    said = settings.dkim
    pairs = ((said.rsa_selector, said.rsa_key), (said.ed25519_selector, said.ed25519_key))
    if any(key for _, key in pairs) and not said.domain:
        raise UsageError("write the `domain` of the keys under [dkim]")
    return tuple(
        read_key(place.root / key, domain=said.domain, selector=selector or "communique")
        for selector, key in pairs
        if key
    )


def access_of(settings: Settings, place: Place) -> Access:
    """Say how to reach the mailbox of bounces; raise UsageError where none is set."""
    said = settings.bounces
    if not said.protocol:
        raise UsageError('there is no mailbox of bounces: write `protocol = "imap"`, `host` and `user` under [bounces]')
    return Access(
        protocol=said.protocol,
        host=said.host,
        port=said.port,
        security=said.security or "tls",
        user=said.user,
        password=secret.password(BOUNCES_PASSWORD, place.root / said.password_file if said.password_file else None),
        ca_file=place.root / said.ca_file if said.ca_file else None,
        folder=said.folder,
        path=place.root / said.path if said.path else None,
        delete=said.after == "delete" or said.protocol == "pop3",
    )


def policy_of(settings: Settings) -> Policy:
    """Say when an address that takes no mail is written to no more."""
    return Policy(soft_after=settings.bounces.soft_after, soft_days=settings.bounces.soft_days)


def provider_of(settings: Settings, place: Place) -> Provider | None:
    """Understand the provider that reports bounces by HTTP; None where none does."""
    said = settings.bounces
    if not said.webhook:
        return None
    key = secret.password(WEBHOOK_KEY, place.root / said.webhook_key_file if said.webhook_key_file else None)
    if not key:
        raise UsageError(f"the key of {said.webhook}'s webhooks is missing: write `webhook_key_file` under [bounces]")
    return PROVIDERS_BY_HTTP[said.webhook](key)


def domain_of(settings: Settings) -> str:
    """Tell the domain that mail comes from; raise EnvironmentFailed where none is set."""
    domain = settings.sender.address.rpartition("@")[2]
    if not domain:
        raise EnvironmentFailed("write the `address` that mail comes from under [sender]")
    return domain
