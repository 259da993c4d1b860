"""Messages that come back, in the shapes in which mail servers write them, by a name each: what is to be made of each stands beside it."""

from __future__ import annotations

import base64
from textwrap import dedent, indent

TOKEN = "abcdefghij234567klmnopqr"  # noqa: S105 -- of a return path
OTHER = "zyxwvutsrq765432zyxwvuts"
MESSAGE_ID = f"{TOKEN[::-1]}@example.org"
HERE = f"bounces+{TOKEN}@example.org"

MAILING = f"""\
Return-Path: <{HERE}>
Received: from relay.example.org (relay.example.org [192.0.2.7]) by mx.example.net; Mon, 23 Nov 2026 10:00:00 +0000
From: Office <briefs@example.org>
To: <ana@example.net>
Subject: The week in trade
Message-ID: <{MESSAGE_ID}>
List-Unsubscribe: <https://briefs.example.org/u/none>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

550 5.1.1 No such user is what our own text may say, and it counts for nothing.
"""
"""The message as it was sent."""


def head(sender: str, subject: str, *more: str, to: str = HERE) -> str:
    """Write the head of a message that came back."""
    return "\n".join(
        (
            f"Return-Path: <{'' if 'aemon' in sender else sender}>",
            f"Delivered-To: {to}",
            f"From: {sender}",
            f"To: {to}",
            f"Subject: {subject}",
            "MIME-Version: 1.0",
            *more,
        )
    )


