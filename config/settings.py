"""What the operator sets: tokens, database, addresses.

Read from the environment and an optional file; nothing is read at import.

ConfigError     a setting is missing or cannot be used; one sentence naming it (exit status 78)
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from config.accessibility import Accessibility
from config.extras import LOOPBACK, Extras
from config.extras import PREFIX as PREFIX  # others take it from here

SHORTEST_KEY = 32
_NAMED = re.compile(rf"^\s*(?:export\s+)?({PREFIX}\w*)\s*=", re.IGNORECASE | re.MULTILINE)


class ConfigError(Exception):
    """A setting is missing or cannot be used. The message is one readable sentence."""


class Settings(Extras, Accessibility):
    """The operator's settings.

    Each is an environment variable with the prefix CHALLENGER_, or a line in `.env`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database: str = Field(
        "sqlite:///var/challenger.db",
        description="Where everything is kept: sqlite:///a/file.db or postgresql://... A relative "
        "name starts at the folder you start the bot in.",
    )
    seed: SecretStr = Field(
        SecretStr(""),
        description="The installation's secret. Left empty, one is made and kept in a file beside "
        "the database.",
    )

    secret_keys: SecretStr = Field(
        SecretStr(""),
        description="What seals the keys of rounds, private answers, the tokens of Slack "
        "workspaces and the addresses of mail in the database: one or more texts of 32 characters "
        "or more, with commas between. The first seals, all of them open. Left empty, one is made "
        "and kept in a file beside the database.",
    )

    web_host: str = Field(
        "127.0.0.1", description="The address the web pages listen on. 127.0.0.1 is this computer."
    )
    web_port: int = Field(
        8080, ge=0, le=65535, description="The port the web pages listen on; 0 is any free one."
    )
    web_address: str = Field(
        "",
        description="How people reach the web pages, such as https://challenger.example. Left "
        "empty, it is the address and port they listen on.",
    )
    room: bool | None = Field(
        None,
        description="Whether the browser room opens. Left empty, it opens when neither Slack nor "
        "Discord is set up.",
    )
    pace: float = Field(
        1.0,
        ge=1,
        le=10000,
        description="How many times as fast time runs in the browser room, to watch a round of "
        "days in minutes.",
    )

    slack_bot_token: SecretStr = Field(
        SecretStr(""),
        description="Slack's bot token, xoxb-... Setting it switches Slack on, for one workspace.",
    )
    slack_client_id: str = Field(
        "",
        description="The client ID of the Slack app. Setting it switches Slack on for every "
        "workspace that installs the app at /slack/install on the web pages.",
    )
    slack_client_secret: SecretStr = Field(
        SecretStr(""), description="The client secret of the Slack app; with the client ID."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="Slack's app-level token, xapp-..., for socket mode."
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Slack's signing secret, for http mode."
    )
    slack_mode: Literal["socket", "http"] = Field(
        "socket",
        description="How Slack reaches the bot: socket needs no public address; http is "
        "/slack/events on the web pages.",
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Where Slack's Web API is; for tests."
    )

    discord_token: SecretStr = Field(
        SecretStr(""), description="Discord's bot token. Setting it switches Discord on."
    )
    discord_api_url: str = Field(
        "", description="Where Discord's API is; for tests. Left empty, it is Discord's own."
    )
    discord_gateway_url: str = Field(
        "", description="Where Discord's gateway is; for tests. Left empty, it is Discord's own."
    )
    discord_message_content: bool = Field(
        True, description="Whether the message content intent is switched on for your bot."
    )

    smtp_host: str = Field(
        "",
        description="The mail server that takes our mail. Setting it lets members get the digest "
        "by mail.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="The port of the mail server.")
    smtp_user: str = Field(
        "", description="Our name at the mail server. Left empty, the server asks for none."
    )
    smtp_password: SecretStr = Field(
        SecretStr(""), description="Our password at the mail server; with the name."
    )
    smtp_starttls: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the way to the mail server is kept safe: starttls; tls from the first "
        "byte, as on port 465; none, for a server on this computer only.",
    )
    mail_from: str = Field(
        "",
        description="The address our mail comes from, such as digest@challenger.example, or with a "
        "name: Challenger <digest@challenger.example>.",
    )

    complaints: str = Field(
        "",
        description="Where members can complain about how what they write is used: an e-mail "
        "address or a web page. It is shown in /challenge privacy.",
    )

    feeds_loopback: bool = Field(
        False, description="Whether feeds on this computer itself may be read; for tests."
    )

    readers: Literal["trained", "words"] = Field(
        "trained",
        description="How views are read: trained, by the trained readers where they are installed; "
        "words, by word lists alone, which are less often right and save 250 to 350 MB of memory.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO",
        description="How much is written to standard error: DEBUG, INFO, WARNING or ERROR. "
        "DEBUG may show what people wrote.",
    )

    @property
    def mail(self) -> bool:
        """Whether mail is set up, in one way or the other."""
        return bool(self.smtp_host) or self.notify

    @property
    def slack(self) -> bool:
        """Whether Slack is set up."""
        return bool(self.slack_bot_token.get_secret_value()) or self.slack_installs

    @property
    def slack_installs(self) -> bool:
        """Whether workspaces install the Slack app themselves."""
        return bool(self.slack_client_id)

    @property
    def keys(self) -> tuple[str, ...]:
        """The secret keys that were set, the one that seals first."""
        given = self.secret_keys.get_secret_value().split(",")
        return tuple(key.strip() for key in given if key.strip())

    @property
    def discord(self) -> bool:
        """Whether Discord is set up."""
        return bool(self.discord_token.get_secret_value())

    @property
    def sender(self) -> Address:
        """Who our mail comes from. Raises ValueError where that is no address."""
        name, address = parseaddr(self.mail_from)
        if not address.isascii() or "@" not in address:
            raise ValueError(self.mail_from)
        return Address(display_name=name, addr_spec=address)

    @property
    def words_only(self) -> bool:
        """Whether views are read by word lists, whatever is installed."""
        return self.readers == "words"

    @property
    def web_room(self) -> bool:
        """Whether the browser room opens."""
        return self.room if self.room is not None else not (self.slack or self.discord)


