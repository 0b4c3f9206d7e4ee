"""Who reads: a member who is signed in to the pages of their community, or the public."""

from __future__ import annotations

from adapters.chat import MemberRef
from adapters.port import PageWanted
from bot.work import UnitOfWork


async def reader(wanted: PageWanted, work: UnitOfWork) -> MemberRef | None:
    """The member of this community whose browser asks; None for anybody else."""
    if wanted.community == work.community:
        return wanted.reader
    return None
