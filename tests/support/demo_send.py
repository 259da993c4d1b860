"""
`make demo-send`: the sample newsletter, mailed to three made-up subscribers, and what arrived.

Everything happens in a folder that is thrown away, on a mail server of this
script's own, on this machine; no message leaves it.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

ROOT = Path(__file__).parents[2]
NEWSLETTER = "weekly-2026-02"
PEOPLE = (
    ("ana@example.org", "Ana Ruiz", "html"),
    ("bo@example.com", "Bo Müller", "html"),
    ("chen@example.net", "陳美", "text"),
)
SETTINGS = """\
[checks]
spam = "off"
[mail]
url = "https://briefs.example.org"
office = "Editorial desk (exercise)"
[sender]
name = "Editorial desk (exercise)"
address = "weekly@example.org"
postal_address = "Editorial desk, 1 Quay, Harbour"
[relay]
host = "127.0.0.1"
port = {port}
security = "none"
return_path = "bounces@example.org"
[dkim]
domain = "example.org"
rsa_selector = "demo"
rsa_key = "dkim.pem"
"""
SHOWN = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")
HEAD, FOOT = 4, 8
"""Lines of the plain text that are printed."""


@dataclass
class Arrived:
    """What the server took: the return path, the address, the message."""

    messages: list[tuple[str, str, bytes]] = field(default_factory=list)


class Conversation(socketserver.StreamRequestHandler):
    """One connection of a mail server that takes everything (RFC 5321)."""

    server: Any

    def handle(self) -> None:
        """Answer command after command."""
        self.answer("220 demo ESMTP")
        path = to = ""
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line[:4].upper()
            if verb == "EHLO":
                self.answer("250-demo", "250-PIPELINING", "250-8BITMIME", "250 SIZE")
            elif verb == "DATA":
                self.answer("354 go on")
                self.server.arrived.messages.append((path, to, self.message()))
                self.answer("250 2.0.0 taken")
            elif verb == "QUIT":
                self.answer("221 2.0.0 bye")
                return
            else:
                path = line.partition("<")[2].partition(">")[0] if verb == "MAIL" else path
                to = line.partition("<")[2].partition(">")[0] if verb == "RCPT" else to
                self.answer("250 2.0.0 ok")

    def answer(self, *lines: str) -> None:
        """Say something."""
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def message(self) -> bytes:
        """Read up to the final dot."""
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


@contextmanager
def server() -> Iterator[tuple[Arrived, int]]:
    """Run the server on a free port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as running:
        running.arrived = Arrived()  # type: ignore[attr-defined]
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.arrived, running.server_address[1]  # type: ignore[attr-defined]
        running.shutdown()


@contextmanager
def workspace(port: int) -> Iterator[Path]:
    """Make a workspace with the sample briefs, settings and a key that signs."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "briefs", root / "briefs")
        (root / "communique.toml").write_text(SETTINGS.format(port=port), encoding="utf-8")
        key = generate_private_key(65537, 2048)
        (root / "dkim.pem").touch(mode=0o600)
        (root / "dkim.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        yield root


def communique(root: Path, *given: str) -> None:
    """Run a command, and print it as somebody would type it."""
    say("$ communique " + " ".join(f'"{word}"' if " " in word else word for word in given))
    command = [sys.executable, "-P", "-m", "communique", *given]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=root, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def say(text: str = "") -> None:
    """Print a line, in its turn among what the commands print."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tell(arrived: Arrived) -> None:
    """Print what arrived."""
    for path, to, data in sorted(arrived.messages, key=lambda one: one[1]):
        message: Any = email.message_from_bytes(data, policy=email.policy.default)
        say(f"\n--- arrived at {to}, {len(data) / 1000:,.0f} kB, return path {path}")
        for name in SHOWN:
            if message[name]:
                say(f"{name}: {message[name]}")
        signed = data.partition(b"DKIM-Signature: ")[2].partition(b"h=")[0].decode().split()
        say("DKIM-Signature: " + " ".join(signed) + " …")
        say("parts: " + ", ".join(_parts(message)))
        lines = _text(message)
        say("\n".join(f"| {line}" for line in (*lines[:HEAD], "…", *lines[-FOOT:])))


def _parts(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk() if not part.is_multipart()]


def _text(message: EmailMessage) -> list[str]:
    plain: Any = message.get_body(("plain",))
    return [line for line in plain.get_content().splitlines() if line.strip()]


def main() -> None:
    """Send, and print."""
    with server() as (arrived, port), workspace(port) as root:
        communique(root, "lists", "add", "weekly", "--title", "The Week in Briefs", "--clearance", "public")
        for address, name, layout in PEOPLE:
            who = ("--name", name, "--format", layout, "--list", "weekly", "--consent", "Made up for the demo")
            communique(root, "subscribers", "add", address, *who)
        communique(root, "send", NEWSLETTER, "--list", "weekly", "--audience", "public", "--yes")
        tell(arrived)
    if sorted(to for _, to, _ in arrived.messages) != sorted(address for address, *_ in PEOPLE):
        sys.exit("somebody was not written to, or twice")
    say(f"\nall {len(PEOPLE)} arrived, each once")


if __name__ == "__main__":
    main()
