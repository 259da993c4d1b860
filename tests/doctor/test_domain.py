"""What receivers find of a domain: keys, SPF and DMARC, from a real name server, right and wrong in every way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from communique.doctor.dns import Unanswered, is_reserved, tags
from communique.doctor.domain import Domains, look_at_dmarc, look_at_domains, look_at_key
from communique.doctor.spf import look_at_spf
from communique.mailing.dkim import Signer
from support.name_server import NameServer, name_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.doctor.finding import Finding

PLACE = "briefs._domainkey.office.gov"


@pytest.fixture
def names() -> Iterator[NameServer]:
    with name_server() as started:
        yield started


@pytest.fixture(scope="module")
def rsa() -> Signer:
    return Signer("office.gov", "briefs", "rsa-sha256", generate_private_key(65537, 2048))


@pytest.fixture(scope="module")
def ed25519() -> Signer:
    return Signer("office.gov", "briefs", "ed25519-sha256", Ed25519PrivateKey.generate())


def told(finding: Finding) -> str:
    return f"{finding.level}: {finding.said}"


# --- the keys


def test_the_record_that_is_to_be_published_is_found_to_be_right(
    names: NameServer, rsa: Signer, ed25519: Signer
) -> None:
    """It is longer than one string of a record, and comes in two."""
    for signer in (rsa, ed25519):
        names.texts = {PLACE: [signer.record()]}
        found = look_at_key(signer, names.resolver())
        assert (found.level, found.hint) == ("ok", "")
    assert len(rsa.record()) > 255


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("v=DKIM1; k=rsa; p=", "revoked"),
        ("v=DKIM1; k=rsa", "is no DKIM key"),
        ("v=DKIM2; k=rsa; p=QUJD", "is no DKIM key"),
        ("nothing of the kind", "is no DKIM key"),
        ("v=DKIM1; k=rsa; p=QUJD; p=QUJD", "is no DKIM key"),
        ("v=DKIM1; k=rsa; p=!!!", "cannot be read"),
        ("v=DKIM1; k=rsa; p=QUJD", "another key"),
        ("v=DKIM1; k=ed25519; p=QUJD", "is for ed25519, and the key is rsa"),
        ("v=DKIM1; k=rsa; h=sha1; p=QUJD", "does not allow sha256"),
        ("v=DKIM1; k=rsa; s=tlsrpt; p=QUJD", "is not for e-mail"),
    ],
)
def test_a_record_that_receivers_cannot_use_is_a_fault_with_the_right_one(
    names: NameServer, rsa: Signer, record: str, said: str
) -> None:
    names.texts = {PLACE: [record]}
    found = look_at_key(rsa, names.resolver())

    assert found.level == "fault"
    assert said in found.said
    assert rsa.record() in found.hint


def test_no_record_several_records_and_a_record_on_trial(names: NameServer, rsa: Signer) -> None:
    assert told(look_at_key(rsa, names.resolver())) == f"fault: there is no record at {PLACE}"
    names.texts = {PLACE: []}
    assert told(look_at_key(rsa, names.resolver())) == f"fault: there is no record at {PLACE}"
    names.texts = {PLACE: [rsa.record(), "v=DKIM1; p=QUJD"]}
    assert "2 records stand at" in told(look_at_key(rsa, names.resolver()))
    names.texts = {PLACE: [rsa.record() + "; t=y:s"]}
    assert look_at_key(rsa, names.resolver()).level == "advice"


def test_a_key_without_words_that_may_be_left_out_is_right(names: NameServer, rsa: Signer) -> None:
    names.texts = {PLACE: ["p= " + rsa.record().partition("p=")[2].replace("/", " /") + " ;"]}
    assert look_at_key(rsa, names.resolver()).level == "ok"


# --- SPF


@pytest.mark.parametrize(
    ("record", "told_of_it"),
    [
        ("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all", "ok: office.gov says who sends for it"),
        ("v=spf1 a mx a:mail.office.gov/24//64 ~all", "ok: office.gov says who sends for it"),
        ("V=SPF1 INCLUDE:_spf.relay.net -ALL", "ok: office.gov says who sends for it"),
        ("v=spf1 redirect=_spf.relay.net", "ok: office.gov says who sends for it"),
        ("v=spf1 exists:%{i}._spf.office.gov include:%{d}.relay.net -all", "ok: office.gov says who sends for it"),
        ("v=spf1 mx +all", "fault: office.gov lets anybody send in its name (+all)"),
        ("v=spf1 mx all", "fault: office.gov lets anybody send in its name (+all)"),
        ("v=spf1 mx ?all", "advice: office.gov says nothing of everybody else"),
        ("v=spf1 mx", "advice: office.gov says nothing of everybody else"),
        ("v=spf1", "advice: office.gov says nothing of everybody else"),
        ("v=spf1 ipv4:192.0.2.1 -all", 'fault: office.gov: "ipv4:192.0.2.1" means nothing in SPF'),
        ("v=spf1 include: -all", 'fault: office.gov: "include:" means nothing in SPF'),
        ("v=spf1 include:nothing.net -all", "fault: nothing.net, which office.gov includes, has no SPF record"),
        ("v=spf1 include:office.gov -all", "fault: office.gov includes itself"),
        ("v=spf1 include:two.net -all", "fault: two.net has 2 SPF records; one is allowed"),
        ("v=spf1 " + "a " * 11 + "-all", "fault: office.gov asks the DNS 11 times; receivers stop at 10"),
        ("v=spf1 include:ten.net a -all", "fault: office.gov asks the DNS 12 times; receivers stop at 10"),
    ],
)
def test_an_spf_record_is_judged(names: NameServer, record: str, told_of_it: str) -> None:
    names.texts = {
        "office.gov": ["a text of somebody else", record, "v=spf10 is none"],
        "_spf.relay.net": ["v=spf1 ip4:192.0.2.1 -all"],
        "two.net": ["v=spf1 -all", "v=spf1 ~all"],
        "ten.net": ["v=spf1 " + "mx " * 10 + "-all"],
        "nothing.net": [],
    }
    assert told(look_at_spf("office.gov", names.resolver(), signed=True)) == told_of_it


def test_no_record_weighs_more_where_nothing_is_signed(names: NameServer) -> None:
    assert look_at_spf("office.gov", names.resolver(), signed=True).level == "advice"
    assert look_at_spf("office.gov", names.resolver(), signed=False).level == "fault"


def test_records_that_include_each_other_come_to_an_end(names: NameServer) -> None:
    names.texts = {f"n{n}.gov": [f"v=spf1 include:n{n + 1}.gov include:n{n + 1}.gov -all"] for n in range(40)}
    assert look_at_spf("n0.gov", names.resolver(), signed=True).level == "fault"


# --- DMARC and alignment


def dmarc(names: NameServer, author: str, envelope: str = "", signers: tuple[Signer, ...] = ()) -> dict[str, str]:
    domains = Domains(author=author, envelope=envelope or author, signers=signers)
    return {finding.name: told(finding) for finding in look_at_dmarc(domains, names.resolver())}


@pytest.mark.parametrize(
    ("record", "told_of_it"),
    [
        ("v=DMARC1; p=reject", "ok: _dmarc.office.gov asks receivers to reject what does not pass"),
        ("v=DMARC1; p=quarantine; pct=50; rf=afrf; ri=60", "ok: _dmarc.office.gov asks receivers to quarantine"),
        ("v=DMARC1;p=none;rua=mailto:d@office.gov", "advice: _dmarc.office.gov only watches"),
        ("v=DMARC1; rua=mailto:d@office.gov", "advice: _dmarc.office.gov only watches"),
        ("v=DMARC1; p=refuse", "fault: _dmarc.office.gov: p=refuse is no policy"),
        ("v=DMARC1; p=reject; nonsense", "fault: office.gov has no DMARC policy"),
        ("v=DMARC2; p=reject", "fault: office.gov has no DMARC policy"),
    ],
)
def test_a_policy_is_judged(names: NameServer, record: str, told_of_it: str) -> None:
    """The tags that RFC 9989 has taken away are no fault."""
    names.texts = {"_dmarc.office.gov": [record]}
    assert dmarc(names, "office.gov")["DMARC"].startswith(told_of_it)


def test_two_policies_are_none(names: NameServer) -> None:
    names.texts = {"_dmarc.office.gov": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]}
    assert dmarc(names, "office.gov")["DMARC"].startswith("fault: office.gov has no DMARC policy")


def test_a_domain_without_a_policy_has_that_of_its_organization(names: NameServer) -> None:
    names.texts = {
        "_dmarc.office.gov": ["v=DMARC1; p=reject; sp=quarantine"],
        "_dmarc.gov": ["v=DMARC1; psd=y; p=none"],
    }
    found = dmarc(names, "briefs.press.office.gov")

    assert found["DMARC"] == "ok: _dmarc.office.gov asks receivers to quarantine what does not pass"


def test_a_long_name_is_asked_about_at_most_eight_times(names: NameServer) -> None:
    author = ".".join([*"abcdefghijkl", "office", "gov"])
    names.texts = {"_dmarc.office.gov": ["v=DMARC1; p=reject"]}

    assert dmarc(names, author)["DMARC"].startswith("ok")
    assert len(set(names.asked)) == 8
    assert "_dmarc.h.i.j.k.l.office.gov" in names.asked


@pytest.mark.parametrize(
    ("author", "envelope", "policy", "level"),
    [
        ("office.gov", "office.gov", "", "ok"),
        ("office.gov", "bounces.office.gov", "", "ok"),
        ("press.office.gov", "bounces.office.gov", "", "ok"),
        ("office.gov", "bounces.office.gov", "; aspf=s", "fault"),
        ("office.gov", "relay.net", "", "fault"),
        ("office.gov", "notoffice.gov", "", "fault"),
        ("office.gov", "other.gov", "", "fault"),
    ],
)
def test_the_return_path_is_held_against_the_from_line(
    names: NameServer, author: str, envelope: str, policy: str, level: str
) -> None:
    names.texts = {"_dmarc.office.gov": [f"v=DMARC1; p=reject{policy}"], "_dmarc.gov": ["v=DMARC1; psd=y"]}
    assert dmarc(names, author, envelope)["SPF alignment"].startswith(level)


def test_a_signature_that_is_aligned_takes_the_weight_off_the_return_path(names: NameServer, rsa: Signer) -> None:
    names.texts = {"_dmarc.office.gov": ["v=DMARC1; p=reject"]}
    found = dmarc(names, "office.gov", "relay.net", (rsa,))
    assert (found["DKIM alignment"][:2], found["SPF alignment"][:6]) == ("ok", "advice")
    names.texts["_dmarc.elsewhere.gov"] = ["v=DMARC1; p=none"]
    strange = dmarc(names, "elsewhere.gov", "elsewhere.gov", (rsa,))
    assert strange["DKIM alignment"] == "fault: office.gov is not aligned with elsewhere.gov"


@given(record=st.text(max_size=80) | st.from_regex(r"v=(spf1|DMARC1|DKIM1)[ ;][ -~]{0,60}", fullmatch=True))
def test_whatever_a_record_says_it_is_judged(rsa: Signer, record: str) -> None:
    """Nobody knows what stands in the DNS of somebody else."""
    domains = Domains(author="office.gov", envelope="relay.net", signers=(rsa,))
    found = list(look_at_domains(domains, lambda _name: (record,)))

    assert {finding.level for finding in found} <= {"ok", "advice", "fault"}
    assert found[0].level == "fault"  # our key stands in no such text


# --- nobody answers


def test_when_nobody_answers_nothing_is_said_to_be_wrong_and_nobody_waits_twice(names: NameServer, rsa: Signer) -> None:
    names.silent = {"*"}
    domains = Domains(author="office.gov", envelope="office.gov", signers=(rsa,))
    found = list(look_at_domains(domains, names.resolver(patience=0.3)))

    assert {finding.level for finding in found} <= {"advice", "ok"}
    assert all("no name server answered" in finding.said for finding in found if finding.level == "advice")
    assert set(names.asked) == {PLACE}


def test_a_server_that_fails_is_not_a_domain_that_says_nothing(names: NameServer) -> None:
    names.failing = {"office.gov"}
    found = look_at_spf("office.gov", names.resolver(), signed=False)
    assert (found.level, "cannot say" in found.said) == ("advice", True)
    with pytest.raises(Unanswered):
        names.resolver()("office.gov")
    assert names.resolver()("other.gov") == ()


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".gov", "é" * 70 + ".gov"])
def test_a_name_that_is_none_is_no_crash(names: NameServer, name: str) -> None:
    with pytest.raises(Unanswered):
        names.resolver()(name)


def test_tags_are_read_as_they_are_written() -> None:
    assert tags("v=DMARC1; p=none;") == {"v": "DMARC1", "p": "none"}
    assert tags(" v = DKIM1 ; p = a=b ") == {"v": "DKIM1", "p": "a=b"}
    assert tags("v=1; v=2") is None
    assert tags("v") is None


def test_names_for_examples_are_known() -> None:
    assert [is_reserved(name) for name in ("example.org", "mail.EXAMPLE.com", "a.test")] == [True] * 3
    assert [is_reserved(name) for name in ("office.gov", "notexample.org", "example.gov")] == [False] * 3
