"""What a round shows in its channel: its posts, and the names they are known by.

A round says a stage of entries when it is revealed, and revises it when what can be pressed below
the entries changes, or when a member takes their words out of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.chat import ChannelRef
from adapters.posts import Post
from bot import places
from bot.language import speaking
from bot.presenters import revealed as presenter
from bot.work import UnitOfWork
from challenges import rounds, tally
from challenges.methods import Act, Showing
from challenges.rounds import Round


def shown(round_: Round) -> Iterator[tuple[str, Post]]:
    """The posts of the entries and of the replies that all may see by now."""
    for index, phase in enumerate(round_.method.phases):
        if phase.ask and phase.ask.shown is Showing.ALL and rounds.on_stage(round_, index):
            yield from _named(
                f"round:{round_.id}:entries:{index}", presenter.entries(round_, index)
            )
        if Act.REPLY in phase.accepts and round_.revealed:
            yield from _named(
                f"round:{round_.id}:replies:{index}", presenter.replies(round_, index)
            )


def answers(round_: Round) -> Iterator[tuple[str, Post]]:
    """The posts that ask for answers, once the round has come to that."""
    begun = (phase for phase in round_.method.phases[: round_.phase + 1])
    stages = {phase.on for phase in begun if Act.RESPONSE in phase.accepts}
    for stage in sorted(stages):
        owed = tally.to_answer(round_, stage)
        yield from _named(f"round:{round_.id}:answers:{stage}", presenter.to_answer(round_, owed))


async def show_again(before: Round, after: Round, work: UnitOfWork) -> None:
    """Put what is left of the entries in place of what stood there."""
    with speaking(await work.language(ChannelRef.parse(after.channel))):
        old = {**dict(shown(before)), **dict(answers(before))}
        new = {**dict(shown(after)), **dict(answers(after))}
        for name, post in new.items():
            await places.revise(after, name, post, work)
        for name in old.keys() - new.keys():
            await places.withdraw(after, name, work)


def _named(name: str, posts: list[Post]) -> Iterator[tuple[str, Post]]:
    for place, post in enumerate(posts, start=1):
        yield f"{name}:{place}", post
