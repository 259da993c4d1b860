"""`communique doctor`: a machine, a workspace and a server in every state, and the screen that tells of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import ssl
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from communique import sending
from communique.doctor.examine import Instruments, examine
from communique.doctor.machine import look_at_fonts, look_at_pdf, look_at_python, look_at_sqlite
from communique.doctor.server import look_at_relay
from communique.doctor.workspace import MADE, look_at_clock
from communique.errors import EnvironmentFailed
from communique.mailing.dkim import read_key
from communique.mailing.letter import Letter
from communique.mailing.office import open_office
from communique.mailing.relay import Relay
from communique.places import Place, shipped
from communique.sending import Desk
from communique.settings import read_settings
from support.command import communique
from support.dovecot import maildir
from support.name_server import name_server
from support.readers import mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.doctor.finding import Finding

NOW = 1_795_449_600_000
SETTINGS = """\
[mail]
url = "https://briefs.office.gov"
[sender]
address = "desk@office.gov"
postal_address = "1 Quay, Harbour"
[relay]
host = "127.0.0.1"
port = {port}
security = "none"
[dkim]
domain = "office.gov"
rsa_selector = "briefs"
rsa_key = "dkim.pem"
[bounces]
protocol = "maildir"
path = "returned"
"""


def told(findings: Iterator[Finding] | list[Finding]) -> dict[str, str]:
    return {f"{one.group} {one.name}": f"{one.level}: {one.said}" for one in findings}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace in order: settings, a key that signs, a database."""
    (tmp_path / "briefs").mkdir()
    (tmp_path / "communique.toml").write_text(SETTINGS.format(port=25))
    key = rsa.generate_private_key(65537, 2048)
    _write_key(tmp_path / "dkim.pem", key)
    maildir(tmp_path / "returned")
    with open_office(tmp_path / "communique.db", tmp_path / "communique.keys", lambda: NOW):
        pass
    return tmp_path


def _write_key(path: Path, key: Any) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem)
    path.chmod(0o600)


def look(root: Path, *, online: bool = False, now: int = NOW, **more: Any) -> dict[str, str]:
    given = {"clock": lambda: now, "answers": lambda _url: "", "texts": lambda _name: (), **more}
    return told(list(examine(Place(root), Instruments(**given), online=online)))


# --- the machine


def test_versions_of_python_and_sqlite_are_judged() -> None:
    assert look_at_python((3, 11, 7)).level == "ok"
    assert look_at_python((3, 10, 9)).level == "fault"
    for version, level in (((3, 40, 1), "advice"), ((3, 51, 2), "advice"), ((3, 51, 3), "ok"), ((3, 50, 7), "ok")):
        module: Any = SimpleNamespace(
            sqlite_version_info=version, sqlite_version=".".join(map(str, version)), __name__="sqlite3"
        )
        assert look_at_sqlite(module).level == level


def test_a_missing_library_is_a_fault_and_a_slow_one_is_advice() -> None:
    def gone() -> str:
        raise EnvironmentFailed("no Pango")

    assert [one.level for one in look_at_pdf(gone, lambda: True)] == ["fault"]
    assert [one.level for one in look_at_pdf(lambda: "70.0", lambda: False)] == ["ok", "advice"]
    assert [one.level for one in look_at_pdf(lambda: "70.0", lambda: True)] == ["ok", "ok"]


def test_a_family_that_is_nowhere_is_named(tmp_path: Path) -> None:
    everything = frozenset({"Noto Serif CJK SC", "Noto Serif"})
    assert [one.level for one in look_at_fonts(Place(shipped()), "default", lambda: everything)] == ["ok"]
    chinese = list(look_at_fonts(Place(shipped()), "default", lambda: everything - {"Noto Serif CJK SC"}))
    assert [(one.level, "Noto Serif CJK SC for chinese" in one.said) for one in chinese] == [("advice", True)]
    (tmp_path / "templates" / "ours").mkdir(parents=True)
    (tmp_path / "templates" / "ours" / "pack.toml").write_text('base = "default"\n[fonts]\nbody = "Nowhere Sans"\n')
    ours = list(look_at_fonts(Place(tmp_path), "ours", lambda: everything))
    assert [(one.level, one.said) for one in ours] == [("fault", "there is no Nowhere Sans for body")]
    assert [one.level for one in look_at_fonts(Place(tmp_path), "none", frozenset)] == ["fault"]


