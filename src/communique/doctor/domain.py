"""
What receivers find of our domains: the DKIM keys (RFC 6376), SPF (RFC 7208) and DMARC (RFC 9989, and 7489 before it).

DMARC passes where DKIM or SPF passes for a domain that is aligned with the one
in the From line: the same, or in relaxed alignment one of the same organization.
Which organization that is, the records themselves say, up the tree of names.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.doctor.dns import Unanswered, tags
from communique.doctor.finding import Finding
from communique.doctor.spf import look_at_spf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.doctor.dns import Texts
    from communique.mailing.dkim import Signer

GROUP: Final = "domain"
POLICIES: Final = ("none", "quarantine", "reject")
MOST_LABELS: Final = 8
"""Labels from which the walk up the tree goes on at seven (RFC 9989, section 4.10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """The domains of a mailing."""

    author: str  #: In the From line.
    envelope: str  #: In the return path.
    signers: Sequence[Signer] = ()


def look_at_domains(domains: Domains, texts: Texts) -> Iterator[Finding]:
    """Ask the DNS about all of them."""
    for signer in domains.signers:
        yield look_at_key(signer, texts)
    yield look_at_spf(domains.envelope, texts, signed=bool(domains.signers))
    yield from look_at_dmarc(domains, texts)


def _found(name: str, level: str, said: str, hint: str = "") -> Finding:
    return Finding(GROUP, name, "ok" if level == "ok" else "advice" if level == "advice" else "fault", said, hint)


# --- DKIM


def look_at_key(signer: Signer, texts: Texts) -> Finding:
    """Hold the record of a key against the key that signs."""
    place = f"{signer.selector}._domainkey.{signer.domain}"
    name = f"DKIM {signer.selector}"
    try:
        records = texts(place)
    except Unanswered as error:
        return _found(name, "advice", f"{place}: {error}", "Try again with a network.")
    publish = f"Publish at {place} the TXT record: {signer.record()}"
    if not records:
        return _found(name, "fault", f"there is no record at {place}", publish)
    if len(records) > 1:
        return _found(name, "fault", f"{len(records)} records stand at {place}; receivers take none", publish)
    if wrong := _wrong_with_key(records[0], signer):
        return _found(name, "fault", f"{place}: {wrong}", publish)
    if "y" in (tags(records[0]) or {}).get("t", "").split(":"):
        return _found(name, "advice", f"{place} says that it is on trial (t=y)", "Take t=y out of the record.")
    return _found(name, "ok", f"{place} holds the key that signs")


def _wrong_with_key(record: str, signer: Signer) -> str:
    said = tags(record)
    if said is None or said.get("v", "DKIM1") != "DKIM1" or "p" not in said:
        return "the record is no DKIM key"
    if not said["p"]:
        return "the key is revoked (p= is empty)"
    if "sha256" not in [part.strip() for part in said.get("h", "sha256").split(":")]:
        return "the record does not allow sha256"
    if not {"*", "email"} & {part.strip() for part in said.get("s", "*").split(":")}:
        return "the record is not for e-mail"
    ours = tags(signer.record()) or {}
    if said.get("k", "rsa") != ours["k"]:
        return f"the record is for {said.get('k', 'rsa')}, and the key is {ours['k']}"
    published = _decoded(said["p"])
    if published is None:
        return "the key in the record cannot be read"
    return "" if published == _decoded(ours["p"]) else "the record holds another key than the one that signs"


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


# --- DMARC


def look_at_dmarc(domains: Domains, texts: Texts) -> Iterator[Finding]:
    """Find the policy for the From line, and hold both alignments against it."""
    try:
        found = _policy(domains.author, texts)
        if found is None:
            hint = f"Publish at _dmarc.{domains.author}: v=DMARC1; p=none; rua=mailto:dmarc@{domains.author}"
            yield _found("DMARC", "fault", f"{domains.author} has no DMARC policy; bulk mail from it is refused", hint)
            return
        yield _judged(domains.author, *found)
        yield from _alignments(domains, found[1], texts)
    except Unanswered as error:
        yield _found("DMARC", "advice", f"{domains.author}: {error}", "Try again with a network.")


def _judged(author: str, place: str, policy: dict[str, str]) -> Finding:
    word = policy.get("p", "none")
    if place != author:
        word = policy.get("sp", word)
    at = f"_dmarc.{place}"
    if word not in POLICIES:
        return _found("DMARC", "fault", f"{at}: p={word} is no policy", f"Write one of {', '.join(POLICIES)}.")
    if word == "none":
        hint = "When the reports show that all your mail passes, write p=quarantine, then p=reject."
        return _found("DMARC", "advice", f"{at} only watches (p=none): anybody can write in your name", hint)
    return _found("DMARC", "ok", f"{at} asks receivers to {word} what does not pass")


def _alignments(domains: Domains, policy: dict[str, str], texts: Texts) -> Iterator[Finding]:
    signed = {signer.domain for signer in domains.signers}
    good = [one for one in signed if _aligned(domains.author, one, policy.get("adkim", "r"), texts)]
    if signed and not good:
        hint = f"Sign for {domains.author}: `domain` under [dkim]."
        yield _found("DKIM alignment", "fault", f"{', '.join(signed)} is not aligned with {domains.author}", hint)
    elif signed:
        yield _found("DKIM alignment", "ok", f"{good[0]} is aligned with {domains.author}")
    if _aligned(domains.author, domains.envelope, policy.get("aspf", "r"), texts):
        yield _found("SPF alignment", "ok", f"{domains.envelope} is aligned with {domains.author}")
    else:
        level = "advice" if good else "fault"
        hint = f"Write a return path of {domains.author}: `return_path` under [relay]."
        yield _found("SPF alignment", level, f"{domains.envelope} is not aligned with {domains.author}", hint)


def _aligned(author: str, other: str, mode: str, texts: Texts) -> bool:
    if author.lower() == other.lower():
        return True
    return mode != "s" and _organization(author, texts) == _organization(other, texts)


def _walk(domain: str) -> Iterator[str]:
    """Go up the tree of names; a long name is cut to its last seven labels first."""
    labels = domain.lower().rstrip(".").split(".")
    yield ".".join(labels)
    labels = labels[-(MOST_LABELS - 1) :] if len(labels) >= MOST_LABELS else labels[1:]
    while labels:
        yield ".".join(labels)
        labels = labels[1:]


def _record(domain: str, texts: Texts) -> dict[str, str] | None:
    """Read the DMARC record of a domain; several count as none."""
    found = [text for text in texts(f"_dmarc.{domain}") if text.replace(" ", "").startswith("v=DMARC1")]
    return tags(found[0]) if len(found) == 1 else None


def _policy(author: str, texts: Texts) -> tuple[str, dict[str, str]] | None:
    """Find the record that holds for a domain: its own, or that of its organization."""
    own = _record(author, texts)
    if own is not None:
        return author, own
    organization = _organization(author, texts)
    above = _record(organization, texts)
    return (organization, above) if above is not None else None


def _organization(domain: str, texts: Texts) -> str:
    """Find the organization that a domain belongs to (RFC 9989, section 4.10.2); the domain itself where none says."""
    below, best = domain.lower(), domain.lower()
    for place in _walk(domain):
        record = _record(place, texts)
        if record is not None:
            if record.get("psd") == "y" and place != domain.lower():
                return below
            best = place
            if record.get("psd") == "n":
                return place
        below = place
    return best
