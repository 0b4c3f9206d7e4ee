"""What moderators set in chat: the schema of a community's settings, defaults and validation."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from challenges.judgement import Rules


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone such as Europe/London")
    ZoneInfo(name)
    return name


class CommunitySettings(BaseModel):
    """One community's settings. Unknown names are refused, so that a typing slip is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = "en-GB"  # of what the bot says; a channel may have its own
    zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/London"
    nation: Literal["ENG", "WLS", "SCT", "NIR", "NONE"] = (
        "ENG"  # whose bank holidays; none: no day is quiet
    )
    quiet_from: time = time(18, 0)
    quiet_to: time = time(8, 30)
    closed: tuple[date, ...] = ()
    prompts: bool = True  # may the bot ask of its own accord when a thread meets the condition
    digest_channel: str = ""  # a ChannelRef; empty means no digest until a channel is switched on
    digest_cron: str = "0 9 * * MON"
    keep_messages_days: Annotated[int, Field(ge=7, le=365)] = 30
    judgement: Rules = Rules()


def community_settings(stored: dict[str, Any]) -> CommunitySettings:
    """Read stored settings; what a newer version added takes its default.

    Raises ValueError with one plain sentence naming the setting.
    """
    try:
        return CommunitySettings.model_validate(stored)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise ValueError(f"The setting {name} was not changed: {reason}.") from None