def report(  # noqa: PLR0913 -- each is a part of the form
    fields: str,
    words: str = "Your message could not be delivered.",
    *,
    sender: str = "MAILER-DAEMON@mx.example.net (Mail Delivery System)",
    subject: str = "Undelivered Mail Returned to Sender",
    status: str = "message/delivery-status",
    returned: str = "message/rfc822",
    original: str = MAILING,
    to: str = HERE,
    form: str = "delivery-status",
) -> str:
    """Write a multipart/report."""
    parts = (("text/plain; charset=us-ascii", words), (status, dedent(fields).strip() + "\n"), (returned, original))
    body = "".join(f"--=_b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts if text)
    kind = f'Content-Type: multipart/report; report-type={form};\n boundary="=_b"'
    return f"{head(sender, subject, kind, 'Auto-Submitted: auto-replied', to=to)}\n\n{body}--=_b--\n"


def block(status: str, said: str = "", action: str = "failed") -> str:
    """Write the fields of a delivery report about one recipient."""
    told = f"Diagnostic-Code: smtp; {said}\n" if said else ""
    return (
        "Reporting-MTA: dns; mx.example.net\nArrival-Date: Mon, 23 Nov 2026 10:00:00 +0000\n\n"
        f"Final-Recipient: rfc822; ana@example.net\nAction: {action}\nStatus: {status}\n{told}"
    )


def prose(words: str, sender: str = "MAILER-DAEMON@mx.example.net", subject: str = "failure notice", *more: str) -> str:
    """Write a bounce of a server that knows no form."""
    return f"{head(sender, subject, *more)}\n\n{dedent(words)}"


def complaint(fields: str, *, to: str = "abuse@example.org", original: str = MAILING) -> str:
    """Write a report of the form of a complaint."""
    return report(
        fields,
        "This is an email abuse report for an email message.",
        sender="feedback@isp.example.net",
        subject="FW: The week in trade",
        status="message/feedback-report",
        original=original,
        to=to,
        form="feedback-report",
    )


QMAIL = f"""\
Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.net>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{indent(MAILING, "")}
"""
EXIM = f"""\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@example.net
    host mx.example.net [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<ana@example.net>:
    550 User unknown

------ This is a copy of the message, including all the headers. ------

{MAILING}
"""
EXCHANGE = """\
Delivery has failed to these recipients or groups:

ana@example.net
The email address you entered couldn't be found.

Diagnostic information for administrators:
#550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup ##
"""
ARF = "Feedback-Type: {}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <somebody@example.org>\n"
ENCODED = base64.b64encode(b"550 5.1.1 The mailbox does not exist").decode()

HEADS = MAILING.partition("\n\n")[0] + "\n"

SHAPES: dict[str, tuple[str, str, str]] = {
    "postfix, no such user": ("hard", "5.1.1", report(block("5.1.1", "550 5.1.1 <ana@example.net>: Recipient address rejected: User unknown"))),
    "postfix, no such domain": ("hard", "5.4.4", report(block("5.4.4", "unable to look up host gone.example.net: Name or service not known"))),
    "postfix, still trying": ("delay", "4.4.1", report(block("4.4.1", "connect to mx.example.net: Connection timed out", "delayed"), subject="Delayed Mail (still being retried)")),
    "postfix, tried for five days": ("soft", "4.4.1", report(block("4.4.1", "connect to mx.example.net: Connection timed out"))),
    "postfix, heads alone": ("hard", "5.1.1", report(block("5.1.1"), returned="text/rfc822-headers", original=HEADS)),
    "relayed to one that reports no more": ("delay", "2.0.0", report(block("2.0.0", "250 ok", "relayed"))),
    "handed to a list of others": ("delay", "2.0.0", report(block("2.0.0", "", "expanded"))),
    "gmail, no such user": ("hard", "5.1.1", report(block("5.1.1", "550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 double-checking the recipient's address. g1-abc.12 - gsmtp"), sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>", subject="Delivery Status Notification (Failure)")),
    "gmail, mailbox full": ("soft", "5.2.2", report(block("5.2.2", "552-5.2.2 The email account that you tried to reach is over quota"))),
    "gmail, taken for spam": ("soft", "5.7.1", report(block("5.7.1", "550-5.7.1 Our system has detected that this message is likely unsolicited mail"))),
    "gmail, does not trust the domain": ("soft", "5.7.26", report(block("5.7.26", "550-5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy"))),
    "exchange, no such recipient": ("hard", "5.1.10", report(block("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"), EXCHANGE, sender="postmaster@tenant.example.net", subject="Undeliverable: The week in trade")),
    "exchange, in words alone": ("hard", "5.1.10", prose(EXCHANGE, "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net", "Undeliverable")),
    "exchange, perhaps no such recipient": ("soft", "5.4.1", report(block("5.4.1", "550 5.4.1 Recipient address rejected: Access denied. [XYZ.prod.protection.outlook.com]"))),
    "exchange, may not write there": ("soft", "5.7.133", report(block("5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup"))),
    "outlook.com, blocked": ("soft", "5.7.1", report(block("5.7.1", "550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent: part of their network is on our block list (S3140)"))),
    "yahoo, no such user, vague code": ("hard", "5.0.0", report(block("5.0.0", "554 delivery error: dd This user doesn't have a yahoo.com account (ana@yahoo.com) [0]"))),
    "yahoo, disabled": ("hard", "5.0.0", report(block("5.0.0", "554 30 Sorry, your message cannot be delivered. This mailbox is disabled (554.30)."))),
    "a vague code, and a clear one in its words": ("hard", "5.0.0", report(block("5.0.0", "550 5.1.1 sorry"))),
    "a vague code, nothing clear": ("soft", "5.0.0", report(block("5.0.0", "554 Transaction failed"))),
    "a vague code, refused for spam": ("soft", "5.0.0", report(block("5.0.0", "550 user unknown or message looks like spam"))),
    "exim, no form": ("hard", "", prose(EXIM, "Mail Delivery System <Mailer-Daemon@mx.example.net>", "Mail delivery failed: returning message to sender", "X-Failed-Recipients: ana@example.net", "Auto-Submitted: auto-generated")),
    "qmail, no form": ("hard", "5.1.1", prose(QMAIL)),
    "sendmail, a transcript": ("hard", "5.1.1", prose("   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> DATA\n<<< 550 5.1.1 <ana@example.net>... User unknown\n", "Mail Delivery Subsystem <MAILER-DAEMON@example.net>", "Returned mail: see transcript for details")),
    "no form, mailbox full": ("soft", "", prose("<ana@example.net>:\n552 mailbox is full, try again later\n")),
    "no form, warning": ("none", "", prose("Your message is in the queue since Monday; nothing is to be done by you.\n")),
    "several recipients, one of them taken": ("delay", "2.1.5", report(block("5.1.1") + "\n" + "Final-Recipient: rfc822; bo@example.net\nAction: delivered\nStatus: 2.1.5\n")),
    "several recipients, all gone": ("hard", "5.1.1", report(block("5.1.1") + "\nFinal-Recipient: rfc822; bo@example.net\nAction: failed\nStatus: 5.1.1\n")),
    "no status at all": ("hard", "5.1.1", report("Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; ana@example.net\nAction: failed\n", "550 5.1.1 unknown user")),
    "nothing but what was returned": ("none", "", report("Reporting-MTA: dns; mx.example.net\n", "")),
    "no blocks": ("hard", "5.1.1", report("Reporting-MTA: dns; mx.example.net\n", "550 5.1.1 unknown user")),
    "an address beyond ASCII": ("hard", "5.1.1", report("Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: utf-8; añá@münchen.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n", status="message/global-delivery-status", returned="message/global", original=MAILING.replace("ana@", "añá@"))),
    "8-bit words": ("hard", "5.1.1", report(block("5.1.1", "550 5.1.1 utilisateur inconnu: désolé"))),
    "words in base64": ("hard", "5.1.1", prose(ENCODED, "mailer-daemon@example.net", "returned", "Content-Transfer-Encoding: base64")),
    "a character set that nobody knows": ("hard", "5.1.1", prose("550 5.1.1 gone\n", "mailer-daemon@example.net", "returned", "Content-Type: text/plain; charset=x-klingon")),
    "a boundary that never comes": ("hard", "5.1.1", prose("550 5.1.1 gone\n", "mailer-daemon@example.net", "returned", "Content-Type: multipart/report")),
    "away, as it should be": ("reply", "", prose("I am away. In need: 555 123 4567, or 550 5.1.1\n", "Ana <ana@example.net>", "Away", "Auto-Submitted: auto-replied")),
    "away, as Outlook says it": ("reply", "", prose("I am out of the office.\n", "Ana <ana@example.net>", "Automatic reply: The week in trade", "X-Auto-Response-Suppress: All")),
    "away, in a subject of two languages": ("reply", "", prose("Estaré fuera.\n", "Ana <ana@example.net>", "=?utf-8?q?Respuesta_autom=C3=A1tica=3A_La_semana?=")),
    "read, says a program": ("reply", "", report("Final-Recipient: rfc822; ana@example.net\nDisposition: manual-action/MDN-sent-manually; displayed\n", sender="ana@example.net", status="message/disposition-notification", form="disposition-notification")),
    "a person writes": ("none", "", prose("Please stop this. 550 5.1.1\n", "Ana <ana@example.net>", "Re: The week in trade")),
    "a person writes of a bounce": ("none", "", prose("> 550 5.1.1 user unknown\nWhat does that mean?\n", "Ana <ana@example.net>", "Question")),
    "complaint": ("complaint", "", complaint(ARF.format("abuse"))),
    "complaint without the message's text": ("complaint", "", complaint(ARF.format("abuse"), original=HEADS + "\n")),
    "complaint of a kind that nobody knows": ("complaint", "", complaint(ARF.format("x-unheard-of"))),
    "wants no more, by a form": ("complaint", "", complaint(ARF.format("opt-out"))),
    "taken out of the spam folder": ("none", "", complaint(ARF.format("not-spam"))),
    "a signature did not verify": ("none", "", complaint(ARF.format("auth-failure"))),
}  # fmt: skip
"""By name: the kind and the enhanced code that are to be found, and the message."""
