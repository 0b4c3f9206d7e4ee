"""The one reminder of whoever owes an answer."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import MemberRef
from adapters.posts import MAX_BUTTONS, Button, Choices, Mention, Post
from bot.presenters.words import count, label, listed, moment, note, text
from challenges.rounds import Round


def reminder(round_: Round, owed: Sequence[int]) -> Post:
    """Name what still waits for an answer, and how to give one."""
    waiting = count(
        len(owed),
        "one thing in round {id} still waits for your answer",
        "{number} things in round {id} still wait for your answer",
        id=round_.id,
    )
    return Post(
        (
            text(
                "{who}, {waiting}: {entries}. There is time until {when}.",
                who=Mention(MemberRef.parse(round_.responder)),
                waiting=waiting,
                entries=listed([label("entry {number}", number=each) for each in owed]),
                when=moment(round_.phase_ends),
            ),
            Choices(
                tuple(
                    Button(
                        f"respond:{round_.id}.{each}",
                        label("Answer entry {number}", number=each),
                        opens_form=True,
                    )
                    for each in owed[: MAX_BUTTONS - 1]
                )
            ),
            note("A sentence is enough, and a no with its reason is an answer too. I do not ask again."),
        )
    )  # fmt: skip
