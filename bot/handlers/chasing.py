"""Reminding whoever was named to answer, once, when half of the time for it is over."""

from __future__ import annotations

from bot import owing
from bot.names import number
from bot.store.timers import TimerRow
from bot.work import UnitOfWork


async def chase(timer: TimerRow, work: UnitOfWork) -> None:
    """Half of the time for the answers is over."""
    round_ = await work.rounds.get(number(timer.subject))
    if round_ is not None:
        await owing.remind(round_, work)
