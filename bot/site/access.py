"""Who reads: a member who is signed in to the pages of their community, or the public."""

from __future__ import annotations

from datetime import datetime

from adapters.chat import CommunityRef, MemberRef
from adapters.port import PageWanted
from bot.store.sessions import session
from bot.store.transactions import Connection


def in_the_room(wanted: PageWanted, community: CommunityRef) -> MemberRef | None:
    """The member a room of our own says the browser speaks for, in its own community alone."""
    return wanted.reader if wanted.community == community else None


async def signed_in(
    wanted: PageWanted, community: CommunityRef, connection: Connection, now: datetime
) -> MemberRef | None:
    """The member of this community whose session the browser has; they may have left since."""
    found = await session(connection, str(community), wanted.session, now)
    return found.member if found is not None else None
