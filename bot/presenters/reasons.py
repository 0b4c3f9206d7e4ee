"""Why something stands in a channel, who set it, and how to stop it: a button on all that is said
to everybody, and the private answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.chat import ChannelRef, MemberRef
from adapters.posts import MAX_BUTTONS, Button, Choices, Code, Part, Place, Post, Strong
from bot.presenters import verdicts
from bot.presenters.challenge import chosen
from bot.presenters.roles import names
from bot.presenters.words import day, label, marked, note, sentence, text
from challenges.challenge import Challenge, Origin
from challenges.moves import MOVES
from challenges.parts import Measure
from challenges.rounds import Round

NAMEABLE = re.compile(r"[\w:.+-]{1,80}", re.ASCII)  # what a button's id may hold of a key
ASKS_WHY = ("why", "about")
RARE = 0.05  # luck does as much less often than this: then a ballot supports a statement

BECAUSE = {
    "view": marked("A member shared this view here and agreed that it is shown."),
    "contrast": marked(
        "Somebody here pressed “See other councils” on a question. Each view was shared by its author for this."
    ),
    "digest": marked("The digest of this community comes to this channel every week."),
    "on": marked("Challenger tells a channel before it reads anything there."),
    "invitation": marked("A moderator set a schedule that invites people here to open a round."),
    "office": marked("A moderator, or a schedule a moderator set, has me look for a challenger-in-chief here: first among those who truly doubt, then among volunteers."),
    "part": marked("The challenger-in-chief of this channel, who volunteered, plays a part here and had me post this."),
    "hello": marked("Somebody who runs this community invited Challenger, which says hello once."),
    "invited": marked("Somebody invited Challenger to this channel, which says hello once."),
    "menu": marked("Somebody here spoke to Challenger, which answers once in each thread."),
    "assumption": marked("Somebody put this on the register of assumptions here, with a day to test it."),
    "partner": marked("Moderators here and in another channel agreed to hold rounds together. This one was opened there, for both."),
    "together": marked("Moderators here and in another channel see to it whether the two hold rounds together."),
    "shared": marked("Another organisation reads this channel now, so Challenger switched itself off."),
}  # fmt: skip
OTHERWISE = marked("It belongs to what moderators of this community set up here.")


def with_why(key: str, post: Post) -> Post:
    """The same post with a button that says why it is here, unless it has one."""
    rows = [part for part in post.parts if isinstance(part, Choices)]
    if any(button.name[0] in ASKS_WHY for row in rows for button in row.buttons):
        return post
    subject = _named(key)
    button = Button(f"about:{subject}", label("Why this?"))
    if len(rows) == 1 and len(rows[0].buttons) < MAX_BUTTONS:
        wider = replace(rows[0], buttons=(*rows[0].buttons, button))
        return Post(tuple(wider if part is rows[0] else part for part in post.parts))
    return Post((*post.parts, Choices((button,))))


def of_question(
    asked: Challenge,
    values: Mapping[str, str | int],
    set_by: Sequence[MemberRef],
    here: Sequence[Part],
    found: Sequence[Measure] = (),
) -> Post:
    """Of a question: the rule with its numbers, who set it off, the evidence, how to stop it."""
    move = MOVES[asked.move]
    parts: list[Part] = []
    match asked.origin:
        case Origin.REQUEST:
            parts.append(text("A member of this channel asked for it."))
        case Origin.SCHEDULE if set_by:
            parts.append(
                text("A moderator set a schedule for this channel: {who}.", who=names(set_by))
            )
        case Origin.SCHEDULE:
            parts.append(text("A moderator set a schedule for this channel."))
        case Origin.SIGNAL:
            reason = verdicts.sentence(asked.reason, values)
            parts.append(text("The rule for this channel was met: {reason}", reason=reason))
            parts += [note("{part}", part=verdicts.part(each)) for each in found if each.enough]
    parts.append(text("{title}: {why}", title=Strong(label(move.title)), why=label(move.why)))
    parts.append(note("Where this comes from: {source}", source=move.source))
    parts += chosen(asked.because)
    stop = note("To stop it here, press “Not now” on the question.")
    return Post((*parts, *here, stop, *_stopping(f"challenge:{asked.id}")))


def of_round(round_: Round, key: str, here: Sequence[Part], gap: Measure | None = None) -> Post:
    """Of whatever a round says.

    Only a secret ballot supports a statement, and only where luck would hardly do as much.
    """
    opened = text(
        "A member of this channel opened round {id} on {day}. Each of its parts ends at a set time, and then shows what is to be shown.",
        id=round_.id,
        day=day(round_.opened_at.date()),
    )
    stop = note(
        "You need not take part. A moderator can stop the round under {rounds}.",
        rounds=Code("/challenge rounds"),
    )
    ballot: list[Part] = []
    if gap is not None:
        if gap.chance is not None and gap.chance <= RARE:
            ballot.append(
                text("Fewer people agreed on the secret ballot than in front of everybody.")
            )
        ballot.append(note("{part}", part=verdicts.part(gap)))
    return Post((opened, *ballot, *here, stop, *_stopping(key)))


def of_anything(kind: str, key: str, here: Sequence[Part]) -> Post:
    """Of everything else."""
    parts: list[Part] = [text(BECAUSE.get(kind, OTHERWISE)), *here]
    if kind == "digest":
        parts.append(
            note(
                "A moderator can move it or give it another time with {settings}.",
                settings=Code("/challenge settings"),
            )
        )
    return Post((*parts, *_stopping(key)))


def switched_on(channel: ChannelRef, by: str, at: datetime | None) -> list[Part]:
    """Who switched the bot on in a channel, as far as that is still known."""
    if at is None:
        return []
    when = day(at.date())
    if not by:
        return [text("{channel} was switched on {when}.", channel=Place(channel), when=when)]
    who = names([MemberRef.parse(by)])
    return [
        text("{channel} was switched on by {who} on {when}.", channel=Place(channel), who=who, when=when)
    ]  # fmt: skip


def _named(key: str) -> str:
    """A post in a button: its key, or its kind alone where the key holds an event's."""
    return key if NAMEABLE.fullmatch(key) else key.partition(":")[0]


def _stopping(key: str) -> tuple[Part, ...]:
    subject = _named(key)
    return (
        note(
            "For the whole channel, a moderator can pause it with {pause} or switch it off with {off}. For you alone, press the first button.",
            pause=Code("/challenge pause"),
            off=Code("/challenge off"),
        ),
        Choices(
            (
                Button("snooze:me:14", label("Leave me out for two weeks")),
                Button(
                    f"report:{subject}",
                    label("Report this"),
                    confirm=label("It is noted in the log that this was reported, without your name."),
                ),
            )
        ),
    )  # fmt: skip


def reported(again: bool) -> Post:
    """After a report."""
    if again:
        return sentence(
            "This was reported before, so nothing was added. The organisers can see it."
        )
    return sentence(
        "Reported. It stands in the log without your name, for the organisers to look at. To take it off the channel, ask one of them."
    )
