"""Where a round is held: in the channel it was opened in, and with it in those of its guests."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.chat import ChannelRef, MessageRef
from adapters.events import Tie
from adapters.posts import Post
from bot.presenters import rounds as presenter
from bot.presenters.away import away
from bot.presenters.reasons import with_why
from bot.work import UnitOfWork
from challenges.rounds import Guest, Round


async def say(
    round_: Round, name: str, post: Post, work: UnitOfWork, there: Post | None = None
) -> None:
    """Post in every channel of a round; where it is held in a thread, there.

    `there` is what stands with its guests, if that is not the same.
    """
    below = MessageRef.parse(round_.thread) if round_.thread else None
    await work.say(name, ChannelRef.parse(round_.channel), post, below)
    for its, channel, shown in _elsewhere(round_, name, there or post):
        await work.say(its, channel, shown)


async def revise(
    round_: Round, name: str, post: Post, work: UnitOfWork, there: Post | None = None
) -> None:
    """Change the post of that name in every channel of a round."""
    await work.revise(name, post)
    for its, _, shown in _elsewhere(round_, name, there or post):
        await work.revise(its, shown)


async def withdraw(round_: Round, name: str, work: UnitOfWork) -> None:
    """Take the post of that name back in every channel of a round."""
    await work.withdraw(name)
    for guest in round_.guests:
        await work.withdraw(named(name, guest))


def named(name: str, guest: Guest) -> str:
    """What a post of a round is called in the channel of a guest."""
    return f"{name}@{guest.channel}"


def _elsewhere(round_: Round, name: str, post: Post) -> Iterator[tuple[str, ChannelRef, Post]]:
    for guest in round_.guests:
        if name == f"round:{round_.id}:board":  # it says who holds the round
            post = presenter.board(round_.seen_in(guest.channel))
        key = f"partner:{guest.number}.{name}"
        shown = with_why(key, away(post, Tie(guest.number, guest.host)))
        yield named(name, guest), ChannelRef.parse(guest.channel), shown
