"""Taking a member out of a round that goes on, and out of what it shows."""

from __future__ import annotations

from bot.showing import show_again
from bot.work import UnitOfWork
from challenges import taking_part
from challenges.ballots import alias
from challenges.messages import MemberId
from challenges.rounds import Round


async def take_out(round_: Round, member: MemberId, work: UnitOfWork) -> None:
    """Erase all that a member wrote and said in a round, if they took part."""
    after = taking_part.forget(round_, alias(round_.key, member), work.now)
    if after != round_:
        await work.rounds.save(after, work.now)
        await show_again(round_, after, work)
