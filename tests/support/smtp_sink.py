"""
A mail server that misbehaves as it is told, in a process of its own, and keeps its own record of what it took.

    python smtp_sink.py RECORD [--late SECONDS] [--first greeting.421 ehlo.rst …]     prints its port

What it does to a person stands in their address: to `anna+rcpt.450.2@one.example`
it answers RCPT with 450, twice. The steps are `mail rcpt data body dot taken`, the
last one after the message is in the record. A fault is a code to answer with, or
one of `rst fin stall garbage half late`. Each line of the record is an address and
a hash of the bytes, and is in the file before anything is answered.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import re
import struct
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

TOLD = re.compile(r"\+(mail|rcpt|data|body|dot|taken)\.(\w+)\.(\d+)@")
OFFERS = b"250-sink\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n"


class Gone(Exception):
    """The connection has come to its end."""


@dataclass
class Sink:
    """The server."""

    record: BinaryIO
    late: float
    first: list[str]  # what is done to the first connections, one each: the step and the fault
    done: Counter[str] = field(default_factory=Counter)

    async def serve(self) -> None:
        server = await asyncio.start_server(self.connection, "127.0.0.1", 0, limit=1 << 22, backlog=500)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()

    async def connection(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, Gone):
            await self.talk(reader, writer)
        writer.close()

    async def talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        plan = self.first.pop(0) if self.first else ""
        await self.step_of_connection(plan, "greeting", writer)
        writer.write(b"220 sink ESMTP\r\n")
        address = ""
        while line := await reader.readuntil(b"\n"):
            verb = line[:4].upper()
            if verb == b"EHLO":
                await self.step_of_connection(plan, "ehlo", writer)
                writer.write(OFFERS)
            elif verb == b"AUTH":
                await self.step_of_connection(plan, "auth", writer)
                writer.write(b"235 2.7.0 welcome\r\n")
            elif verb == b"MAIL":
                rcpt = await reader.readuntil(b"\n")  # it comes with it
                address = await self.envelope(rcpt[rcpt.index(b"<") + 1 : rcpt.index(b">")].decode(), writer)
            elif verb == b"DATA":
                await self.data(address, reader, writer)
            elif verb == b"QUIT":
                writer.write(b"221 2.0.0 bye\r\n")
                return
            else:
                writer.write(b"250 2.0.0 ok\r\n")

    async def envelope(self, address: str, writer: StreamWriter) -> str:
        if await self.step("mail", address, writer):
            writer.write(b"503 5.5.1 MAIL first\r\n")
            return ""
        writer.write(b"250 2.1.0 ok\r\n")
        if await self.step("rcpt", address, writer):
            return ""
        writer.write(b"250 2.1.5 ok\r\n")
        return address

    async def data(self, address: str, reader: StreamReader, writer: StreamWriter) -> None:
        if not address:
            writer.write(b"554 5.5.1 no valid recipients\r\n")
            return
        if await self.step("data", address, writer):
            return
        writer.write(b"354 go on\r\n")
        if "+body." in address and self.done[address] < int(TOLD.search(address)[3]):  # type: ignore[index]
            await reader.readexactly(100)
            await self.step("body", address, writer)
        body = await reader.readuntil(b"\r\n.\r\n")
        if await self.step("dot", address, writer):
            return
        self.record.write(f"{address} {hashlib.sha256(body).hexdigest()}\n".encode())
        self.record.flush()
        if not await self.step("taken", address, writer):
            writer.write(b"250 2.0.0 taken\r\n")

    async def step(self, step: str, address: str, writer: StreamWriter) -> bool:
        """Do what the address asks for at this step; say whether anything was done."""
        told = TOLD.search(address)
        if not told or told[1] != step or self.done[address] >= int(told[3]):
            return False
        self.done[address] += 1
        await self.misbehave(told[2], writer)
        return True

    async def step_of_connection(self, plan: str, step: str, writer: StreamWriter) -> None:
        """Do what is planned for a connection, if it is at this step."""
        planned, _, fault = plan.partition(".")
        if planned == step:
            await self.misbehave(fault, writer)
            if fault.isdigit():
                raise Gone

    async def misbehave(self, fault: str, writer: StreamWriter) -> None:
        if fault.isdigit():
            writer.write(f"{fault} {fault[0]}.3.0 as you wished\r\n".encode())
            if fault != "421":
                return
        elif fault == "late":
            await asyncio.sleep(self.late)
            writer.write(b"250 2.0.0 late\r\n")
            return
        elif fault == "stall":
            await asyncio.sleep(60)
        elif fault == "garbage":
            writer.write(b"\xff\xfe what?\r\n")
            await asyncio.sleep(60)
        elif fault == "half":
            writer.write(b"25")
        elif fault == "rst":
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(ConnectionError):
            await writer.drain()
        raise Gone


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("record", type=Path)
    parser.add_argument("--late", type=float, default=1.0)
    parser.add_argument("--first", nargs="*", default=[])
    told = parser.parse_args()
    with told.record.open("ab") as record, suppress(KeyboardInterrupt):
        asyncio.run(Sink(record, told.late, told.first).serve())


if __name__ == "__main__":
    main()
