"""What moderators set in chat: the schema of a community's settings, defaults and validation."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from challenges.judgement import Rules

LEAST_KEPT, MOST_KEPT = 7, 365  # days that messages are kept
MOST_PER_WEEK = 7  # questions of the bot's own accord in a channel
MOST_DAYS = 100
MOST_SPANS = 20
MOST_SYMBOLS = 20
CAMPS_ONLY_IF_ASKED = frozenset(("discord",))
"""Where people's reactions are compared with one another only once an organiser said so: that
platform asks for consent to anything that could look like a profile."""

DaySpan = tuple[date, date]
"""Two days and all between them."""


@cache
def zones() -> frozenset[str]:
    """The names of all time zones. Found once: they are gathered from many folders."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in zones():
        raise ValueError(f"{name!r} is not a time zone such as Europe/London")
    ZoneInfo(name)
    return name


def _in_order(spans: tuple[DaySpan, ...]) -> tuple[DaySpan, ...]:
    for first, last in spans:
        if first > last:
            raise ValueError(f"{first} to {last} ends before it begins")
    return spans


def _within_reason(rules: Rules) -> Rules:
    if not 1 <= rules.most_per_week <= MOST_PER_WEEK:
        raise ValueError(f"{rules.most_per_week} is not from 1 to {MOST_PER_WEEK}")
    if not 0 < rules.false_share <= 0.5:
        raise ValueError(f"{rules.false_share} is not above 0 and at most a half")
    return rules


Symbols = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=40)], ...], Field(max_length=MOST_SYMBOLS)
]
"""Reactions, as symbols or by the names a platform has for them."""


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
    closed: Annotated[tuple[date, ...], Field(max_length=MOST_DAYS)] = ()
    out_of_term: Annotated[
        tuple[DaySpan, ...], Field(max_length=MOST_SPANS), AfterValidator(_in_order)
    ] = ()  # schedules that run in term time only rest then
    prompts: bool = True  # may the bot ask of its own accord when a thread meets the condition
    alarm: bool = True  # are moderators told when many write to one person who disagreed
    digest_channel: str = ""  # a ChannelRef; empty means no digest until a channel is switched on
    digest_cron: str = "0 9 * * MON"
    digest_review: bool = False  # does every digest wait until a moderator sends it
    suggestions: bool = False  # may the operator's language model draft for digests that wait
    open_figures: Literal["", "ogl", "cc-by"] = ""  # the licence of open data; empty: closed
    feed: str = ""  # the secret name of the digests' feed; empty means there is none
    exchange: str = ""  # the secret in the address of our library; empty means nobody receives it
    keep_messages_days: Annotated[int, Field(ge=LEAST_KEPT, le=MOST_KEPT)] = 30
    judgement: Annotated[Rules, AfterValidator(_within_reason)] = Rules()
    camps: bool | None = None  # is it looked at whether reactions make camps; None: as usual there
    reactions_for: Symbols = ()  # these count as agreement, whatever they usually say
    reactions_against: Symbols = ()  # likewise as disagreement
    reactions_ignored: Symbols = ()  # these say nothing

    def compares_reactions(self, platform: str) -> bool:
        """Whether it is looked at who reacts as whom: in memory, in one talk, and never kept."""
        return self.camps if self.camps is not None else platform not in CAMPS_ONLY_IF_ASKED


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
