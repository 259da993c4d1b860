"""A real Dovecot for tests: IMAP and POP3 with TLS on ports of its own, one Maildir, no root and no service."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "bounces", "open sesame"
OTHER, ACCENTED = "rebotes", "ábrete sésamo"

_SETTINGS = """
base_dir = {home}/run
log_path = {home}/dovecot.log
protocols = imap pop3
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
ssl_dh =
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
auth_failure_delay = 0
mail_location = maildir:{mail}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home} allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A server that runs."""

    mail: Path  #: The Maildir of its one mailbox.
    certificate: Path
    imap: int
    imaps: int
    pop3: int
    pop3s: int

    def deliver(self, *messages: bytes) -> None:
        """Put messages into the mailbox, as a mail server does."""
        for number, data in enumerate(messages):
            name = f"{len(list(self.mail.glob('*/*')))}.{number}.test"
            (self.mail / "tmp" / name).write_bytes(data)
            (self.mail / "tmp" / name).rename(self.mail / "new" / name)

    def flags(self) -> list[str]:
        """List what is kept of the messages: their flags, in order."""
        files = [*self.mail.glob("new/*"), *self.mail.glob("cur/*")]
        return sorted(file.name.partition(":2,")[2] for file in files)


def maildir(path: Path) -> Path:
    """Make an empty Maildir."""
    for part in ("new", "cur", "tmp"):
        (path / part).mkdir(parents=True)
    return path


@contextmanager
def running() -> Iterator[Dovecot]:
    """Run a Dovecot in a folder of its own, whose name is short enough for its sockets."""
    with TemporaryDirectory(prefix="dovecot-") as folder:
        Path(folder).chmod(0o755)
        with _running(Path(folder)) as server:
            yield server


@contextmanager
def _running(home: Path) -> Iterator[Dovecot]:
    ports = dict(zip(("imap", "imaps", "pop3", "pop3s"), _ports(4), strict=True))
    mail = maildir(home / "mail")
    certificate = _certificate(home)
    who = getpass.getuser() if os.getuid() else "dovecot"
    group = grp.getgrgid(pwd.getpwnam(who).pw_gid).gr_name
    if not os.getuid():  # as root its own user answers, and must reach the folder
        for folder in (home, mail, *mail.iterdir()):
            shutil.chown(folder, who, group)
    settings = home / "dovecot.conf"
    settings.write_text(_SETTINGS.format(home=home, mail=mail, user=who, group=group, **ports), encoding="utf-8")
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n{OTHER}:{{PLAIN}}{ACCENTED}\n", encoding="utf-8")
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    with subprocess.Popen([program, "-F", "-c", str(settings)], stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait(ports["imaps"], process, home)
            yield Dovecot(mail, certificate, **ports)
        finally:
            process.terminate()
            process.wait(10)


def _certificate(home: Path) -> Path:
    """Make a certificate for this machine, that no authority has signed."""
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
        f" -keyout {home / 'key.pem'} -out {home / 'cert.pem'}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    return home / "cert.pem"


def _ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait(port: int, process: subprocess.Popen[str], home: Path) -> None:
    until = monotonic() + 20
    while monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.05)
        else:
            return
        if process.poll() is not None:
            break
    log = home / "dovecot.log"
    said = log.read_text("utf-8") if log.exists() else ""
    raise AssertionError(
        f"Dovecot did not start: {said}{process.stderr.read() if process.stderr and process.poll() is not None else ''}"
    )
