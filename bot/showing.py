"""Showing again what a round has revealed, after a member took their words out of it."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import ChannelRef
from adapters.posts import Post
from bot.language import speaking
from bot.presenters import rounds as presenter
from bot.work import UnitOfWork
from challenges import rounds, tally
from challenges.rounds import Round


async def show_again(before: Round, after: Round, work: UnitOfWork) -> None:
    """Put what is left of the entries in place of what stood there."""
    with speaking(await work.language(ChannelRef.parse(after.channel))):
        if after.revealed:
            old, new = (presenter.entries(each, rounds.visible(each)) for each in (before, after))
            await _replace(f"round:{after.id}:entries", old, new, work)
        if after.counted:
            old, new = (presenter.to_answer(r, tally.to_answer(r)) for r in (before, after))
            await _replace(f"round:{after.id}:answers", old, new, work)


async def _replace(name: str, old: Sequence[Post], new: Sequence[Post], work: UnitOfWork) -> None:
    for place, post in enumerate(new, start=1):
        await work.revise(f"{name}:{place}", post)
    for place in range(len(new) + 1, len(old) + 1):
        await work.withdraw(f"{name}:{place}")
