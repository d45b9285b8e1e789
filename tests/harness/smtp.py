"""A mail server for tests: `python -m tests.harness.smtp PORT FOLDER`.

Speaks what RFC 5321 asks of a server, to anybody who connects, and keeps each mail it takes in a
file of the folder. How it behaves goes by the recipient's name: `refused@…` is refused for good,
`later@…` for now; for `gone@…` it hangs up at once; for `silent@…` it takes the mail and hangs up
before it says so, for `slow@…` it takes the mail and says so only after SLOW seconds.

Its own faults go by the file `faults` of the folder, a line each, `VERB answer`: what it answers
that command with, whoever the mail is for (`MAIL 550 who are you`); no answer: it hangs up.
"""

import asyncio
import sys
from pathlib import Path
from uuid import uuid4

SLOW = 30
REFUSALS = {"refused": "550 no such mailbox", "later": "451 try again later"}


class Session:
    """One connection."""

    def __init__(
        self, folder: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.folder, self.reader, self.writer = folder, reader, writer
        self.recipient = ""

    async def say(self, words: str) -> None:
        self.writer.write(f"{words}\r\n".encode())
        await self.writer.drain()

    async def serve(self) -> None:
        await self.say("220 academy.test")
        try:
            while line := await self.reader.readline():
                verb = line.decode().strip().split(":")[0].split(" ")[0].upper()
                fault = self.faults().get(verb)
                if fault:
                    await self.say(fault)
                elif fault == "" or not await self.answer(verb, line.decode()):
                    break
        except ConnectionError:
            pass  # a client that was killed says no goodbye
        self.writer.close()

    def faults(self) -> dict[str, str]:
        path = self.folder / "faults"
        lines = path.read_text().splitlines() if path.exists() else []
        return {verb: words for verb, _, words in (line.partition(" ") for line in lines)}

    async def answer(self, verb: str, line: str) -> bool:
        """False: hang up."""
        if verb == "DATA":
            return await self.take()
        if verb == "RCPT":
            self.recipient = line.split("<")[1].split("@")[0]
            if self.recipient == "gone":
                return False
            await self.say(REFUSALS.get(self.recipient, "250 ok"))
            return True
        await self.say({"QUIT": "221 bye"}.get(verb, "250 ok"))
        return verb != "QUIT"

    async def take(self) -> bool:
        await self.say("354 go on")
        text = await self.reader.readuntil(b"\r\n.\r\n")
        draft = self.folder / f"{uuid4()}.draft"
        draft.write_bytes(text[:-5].replace(b"\r\n..", b"\r\n."))
        draft.rename(draft.with_suffix(".eml"))
        if self.recipient == "silent":
            return False
        if self.recipient == "slow":
            await asyncio.sleep(SLOW)
        await self.say("250 taken")
        return True


async def main(port: int, folder: Path) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: Session(folder, reader, writer).serve(), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
