"""
Where reports come in: a mailbox of IMAP or POP3, or a Maildir that the mail server writes.

A mailbox gives what nobody has read yet, and is told of each message when what it
asks for has been done. Whoever is killed in between finds the message again.
"""

from __future__ import annotations

import base64
import imaplib
import poplib
import re
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from communique.bounces.reports import LARGEST
from communique.errors import EnvironmentFailed, UsageError
from communique.mailing.relay import is_near

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE: Final = 60
"""Seconds that a server is waited for."""
_PORTS: Final = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("pop3", "tls"): 995, ("pop3", "starttls"): 110}


class Mailbox(Protocol):
    """Messages that nobody has read."""

    def __len__(self) -> int:
        """Count them."""
        ...

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give each by a name, with the first `LARGEST` of its bytes."""
        ...

    def done(self, name: str, *, ours: bool) -> None:
        """Put a message away; one that was none of ours is marked for a person instead."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to reach a mailbox."""

    protocol: str  #: ``imap``, ``pop3`` or ``maildir``.
    host: str = ""
    port: int | None = None
    security: str = "tls"  #: ``tls``, ``starttls`` or, on this machine alone, ``none``.
    user: str = ""
    password: str = ""
    ca_file: Path | None = None
    folder: str = "INBOX"
    path: Path | None = None  #: Of a Maildir.
    delete: bool = False  #: Delete what was handled; a POP3 server has no other way to put it away.


@contextmanager
def opened(access: Access) -> Iterator[Mailbox]:
    """
    Open a mailbox.

    Raises:
        UsageError: the settings do not say enough.
        EnvironmentFailed: the server cannot be reached, its certificate is not right, or it will not have us.

    """
    try:
        with _opened(access) as box:
            yield box
    except ssl.SSLCertVerificationError as error:
        raise EnvironmentFailed(f"the certificate of {access.host} is not right: {error.verify_message}") from error
    except (imaplib.IMAP4.error, poplib.error_proto) as error:
        said = " ".join(str(error).replace("b'", "").strip("'").removeprefix("-ERR ").split())[:200]
        raise EnvironmentFailed(f"the mailbox of {access.user} at {access.host}: {said}") from error
    except OSError as error:
        where = access.host or (access.path.name if access.path else "")
        raise EnvironmentFailed(f"the mailbox at {where}: {error.strerror or error}") from error


@contextmanager
def _opened(access: Access) -> Iterator[Mailbox]:
    if access.protocol == "maildir":
        if access.path is None or not (access.path / "cur").is_dir():
            raise UsageError("`path` under [bounces] is to be a Maildir, with the folders cur, new and tmp")
        yield Maildir(access.path, delete=access.delete)
        return
    if not access.host or not access.user:
        raise UsageError("write `host` and `user` under [bounces], and the password in password_file")
    if access.security == "none" and not is_near(access.host):
        raise UsageError(f"the mailbox at {access.host} must be reached encrypted: set security to tls or starttls")
    with _imap(access) if access.protocol == "imap" else _pop3(access) as box:
        yield box


def _tls(access: Access) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if access.ca_file is not None:
        context.load_verify_locations(access.ca_file)
    return context


def _port(access: Access) -> int:
    usual = _PORTS.get((access.protocol, access.security), 143 if access.protocol == "imap" else 110)
    return access.port or usual


# --- a folder of files


