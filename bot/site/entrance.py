"""Where browsers come in to the reading pages: which community's they are, and who reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adapters.chat import CommunityRef, MemberRef
from adapters.events import MemberLeft, nameless
from adapters.port import Page, PageWanted
from bot.clock import Clock
from bot.language import preferred, speaking
from bot.site import access, pages, signing
from bot.site.belonging import Belonging, CannotSay
from bot.store.communities import community_at
from bot.store.database import Database
from bot.work import Surroundings, UnitOfWork

Left = Callable[[MemberLeft], Awaitable[None]]
"""Hears that somebody left, as from the platform itself."""


class Entrance:
    """Looks who reads, and has the pages drawn for them. No transaction waits for a platform."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        around: Surroundings,
        belonging: Belonging,
        left: Left,
    ) -> None:
        """Read from `database`; whoever is found to have `left` is signed out for good."""
        self._database = database
        self._clock = clock
        self._around = around
        self._belonging = belonging
        self._left = left

    async def page(self, site: str, rest: list[str], wanted: PageWanted) -> Page | None:
        """What stands at `/c/SITE/` and the parts behind it, for whoever asks."""
        with speaking(preferred(wanted.languages)):
            match rest:
                case ["in", token]:
                    return await self._way_in(site, token, wanted)
                case ["out"]:
                    return await self._way_out(site, wanted)
            try:
                shown, known = await self._shown(site, rest, wanted)
            except CannotSay:
                return signing.cannot_say()
            return signing.stranger() if shown is None and not known else shown

    async def _shown(
        self, site: str, rest: list[str], wanted: PageWanted
    ) -> tuple[Page | None, bool]:
        """The page, and whether a member reads. Raises CannotSay."""
        async with self._database.reading() as connection:
            name = await community_at(connection, site)
            if name is None:
                return None, False
            community = CommunityRef.parse(name)
            reader = access.in_the_room(wanted, community)
            signed_in = None
            if reader is None:
                now = self._clock.now()
                signed_in = await access.signed_in(wanted, community, connection, now)
        if signed_in is not None and await self._belongs(signed_in, community):
            reader = signed_in
        if reader is None and not pages.open_to_all(rest):
            return None, False
        async with self._database.reading() as connection:
            work = UnitOfWork(connection, community, self._clock.now(), self._around)
            with speaking(await work.language(None)):
                return await pages.show(rest, wanted, reader, work), reader is not None

    async def _way_in(self, site: str, token: str, wanted: PageWanted) -> Page:
        async with self._database.reading() as connection:
            now = self._clock.now()
            return await signing.way_in(site, token, wanted.session, connection, now)

    async def _way_out(self, site: str, wanted: PageWanted) -> Page:
        async with self._database.reading() as connection:
            name = await community_at(connection, site)
            now = self._clock.now()
            return await signing.way_out(name, wanted.session, connection, now)

    async def _belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Whether whoever is signed in may read on; one who left is signed out everywhere."""
        now = self._clock.now()
        if await self._belonging.holds(member, community, now):
            return True
        key = nameless(str(community), str(member))
        await self._left(
            MemberLeft(key=f"left:{key}:{now.timestamp()}", community=community, at=now, by=member)
        )
        return False
