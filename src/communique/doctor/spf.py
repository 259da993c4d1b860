"""SPF (RFC 7208) of the domain in the return path: one record, that can be read, within ten questions, and that ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from communique.doctor.dns import Unanswered
from communique.doctor.finding import Finding

if TYPE_CHECKING:
    from communique.doctor.dns import Texts
    from communique.doctor.finding import Level

MOST: Final = 10
"""Questions to the DNS that a receiver asks at most (RFC 7208, section 4.6.4)."""
_TERM: Final = re.compile(
    r"[+?~-]?(?:(?P<all>all)|(?P<asks>a|mx|ptr)(?::[^\s/]+)?(?:/\d{1,3})?(?://\d{1,3})?|(?P<include>include):(?P<of>\S+)"
    r"|(?P<exists>exists):\S+|ip4:[\d.]+(?:/\d{1,2})?|ip6:[0-9a-f:.]+(?:/\d{1,3})?)",
    re.IGNORECASE,
)
_MODIFIER: Final = re.compile(r"(?P<name>[a-z][a-z0-9_.-]*)=(?P<value>\S*)", re.IGNORECASE)


class _Broken(Exception):
    """The record, or one that it includes, cannot be used; ``str()`` says why."""


def look_at_spf(domain: str, texts: Texts, *, signed: bool) -> Finding:
    """Look at the record of a domain; without a signature, all hangs on it."""
    try:
        record = _record(domain, texts)
        if record is None:
            hint = f"Publish at {domain}: v=spf1 … -all, with the servers that send for you."
            return _found("advice" if signed else "fault", f"{domain} has no SPF record", hint)
        asked = _questions(domain, texts, ())
    except Unanswered as error:
        return _found("advice", f"{domain}: {error}", "Try again with a network.")
    except _Broken as error:
        return _found("fault", str(error), "Mend the record: receivers treat it as an error.")
    if asked > MOST:
        return _found("fault", f"{domain} asks the DNS {asked} times; receivers stop at {MOST}", "Include less.")
    return _end(domain, record)


def _found(level: Level, said: str, hint: str = "") -> Finding:
    return Finding("domain", "SPF", level, said, hint)


def _end(domain: str, record: str) -> Finding:
    last = record.lower().split()[-1]
    if last in {"all", "+all"}:
        return _found("fault", f"{domain} lets anybody send in its name (+all)", "End the record with -all or ~all.")
    if last in {"-all", "~all"} or last.startswith("redirect="):
        return _found("ok", f"{domain} says who sends for it")
    return _found("advice", f"{domain} says nothing of everybody else", "End the record with -all or ~all.")


def _record(domain: str, texts: Texts) -> str | None:
    found = [text for text in texts(domain) if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE)]
    if len(found) > 1:
        raise _Broken(f"{domain} has {len(found)} SPF records; one is allowed")
    return found[0] if found else None


def _questions(domain: str, texts: Texts, above: tuple[str, ...]) -> int:
    """Count what a receiver asks the DNS for a record, and for all that it includes."""
    record = _record(domain, texts)
    if record is None:
        raise _Broken(f"{domain}, which {above[-1]} includes, has no SPF record")
    if domain.lower() in above or len(above) > MOST:
        raise _Broken(f"{domain} includes itself")
    return sum(_of_term(term, domain, texts, (*above, domain.lower())) for term in record.split()[1:])


def _of_term(term: str, domain: str, texts: Texts, above: tuple[str, ...]) -> int:
    found = _TERM.fullmatch(term)
    if found is None:
        modifier = _MODIFIER.fullmatch(term)
        if modifier is None:
            raise _Broken(f'{domain}: "{term[:60]}" means nothing in SPF')
        target = modifier["value"] if modifier["name"].lower() == "redirect" else ""
    else:
        target = found["of"] or ""
        if not target:
            return int(bool(found["asks"] or found["exists"]))
    if not target:
        return 0
    return 1 + (0 if "%{" in target else _questions(target, texts, above))
