"""What the operator sets: tokens, database, addresses.

Read from the environment and an optional file; nothing is read at import.

ConfigError     a setting is missing or cannot be used; one sentence naming it (exit status 78)
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CHALLENGER_"


class ConfigError(Exception):
    """A setting is missing or cannot be used. The message is one readable sentence."""


class Settings(BaseSettings):
    """The operator's settings.

    Each is an environment variable with the prefix CHALLENGER_, or a line in `.env`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database: str = "sqlite:///var/challenger.db"
    seed: SecretStr = SecretStr(
        ""
    )  # installation secret; when empty one is made beside the database

    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    web_address: str = ""  # how people reach the web pages; by default the host and port above
    room: bool | None = (
        None  # the browser room; by default on when neither Slack nor Discord is set up
    )
    pace: Annotated[float, Field(ge=1, le=10000)] = 1.0

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_mode: Literal["socket", "http"] = "socket"
    slack_api_url: str = "https://slack.com/api/"

    discord_token: SecretStr = SecretStr("")
    discord_api_url: str = ""
    discord_gateway_url: str = ""
    discord_message_content: bool = True

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def slack(self) -> bool:
        """Whether Slack is set up."""
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def discord(self) -> bool:
        """Whether Discord is set up."""
        return bool(self.discord_token.get_secret_value())

    @property
    def web_room(self) -> bool:
        """Whether the browser room opens."""
        return self.room if self.room is not None else not (self.slack or self.discord)


class _SettingsFrom(Settings):
    """The settings with a file of their own; what the environment says goes before it."""

    def __init__(self, file: Path) -> None:
        super().__init__(_env_file=file, _env_file_encoding="utf-8")


def read_settings(file: Path | None = None) -> Settings:
    """Read the settings.

    Raises ConfigError with one sentence that names the setting and where it was read.
    """
    if file is not None and not file.is_file():
        raise ConfigError(f"The settings file {file} does not exist or cannot be read.")
    try:
        settings = _SettingsFrom(file or Path(".env"))
    except UnicodeDecodeError:
        raise ConfigError(f"The settings file {file or '.env'} is not text in UTF-8.") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(step) for step in first["loc"]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"{name} cannot be used: {reason}.") from None
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    app_token = settings.slack_app_token.get_secret_value()
    signing_secret = settings.slack_signing_secret.get_secret_value()
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
    if settings.pace != 1 and (settings.slack or settings.discord):
        raise ConfigError(
            f"{PREFIX}PACE works in the browser room only: "
            "leave it out when Slack or Discord is set up."
        )
    if not settings.database.startswith(("sqlite:///", "postgresql://")):
        raise ConfigError(f"{PREFIX}DATABASE must start with sqlite:/// or postgresql://.")
