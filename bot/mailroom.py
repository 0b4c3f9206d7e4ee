"""Mail as the operator set it up: its seal, its server, and what looks whether the two will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.envelopes import PURPOSE
from adapters.sealing import Seal
from bot.app import App
from bot.doctor import Check
from bot.secret_files import secret_keys
from config.settings import Settings

if TYPE_CHECKING:
    from adapters.mail import MailServer


def seal(settings: Settings) -> Seal | None:
    """What seals the addresses of mail; nothing where no mail is set up."""
    return Seal(secret_keys(settings), PURPOSE) if settings.smtp_host else None


def add(app: App, settings: Settings) -> None:
    """Let the app send mail, where it is set up; its library is loaded only there."""
    key = seal(settings)
    if key is not None:
        from adapters.mail import MailPlatform

        app.add(MailPlatform(_server(settings), settings.sender, key))


def check(settings: Settings) -> Check | None:
    """What tries the mail server, for the doctor; nothing where none is set up."""

    async def tried() -> str:
        from adapters.mail import check

        return await check(_server(settings))

    return tried if settings.smtp_host else None


def _server(settings: Settings) -> MailServer:
    from adapters.mail import MailServer

    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        safety=settings.smtp_starttls,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
    )