# --- the workspace


def test_a_workspace_in_order_has_no_fault(workspace: Path) -> None:
    found = look(workspace)

    assert {line.partition(":")[0] for name, line in found.items() if name.startswith("workspace")} == {"ok"}
    assert found["workspace DKIM keys"] == "ok: briefs (RSA 2048)"
    assert found["workspace database"] == "ok: communique.db is sound, version 0001"


def test_nothing_is_made_and_nothing_changed(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = {path.name: path.read_bytes() for path in workspace.glob("communique.*")}
    look(workspace)
    assert {path.name: path.read_bytes() for path in workspace.glob("communique.*") if path.suffix != ".db-shm"} == {
        **before,
        **{path.name: b"" for path in workspace.glob("*-wal")},
    }
    empty = tmp_path_factory.mktemp("empty")
    (empty / "briefs").mkdir()
    assert look(empty)["workspace database"].startswith("ok")
    assert [path.name for path in empty.iterdir()] == ["briefs"]


def test_faults_of_the_settings_are_all_told(workspace: Path) -> None:
    (workspace / "communique.toml").write_text('[mail]\nurl = "nowhere"\n[nonsense]\n')
    found = list(examine(Place(workspace), Instruments(answers=str), online=False))

    assert [one.level for one in found if one.name == "settings"] == ["fault", "fault"]
    assert not any(one.name == "database" for one in found)


def test_a_database_that_is_damaged_older_or_open_to_others_is_told(workspace: Path) -> None:
    database = workspace / "communique.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    assert look(workspace)["workspace database"] == "advice: communique.db is of version 0000, and this is 0001"
    database.chmod(0o644)
    assert look(workspace)["workspace database"] == "fault: others can read communique.db"
    database.write_bytes(b"no database" * 100)
    assert "not a database" in look(workspace)["workspace database"]


def test_keys_that_are_missing_foreign_or_open_to_others_are_told(workspace: Path) -> None:
    keys = workspace / "communique.keys"
    right = keys.read_text()
    keys.chmod(0o640)
    assert "others may read" in look(workspace)["workspace keys"]
    keys.unlink()
    assert look(workspace)["workspace keys"] == "fault: communique.keys is not there"
    with open_office(workspace / "other.db", keys, lambda: NOW):
        pass
    assert look(workspace)["workspace keys"].startswith("fault: communique.keys holds the keys of another")
    keys.write_text(right)
    assert look(workspace)["workspace keys"].startswith("ok: 1 in")


def test_a_clock_that_cannot_be_right_is_a_fault() -> None:
    assert look_at_clock(lambda: MADE - 1, None).level == "fault"
    assert look_at_clock(lambda: NOW, NOW + 60_000).level == "fault"
    assert look_at_clock(lambda: NOW, NOW).level == "ok"


def test_what_mailings_need_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "communique.toml").write_text('[mail]\nurl = "http://briefs.office.gov"\n')
    found = look(tmp_path)

    assert found["workspace public pages"].startswith("fault: http://briefs.office.gov is not https")
    for name in ("sender", "postal address", "relay", "DKIM keys"):
        assert found[f"workspace {name}"].startswith("advice"), name


