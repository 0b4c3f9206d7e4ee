"""Being left alone for a time: a member, a channel, a thread; until when, and how to end it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.posts import Button, Choices, Code, Part, Post
from bot.presenters.words import label, moment, note, sentence, text


def menu(mine: datetime | None, channel: datetime | None, moderates: bool, zone: ZoneInfo) -> Post:
    """What is snoozed now, and what can be."""
    parts: list[Part] = [
        text("You are left out until {when}.", when=moment(mine, zone))
        if mine
        else text("To be left out means: nothing is asked because of what you write, and nothing is sent to you.")
    ]  # fmt: skip
    buttons = [
        Button("snooze:me:7", label("Leave me out for a week")),
        Button("snooze:me:30", label("Leave me out for 30 days")),
    ]
    if mine:
        buttons.append(Button("snooze:me:off", label("End it now")))
    parts.append(Choices(tuple(buttons)))
    if channel:
        parts.append(text("This channel is paused until {when}.", when=moment(channel, zone)))
    if moderates:
        paused = [
            Button("snooze:channel:7", label("Pause this channel for a week")),
            Button("snooze:channel:30", label("Pause this channel for 30 days")),
        ]
        if channel:
            paused.append(Button("snooze:channel:off", label("End the pause")))
        parts.append(Choices(tuple(paused)))
    parts.append(
        note(
            "Or type for how long: {days}, {date} or {off}. For one conversation, press “Not now” on its question or type {thread} in it.",
            days=Code("/challenge snooze me 14"),
            date=Code("/challenge snooze me until 2027-01-04"),
            off=Code("/challenge snooze me off"),
            thread=Code("/challenge snooze thread"),
        )
    )  # fmt: skip
    return Post(tuple(parts))


def me(until: datetime | None, zone: ZoneInfo) -> Post:
    """After a member asked to be left out, or not any more."""
    if until is None:
        return sentence("Done. You are not left out any more.")
    return Post(
        (
            text(
                "Done. You are left out until {when}: no question comes because of what you write, none points at you, and nothing is sent to you.",
                when=moment(until, zone),
            ),
            note("It ends by itself. What you write is still kept with the others; {privacy} changes that.", privacy=Code("/challenge privacy")),
            Choices((Button("snooze:me:off", label("End it now")),)),
        )
    )  # fmt: skip


def channel(until: datetime | None, zone: ZoneInfo) -> Post:
    """After a moderator paused a channel, or ended its pause."""
    if until is None:
        return sentence("Questions may come here again.")
    return Post(
        (
            text("Paused. No question is asked here until {when}. It ends by itself.", when=moment(until, zone)),
            Choices((Button("snooze:channel:off", label("End the pause")),)),
        )
    )  # fmt: skip


def thread(until: datetime, zone: ZoneInfo) -> Post:
    """After a conversation was to be left alone."""
    return sentence(
        "Done. Challenger leaves this conversation alone until {when}.", when=moment(until, zone)
    )
