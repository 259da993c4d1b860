"""Writes reports as mail servers and providers write them, and an office whose mailing is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from communique.mailing import control
from communique.mailing.claims import Room, Walk, Wish, claim
from communique.mailing.ledger import Answer, Move, open_windows, record
from communique.mailing.one_sender import take_over
from communique.mailing.tables import delivery
from support.office import add_mailing, start

if TYPE_CHECKING:
    from communique.mailing.office import Office

NO_SUCH = "550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown"


def dsn(to: str, status: str = "5.1.1", said: str = NO_SUCH, action: str = "failed", message_id: str = "") -> bytes:
    """Write a delivery report as Postfix does, to a return path."""
    return _DSN.format(to=to, status=status, said=said, action=action, returned=_returned(message_id)).encode()


def complaint(to: str, message_id: str = "") -> bytes:
    """Write a complaint as a provider's feedback loop does."""
    return _COMPLAINT.format(to=to, returned=_returned(message_id)).encode()


def _returned(message_id: str) -> str:
    return "Subject: A brief\n" + (f"Message-ID: <{message_id}>\n" if message_id else "") + "\nAll that was said.\n"


_DSN = """\
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: message/rfc822

{returned}
--b--
"""
_COMPLAINT = """\
From: fbl@provider.example
To: {to}
Subject: FW: A brief
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Loop/1.0
Version: 1

--b
Content-Type: message/rfc822

{returned}
--b--
"""


# --- an office whose mailing is out


def send_out(office: Office, name: str = "brief", *, heard: bool = True) -> int:
    """Send a mailing to the people of the first list; where nobody `heard` the answer, it is unknown."""
    now = office.clock()
    with office.store.writing() as connection:
        number = add_mailing(connection, name=name)
        start(connection, number, now)
    holder = take_over(office.store, "sender", office.clock)
    with office.store.writing() as connection:
        mine = claim(connection, holder, Wish(number, Room(99), 99), Walk(), now)
        open_windows(connection, holder, [(one, f"body-{one.id}") for one in mine], now)
        answer = Answer("dot", 250, "2.0.0") if heard else None
        record(connection, [Move(delivery=one, to="sent" if heard else "unknown", answer=answer) for one in mine], now)
        control.finish(connection, number, now)
    return number


def return_path(office: Office, number: int) -> str:
    """Tell where the bounce of a delivery goes."""
    return f"bounces+{_of(office, number, 'verp')}@example.org"


def message_id(office: Office, number: int) -> str:
    """Tell the Message-ID of a delivery."""
    return _of(office, number, "message_id")


def _of(office: Office, number: int, column: str) -> str:
    with office.store.reading() as connection:
        return str(connection.scalar(select(delivery.c[column]).where(delivery.c.id == number)))


def states(office: Office) -> list[str]:
    """List the states of all deliveries."""
    with office.store.reading() as connection:
        return list(connection.scalars(text("SELECT state FROM delivery ORDER BY id")))


def suppressions(office: Office) -> list[str]:
    """List the reasons for which addresses are written to no more."""
    with office.store.reading() as connection:
        return list(connection.scalars(text("SELECT reason FROM suppression ORDER BY at, reason")))