class _SettingsFrom(Settings):
    """The settings with a file of their own; what the environment says goes before it."""

    def __init__(self, file: Path) -> None:
        super().__init__(_env_file=file, _env_file_encoding="utf-8")


def read_settings(file: Path | None = None) -> Settings:
    """Read the settings. What the environment says goes before the file.

    Raises ConfigError with one sentence that names the setting and where it was read.
    """
    place = file or Path(".env")
    if file is not None and not file.is_file():
        raise ConfigError(f"The settings file {file} does not exist or is not a file.")
    try:
        if place.is_file():
            _refuse_unknown(place)
        settings = _SettingsFrom(place)
    except UnicodeDecodeError:
        raise ConfigError(f"The settings file {place} is not text in UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"The settings file {place} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(step) for step in first["loc"]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"{name} cannot be used: {reason[:1].lower()}{reason[1:]}.") from None
    _check(settings)
    return settings


def _refuse_unknown(file: Path) -> None:
    """A slip in a name would leave a setting at its default, and nobody would know."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in _NAMED.findall(file.read_text("utf-8")):
        if name.upper() not in known:
            near = get_close_matches(name.upper(), known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ConfigError(f"{name} in {file} is not a setting.{hint}")


def _check(settings: Settings) -> None:
    _check_slack(settings)
    _check_mail(settings)
    if mistake := settings.mistake():
        raise ConfigError(mistake)
    if any(len(key) < SHORTEST_KEY for key in settings.keys):
        raise ConfigError(
            f"{PREFIX}SECRET_KEYS cannot be used: each key needs {SHORTEST_KEY} characters or "
            "more, such as openssl rand -base64 32 writes."
        )
    if settings.pace != 1 and (settings.slack or settings.discord):
        raise ConfigError(
            f"{PREFIX}PACE works in the browser room only: "
            "leave it out when Slack or Discord is set up."
        )
    if settings.web_address and not settings.web_address.startswith(("http://", "https://")):
        raise ConfigError(f"{PREFIX}WEB_ADDRESS must start with https:// or http://.")
    if not settings.database.startswith(("sqlite:///", "postgresql://")):
        raise ConfigError(f"{PREFIX}DATABASE must start with sqlite:/// or postgresql://.")


def _check_mail(settings: Settings) -> None:
    if settings.smtp_host and settings.notify:
        raise ConfigError(
            f"{PREFIX}SMTP_HOST and {PREFIX}NOTIFY_API_KEY exclude each other: "
            "mail goes by your own server, or by GOV.UK Notify."
        )
    _check_smtp(settings)
    if settings.mail:
        _check_links_in_mail(settings)


def _check_smtp(settings: Settings) -> None:
    user, password = settings.smtp_user, settings.smtp_password.get_secret_value()
    if not settings.smtp_host:
        if user or password or settings.mail_from:
            raise ConfigError(
                f"{PREFIX}SMTP_HOST is missing: the other mail settings are of no use without it."
            )
        return
    try:
        settings.sender  # noqa: B018, looked at for what it raises
    except (ValueError, HeaderParseError):
        raise ConfigError(
            f"{PREFIX}MAIL_FROM must be the address our mail comes from, "
            "such as digest@challenger.example."
        ) from None
    if bool(user) != bool(password):
        missing, other = ("PASSWORD", "USER") if user else ("USER", "PASSWORD")
        raise ConfigError(
            f"{PREFIX}SMTP_{missing} is missing: {PREFIX}SMTP_{other} is of no use without it."
        )
    if settings.smtp_starttls == "none" and settings.smtp_host not in LOOPBACK:
        raise ConfigError(
            f"{PREFIX}SMTP_STARTTLS can be none only where the mail server is on this computer."
        )


def _check_links_in_mail(settings: Settings) -> None:
    address = urlsplit(settings.web_address)
    if not settings.web_address:
        raise ConfigError(
            f"{PREFIX}WEB_ADDRESS is missing: each mail has links to confirm it and to end it."
        )
    if address.scheme == "http" and address.hostname not in LOOPBACK:
        raise ConfigError(
            f"{PREFIX}WEB_ADDRESS must start with https:// where digests go out by mail: "
            "mail programs follow no other link to end them."
        )


def _check_slack(settings: Settings) -> None:
    bot_token = settings.slack_bot_token.get_secret_value()
    client_secret = settings.slack_client_secret.get_secret_value()
    app_token = settings.slack_app_token.get_secret_value()
    signing_secret = settings.slack_signing_secret.get_secret_value()
    if bot_token and settings.slack_installs:
        raise ConfigError(
            f"{PREFIX}SLACK_BOT_TOKEN and {PREFIX}SLACK_CLIENT_ID exclude each other: "
            "the token is for one workspace, the client ID for many."
        )
    if settings.slack_installs != bool(client_secret):
        missing, other = ("SECRET", "ID") if settings.slack_installs else ("ID", "SECRET")
        raise ConfigError(
            f"{PREFIX}SLACK_CLIENT_{missing} is missing: "
            f"{PREFIX}SLACK_CLIENT_{other} is of no use without it."
        )
    if settings.slack_installs and not settings.web_address:
        raise ConfigError(
            f"{PREFIX}WEB_ADDRESS is missing: Slack sends whoever installs the app back to it."
        )
    address = urlsplit(settings.web_address)
    if settings.slack_installs and address.scheme == "http" and address.hostname not in LOOPBACK:
        raise ConfigError(
            f"{PREFIX}WEB_ADDRESS must start with https:// where workspaces install the app: "
            "Slack sends nobody to a page without."
        )
    if settings.slack and settings.slack_mode == "socket" and not app_token:
        raise ConfigError(
            f"{PREFIX}SLACK_APP_TOKEN is missing: "
            "Socket Mode needs the app-level token that starts with xapp-."
        )
    if settings.slack and settings.slack_mode == "http" and not signing_secret:
        raise ConfigError(
            f"{PREFIX}SLACK_SIGNING_SECRET is missing: "
            "signed HTTP needs the signing secret of your Slack app."
        )
    if not settings.slack and (app_token or signing_secret):
        raise ConfigError(
            f"{PREFIX}SLACK_BOT_TOKEN is missing: "
            "the other Slack settings are of no use without it."
        )
