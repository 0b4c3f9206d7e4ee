"""The bot's own page for one member: what comes next, the open rounds, what is held about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.chat import ChannelRef, MessageRef
from adapters.posts import Button, Choices, Jump, Part, Place, Post, Strong, Weight
from bot.presenters.privacy import HEARD
from bot.presenters.words import heading, joined, label, moment, note, text
from bot.store.members import MemberRow
from challenges.rounds import Round

MOST = 8  # of each list: Slack shows a hundred blocks, and nobody reads more


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a member's own page shows. Only what everybody in the community may read."""

    member: MemberRow
    switched_on: Sequence[ChannelRef]
    scheduled: Sequence[tuple[ChannelRef, datetime]]
    rounds: Sequence[tuple[Round, MessageRef | None]]
    digest: datetime | None
    left_out_until: datetime | None = None
    rotas: Sequence[ChannelRef] = ()
    waiting: bool = False
    """Whether a digest waits for this member, who may send it."""


def page(shown: HomePage) -> Post:
    """The page, in the order in which people ask: what is on, what may I join, what of mine."""
    return Post(
        (
            heading("Challenger"),
            text("I ask the questions a group has stopped asking. People argue, I only ask."),
            *_coming(shown),
            *_rounds(shown.rounds),
            *_mine(shown),
            Choices(
                (
                    Button("menu:", label("What can I do here?"), Weight.MAIN),
                    Button("pages:me", label("Read the digests on the web")),
                )
            ),
        )
    )


def _coming(shown: HomePage) -> list[Part]:
    parts: list[Part] = [heading("What comes next")]
    if not shown.switched_on:
        parts.append(text("I am not switched on in any channel that everyone can read."))
        return parts
    places = joined([Place(channel) for channel in shown.switched_on[:MOST]])
    parts.append(text("Switched on in: {places}.", places=places))
    for channel, at in shown.scheduled[:MOST]:
        parts.append(text("{channel}: a question {when}.", channel=Place(channel), when=moment(at)))
    if shown.digest is not None:
        parts.append(text("The next digest comes {when}.", when=moment(shown.digest)))
    if shown.waiting:
        parts.append(text("A digest waits for you, or for another moderator, to send it."))
        parts.append(Choices((Button("digest:desk", label("Look at it")),)))
    return parts


def _rounds(rounds: Sequence[tuple[Round, MessageRef | None]]) -> list[Part]:
    parts: list[Part] = [heading("Open rounds")]
    if not rounds:
        parts.append(text("No dissent round is open."))
    for round_, board in rounds[:MOST]:
        name = label("Round {id}", id=round_.id)
        parts.append(
            text(
                "{round}: {claim}. This part ends {when}.",
                round=Jump(name, board) if board is not None else Strong(name),
                claim=round_.claim.rstrip("."),
                when=moment(round_.phase_ends),
            )
        )
    return parts


def _mine(shown: HomePage) -> list[Part]:
    member, until = shown.member, shown.left_out_until
    council = member.council or label("not said")
    snooze = (
        Button("snooze:me:off", label("End it now"))
        if until
        else Button("snooze:me:7", label("Leave me out for a week"))
    )
    return [
        heading("About you"),
        text(HEARD[member.listen, member.quotes], council=council),
        *((text("You are left out until {when}.", when=moment(until)),) if until else ()),
        *_rotas(shown.rotas),
        Choices((Button("privacy:show", label("What is held about me")), snooze)),
        note("You can change all of this at any time, and nobody is told."),
    ]


def _rotas(rotas: Sequence[ChannelRef]) -> tuple[Part, ...]:
    if not rotas:
        return ()
    places = joined([Place(channel) for channel in rotas[:MOST]])
    return (
        text("You volunteered as challenger-in-chief in: {places}.", places=places),
        Choices((Button("volunteer:leave", label("Step down")),)),
    )
