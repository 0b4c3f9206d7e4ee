"""What `doctor` says in chat: what is stuck here, what comes next, what the platform lets the bot do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.chat import ChannelRef
from adapters.events import Finding
from adapters.posts import Part, Place, Post
from bot.presenters.words import count, heading, label, listed, marked, moment, note, text

FINDINGS: dict[str, tuple[str, str]] = {
    # code: (when it is well, when it is to be mended)
    "token": (
        marked("The bot's token is accepted."),
        marked("The bot's token is not accepted. Copy it again."),
    ),
    "scopes": (
        marked("The bot has the scopes it needs."),
        marked(
            "The bot lacks these scopes: {names}. Update the app from its manifest and install it again."
        ),
    ),
    "intents": (
        marked("The bot may read messages."),
        marked("The bot may not read messages: {names} is off on the Bot page of the application."),
    ),
    "permissions": (
        marked("The bot has the permissions it needs in {channel}."),
        marked("The bot lacks these permissions in {channel}: {names}."),
    ),
    "member": (
        marked("The bot is in {channel}."),
        marked("The bot is not in {channel}, so it hears and says nothing there. Invite it."),
    ),
    "archived": (
        marked("{channel} is open."),
        marked("{channel} is archived, so nobody can post there."),
    ),
    "commands": (
        marked("The commands that people see are up to date."),
        marked("The commands that people see are out of date. Start the bot again to renew them."),
    ),
    "room": (
        marked("The browser room can be reached from its own computer only."),
        marked(
            "The browser room trusts whoever can reach its address. Keep the address to yourselves."
        ),
    ),
    "clock": (
        marked("The clock is right."),
        marked("The clock of the bot's machine is wrong by {names}."),
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the bot stands in one community, as its own store tells it."""

    stuck_letters: Sequence[tuple[ChannelRef, str]]  # where to, and the reason
    stuck_work: int  # events and timers that failed too often
    next_at: datetime | None
    address: str  # of the web pages; empty while nobody knows


def standing(shown: Standing) -> Post:
    """What the bot knows of itself; what the platform says follows in a post of its own."""
    parts: list[Part] = [heading("How I am"), text("My store answers.")]
    for channel, reason in shown.stuck_letters:
        parts.append(
            text(
                "A post to {channel} is held back: {reason}", channel=Place(channel), reason=reason
            )
        )
    if shown.stuck_work:
        parts.append(
            text(
                "{stuck}",
                stuck=count(
                    shown.stuck_work,
                    "{number} thing I was to do failed too often and waits for the person who runs me.",
                    "{number} things I was to do failed too often and wait for the person who runs me.",
                ),
            )
        )
    if not shown.stuck_letters and not shown.stuck_work:
        parts.append(text("Nothing is stuck."))
    parts.append(
        text("The next thing is due {when}.", when=moment(shown.next_at))
        if shown.next_at is not None
        else text("Nothing is due.")
    )
    if not shown.address:
        parts.append(
            text("Nobody told me the address of my web pages, so I show no links to them.")
        )
    parts.append(note("What the platform lets me do follows in a moment."))
    return Post(tuple(parts))


def examined(findings: Sequence[Finding]) -> Post:
    """What the platform lets the bot do."""
    parts: list[Part] = []
    for each in findings:
        words = FINDINGS[each.code][0 if each.well else 1]
        channel = Place(each.channel) if each.channel is not None else label("this channel")
        parts.append(text(words, names=listed(each.names), channel=channel))
    return Post(tuple(parts))