def test_the_mailbox_of_bounces_is_asked_for_and_opened_online(workspace: Path) -> None:
    (workspace / "returned" / "new" / "1").write_bytes(b"Subject: x\n\nx\n")
    assert look(workspace)["workspace bounces"] == "ok: maildir returned"
    assert look(workspace, online=True)["server bounces"] == "ok: the mailbox opens; 1 messages wait"
    (workspace / "returned" / "cur").rmdir()
    assert look(workspace, online=True)["server bounces"].startswith("fault: `path` under [bounces]")
    settings = workspace / "communique.toml"
    settings.write_text(settings.read_text().partition("[bounces]")[0])
    assert look(workspace)["workspace bounces"] == "advice: nobody reads what comes back"


def test_a_key_that_cannot_sign_and_a_relay_in_the_clear_are_faults(workspace: Path) -> None:
    _write_key(workspace / "dkim.pem", rsa.generate_private_key(65537, 1024))  # noqa: S505 -- that is the fault
    found = look(workspace)
    assert found["workspace DKIM keys"].startswith("fault: dkim.pem: a DKIM key is RSA with 2048")
    text = (workspace / "communique.toml").read_text()
    (workspace / "communique.toml").write_text(text.replace('"127.0.0.1"', '"mail.office.gov"'))
    assert look(workspace)["workspace relay"].startswith("fault: mail to mail.office.gov must be encrypted")


# --- the servers


