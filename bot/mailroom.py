"""Mail as the operator set it up: its seal, its way out, and what looks whether the two will do.

Mail goes by a server, or by GOV.UK Notify; the library of either is loaded only where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.envelopes import PURPOSE
from adapters.port import DeliveryFailed
from adapters.sealing import Seal
from bot import pictures
from bot.app import App
from bot.doctor import Check
from bot.secret_files import secret_keys
from config.settings import ConfigError, Settings

if TYPE_CHECKING:
    from adapters.mail import MailServer
    from adapters.notify import NotifyAccount

NOT_INSTALLED = (
    "CHALLENGER_NOTIFY_API_KEY is set, but the part that speaks to GOV.UK Notify is not "
    "installed: make notify installs it."
)


def seal(settings: Settings) -> Seal | None:
    """What seals the addresses of mail; nothing where no mail is set up."""
    return Seal(secret_keys(settings), PURPOSE) if settings.mail else None


def add(app: App, settings: Settings) -> None:
    """Let the app send mail, where it is set up. Raises ConfigError."""
    key = seal(settings)
    if key is not None and settings.notify:
        account = _account(settings)
        from adapters.notify import NotifyPlatform

        app.add(NotifyPlatform(account, key))
    elif key is not None:
        from adapters.mail import MailPlatform

        app.add(MailPlatform(_server(settings), settings.sender, key, pictures.drawn))


def check(settings: Settings) -> Check | None:
    """What tries the way out, for the doctor; nothing where none is set up."""

    async def served() -> str:
        from adapters.mail import check

        return await check(_server(settings))

    async def notified() -> str:
        try:
            account = _account(settings)
        except ConfigError as error:
            raise DeliveryFailed(str(error)) from None
        from adapters.notify import check

        return await check(account)

    if settings.notify:
        return notified
    return served if settings.smtp_host else None


def _server(settings: Settings) -> MailServer:
    from adapters.mail import MailServer

    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        safety=settings.smtp_starttls,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
    )


def _account(settings: Settings) -> NotifyAccount:
    try:
        from adapters.notify import NotifyAccount
    except ModuleNotFoundError:
        raise ConfigError(NOT_INSTALLED) from None
    return NotifyAccount(
        key=settings.notify_api_key.get_secret_value(),
        template=settings.notify_template,
        url=settings.notify_api_url,
    )