class Maildir:
    """A folder that a mail server delivers into: ``new`` for what nobody saw, ``cur`` with flags behind a colon."""

    def __init__(self, path: Path, *, delete: bool) -> None:
        """Look at what is there now; what comes in meanwhile waits for the next time."""
        self._path, self._delete = path, delete
        self._found = sorted(
            file
            for part in ("new", "cur")
            for file in (path / part).iterdir()
            if "S" not in file.name.rpartition(":2,")[2] or ":2," not in file.name
        )

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give each by its path within the Maildir."""
        for file in self._found:
            with suppress(FileNotFoundError), file.open("rb") as data:  # another program took it
                yield f"{file.parent.name}/{file.name}", data.read(LARGEST)

    def done(self, name: str, *, ours: bool) -> None:
        """Mark it as seen, and as important where a person is to look; or delete it."""
        file = self._path / name
        with suppress(FileNotFoundError):
            if ours and self._delete:
                file.unlink()
            else:
                flags = "S" if ours else "FS"
                file.replace(self._path / "cur" / f"{file.name.partition(':2,')[0]}:2,{flags}")


# --- IMAP


@contextmanager
def _imap(access: Access) -> Iterator[Mailbox]:
    if access.security == "tls":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            access.host, _port(access), ssl_context=_tls(access), timeout=PATIENCE
        )
    else:
        server = imaplib.IMAP4(access.host, _port(access), timeout=PATIENCE)
    try:
        if access.security == "starttls":
            server.starttls(_tls(access))
        _log_in(server, access)
        quoted = '"' + _utf7(access.folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
        status, said = server.select(quoted)
        if status != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {access.folder}: {said[0]!r}")
        box = Imap(server, delete=access.delete)
        yield box
        box.close()
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()


def _log_in(server: imaplib.IMAP4, access: Access) -> None:
    """Say who we are; LOGIN can say it in ASCII alone."""
    if f"{access.user}{access.password}".isascii():
        server.login(access.user, access.password)
    else:
        server.authenticate("PLAIN", lambda _: f"\0{access.user}\0{access.password}".encode())


def _utf7(name: str) -> str:
    """Write the name of a folder as IMAP does (RFC 3501, 5.1.3)."""

    def encoded(found: re.Match[str]) -> str:
        return f"&{base64.b64encode(found[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", encoded, name.replace("&", "&-"))


class Imap:
    """A folder of an IMAP server; the flag "seen" says that a message was handled."""

    def __init__(self, server: imaplib.IMAP4, *, delete: bool) -> None:
        """Ask which messages nobody has seen."""
        self._server, self._delete = server, delete
        found = server.uid("SEARCH", "UNSEEN", "UNDELETED")[1]
        self._found = (found[0] or b"").decode().split()
        self._removed = False

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give each by its UID, without marking it as seen."""
        for name in self._found:
            for part in self._server.uid("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST}>)")[1]:
                if isinstance(part, tuple):
                    yield name, part[1]

    def done(self, name: str, *, ours: bool) -> None:
        """Mark it as seen, or delete it; a person finds the flagged ones."""
        flags = "(\\Deleted)" if ours and self._delete else "(\\Seen)" if ours else "(\\Seen \\Flagged)"
        self._removed |= ours and self._delete
        self._server.uid("STORE", name, "+FLAGS", flags)

    def close(self) -> None:
        """Take out what was deleted."""
        if self._removed:
            self._server.expunge()


# --- POP3


@contextmanager
def _pop3(access: Access) -> Iterator[Mailbox]:
    if access.security == "tls":
        server: poplib.POP3 = poplib.POP3_SSL(access.host, _port(access), context=_tls(access), timeout=PATIENCE)
    else:
        server = poplib.POP3(access.host, _port(access), timeout=PATIENCE)
    try:
        if access.security == "starttls":
            server.stls(_tls(access))
        server.user(access.user)
        server.pass_(access.password)
        yield Pop3(server)
    except BaseException:
        with suppress(poplib.error_proto, OSError):
            server.rset()  # what was to be deleted stays
        raise
    finally:
        with suppress(poplib.error_proto, OSError):
            server.quit()


class Pop3:
    """A mailbox that knows only what is there: what was handled is deleted, what was none of ours stays."""

    def __init__(self, server: poplib.POP3) -> None:
        """Ask how many there are."""
        self._server = server
        self._sizes = [line.split() for line in server.list()[1]]

    def __len__(self) -> int:
        """Count them."""
        return len(self._sizes)

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give each by its number; only the beginning of a large one."""
        for number, size in ((int(number), int(size)) for number, size in self._sizes):
            lines = self._server.retr(number)[1] if size <= LARGEST else self._server.top(number, 5000)[1]
            yield str(number), b"\r\n".join(lines)[:LARGEST]

    def done(self, name: str, *, ours: bool) -> None:
        """Delete it, at the end of the session; the server forgets that where we are killed before."""
        if ours:
            self._server.dele(int(name))