@contextmanager
def tls_server(folder: Path, name: str, days: int, **options: Any) -> Iterator[tuple[int, Path]]:
    """Start a mail server with a certificate of its own, and stop it."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    built = x509.CertificateBuilder().subject_name(whose).issuer_name(whose).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - dt.timedelta(90))
    built = built.not_valid_after(now + dt.timedelta(days, seconds=60))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = folder / "cert.pem"
    certificate.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    _write_key(folder / "tls.pem", key)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, folder / "tls.pem")
    with mailbox() as (handler, port):
        free = port  # where nobody listens any more
    controller = Controller(
        handler, hostname="127.0.0.1", port=free, tls_context=context, require_starttls=True, **options
    )
    controller.start()
    try:
        yield free, certificate
    finally:
        controller.stop()


def relay_at(port: int, **more: Any) -> Relay:
    return Relay(host="localhost", port=port, return_path="bounces@office.gov", **more)


def now_ms() -> int:
    return int(dt.datetime.now(dt.UTC).timestamp() * 1000)


def test_a_relay_is_greeted_in_tls_and_says_what_it_offers(tmp_path: Path) -> None:
    with tls_server(tmp_path, "localhost", 90, enable_SMTPUTF8=True) as (port, certificate):
        found = told(look_at_relay(relay_at(port, ca_file=certificate), now_ms))

    assert found["server relay"].startswith("ok")
    assert found["server certificate"].startswith(f"ok: the certificate of localhost:{port} is valid until")
    assert "offers 8BITMIME, SMTPUTF8, SIZE; not PIPELINING, DSN" in found["server extensions"]


def test_a_certificate_that_ends_soon_is_worth_a_word(tmp_path: Path) -> None:
    with tls_server(tmp_path, "localhost", 5) as (port, certificate):
        found = told(look_at_relay(relay_at(port, ca_file=certificate), now_ms))
    assert (found["server relay"][:2], found["server certificate"][:6]) == ("ok", "advice")


@pytest.mark.parametrize(
    ("name", "days", "trusted"),
    [("localhost", -1, True), ("other.gov", 90, True), ("localhost", 90, False)],
    ids=["ended", "of another", "of nobody"],
)
def test_a_certificate_that_is_not_the_relays_is_a_fault(
    tmp_path: Path, name: str, days: int, *, trusted: bool
) -> None:
    with tls_server(tmp_path, name, days) as (port, certificate):
        found = told(look_at_relay(relay_at(port, ca_file=certificate if trusted else None), now_ms))
    assert list(found) == ["server relay"]
    assert found["server relay"].startswith(f"fault: localhost:{port}: the server's certificate is not valid")


def test_a_password_that_is_refused_is_told_before_a_mailing_is(tmp_path: Path) -> None:
    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with tls_server(tmp_path, "localhost", 90, authenticator=knows) as (port, certificate):
        for password, level in (("right", "ok"), ("wrong", "fault")):
            relay = relay_at(port, ca_file=certificate, user="desk", password=password)
            assert told(look_at_relay(relay, now_ms))["server relay"].startswith(level)
            assert password not in str(told(look_at_relay(relay, now_ms)))


def test_a_relay_without_tls_or_that_is_not_there_is_a_fault() -> None:
    with mailbox() as (_, port):
        assert "offers no TLS" in told(look_at_relay(relay_at(port), now_ms))["server relay"]
        near = told(look_at_relay(relay_at(port, security="none"), now_ms))
        assert near["server certificate"].endswith("is this machine; nothing travels")
    assert told(look_at_relay(relay_at(1), now_ms))["server relay"].startswith("fault: localhost:1: Connection refused")
    away = Relay(host="nowhere.invalid", return_path="b@office.gov")
    assert "there is no such server" in told(look_at_relay(away, now_ms))["server relay"]


def test_online_asks_everybody_and_offline_nobody(workspace: Path) -> None:
    signer = read_key(workspace / "dkim.pem", domain="office.gov", selector="briefs")
    with mailbox() as (_, port), name_server() as names:
        (workspace / "communique.toml").write_text(SETTINGS.format(port=port))
        names.texts = {
            "briefs._domainkey.office.gov": [signer.record()],
            "office.gov": ["v=spf1 mx -all"],
            "_dmarc.office.gov": ["v=DMARC1; p=reject"],
        }
        asked: list[str] = []

        def answers(url: str) -> str:
            asked.append(url)
            return ""

        offline = look(workspace, texts=names.resolver(), answers=answers)
        assert (names.asked, asked) == ([], [])
        online = look(workspace, online=True, texts=names.resolver(), answers=answers)

    assert {line.partition(":")[0] for name, line in online.items() if name.startswith("domain")} == {"ok"}
    assert online["server relay"] == f"ok: 127.0.0.1:{port} answers"
    assert asked == ["https://briefs.office.gov/pages.css"]
    assert set(offline) < set(online)


# --- the check-list of a mailing


@pytest.mark.parametrize(("rule", "severities"), [("", {"warning"}), ("error", {"error"}), ("off", set())])
def test_a_mailing_is_told_what_is_wrong_with_its_domain(workspace: Path, rule: str, severities: set[str]) -> None:
    if rule:
        with (workspace / "communique.toml").open("a") as file:
            file.write(f'[checks]\ndomain = "{rule}"\n')
    letter = Letter(subject="", sender="", address="desk@office.gov", lists={})
    with open_office(workspace / "communique.db", workspace / "communique.keys") as office, name_server() as names:
        desk = Desk(Place(workspace), read_settings(Place(workspace)), office, texts=names.resolver())
        found = list(sending._readiness(letter, desk))
        named_for_examples = replace(letter, address="desk@example.org")
        asked = list(names.asked)
        assert list(sending._readiness(named_for_examples, desk)) == []
        assert names.asked == asked

    assert {str(problem.severity) for problem in found} == severities
    assert {problem.code for problem in found} == ({"domain-not-ready"} if severities else set())
    assert not severities or "there is no record at briefs._domainkey.office.gov" in {one.message for one in found}


# --- the command


def test_the_screen_says_what_to_do_and_the_status_tells(workspace: Path) -> None:
    (workspace / "dkim.pem").unlink()
    ill = communique("doctor", folder=workspace)

    assert ill.status == 1
    assert "  fault   DKIM keys      cannot read dkim.pem" in ill.out
    assert "→ Mend it in communique.toml" in ill.out
    data = json.loads(communique("doctor", "--json", folder=workspace).out)
    assert (data["ok"], [one["name"] for one in data["findings"] if one["level"] == "fault"]) == (False, ["DKIM keys"])
    assert os.fspath(workspace) not in ill.out
