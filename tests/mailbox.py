"""A real SMTP server on this computer, and what came to it; it can refuse, dawdle and hang up."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from adapters.mail import MailServer


@dataclass
class Mailbox:
    """What came, and how the server answers: `says` has an answer for MAIL, RCPT or DATA."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False  # takes the mail and goes without a word
    dawdles: asyncio.Event | None = None
    listening: bool = False  # somebody has said all of a mail

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "MAIL" in self.says:
            return self.says["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.listening = True
        if self.dawdles is not None:
            await self.dawdles.wait()
        if "DATA" in self.says:
            return self.says["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        self.to += envelope.rcpt_tos
        self.mails.append(email.message_from_bytes(content, EmailMessage, policy=default))
        if self.hangs_up:
            assert server.transport is not None
            server.transport.close()
        return "250 OK"

    @property
    def server(self) -> MailServer:
        """The way here."""
        return MailServer(host="127.0.0.1", port=self.port, safety="none", seconds=0.5)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@asynccontextmanager
async def a_mailbox(password: str = "") -> AsyncIterator[Mailbox]:
    """Open a server for mail on a free port; with a password it wants one."""
    box, open_ = Mailbox(), list[SMTP]()

    def known(
        server: SMTP, session: Session, envelope: Envelope, how: str, given: object
    ) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password.decode() == password
        return AuthResult(success=right, handled=False)

    def serve() -> SMTP:
        open_.append(
            SMTP(
                box,
                hostname="mail.example",
                authenticator=known,
                auth_require_tls=False,
            )
        )
        return open_[-1]

    listening = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0)
    box.port = listening.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        listening.close()
        for each in open_:
            if each.transport is not None:
                each.transport.close()
        await asyncio.sleep(0.01)
