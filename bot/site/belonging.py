"""Whether whoever is signed in still belongs to the community: asked of the platform at intervals.

Answers are kept in memory alone. After a restart everybody is asked about again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.chat import CommunityRef, MemberRef
from adapters.port import DeliveryFailed

AGAIN = timedelta(minutes=10)  # after a yes
HOLDS = timedelta(hours=1)  # a yes, while the platform cannot be asked
PAUSE = timedelta(seconds=30)  # between two tries to ask a platform that does not answer
SECONDS = 3.0  # that an answer may take: somebody waits for a page
MOST = 10_000  # answers kept; then those that hold no more are dropped

Ask = Callable[[MemberRef, CommunityRef], Awaitable[bool]]
"""Whether a member is in a community now. Raises DeliveryFailed."""

log = structlog.get_logger(__name__)


class CannotSay(Exception):
    """The platform cannot be asked, and what it said last is too long ago."""


@dataclass(slots=True)
class _Answer:
    """When a platform last said yes, and when it was last asked."""

    yes_at: datetime | None
    tried_at: datetime


class Belonging:
    """Remembers for a while what the platforms said."""

    def __init__(self, ask: Ask) -> None:
        """Ask by `ask`."""
        self._ask = ask
        self._answers: dict[tuple[MemberRef, CommunityRef], _Answer] = {}

    async def holds(self, member: MemberRef, community: CommunityRef, now: datetime) -> bool:
        """Whether a member belongs to a community. Raises CannotSay."""
        last = self._answers.get((member, community))
        yes_at = last.yes_at if last is not None else None
        if yes_at is not None and now < yes_at + AGAIN:
            return True
        if last is None or yes_at is None or now >= last.tried_at + PAUSE:
            found = await self._asked(member, community)
            if found is not None:
                return self._keep(member, community, found, now)
            self._drop_old(now)
            self._answers[member, community] = _Answer(yes_at, now)
        if yes_at is not None and now < yes_at + HOLDS:
            return True
        raise CannotSay

    async def _asked(self, member: MemberRef, community: CommunityRef) -> bool | None:
        """What the platform says; None where it cannot be asked."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._ask(member, community)
        except (DeliveryFailed, TimeoutError) as trouble:
            log.warning(
                "a platform cannot say who belongs", platform=community.platform, why=str(trouble)
            )
            return None

    def _keep(self, member: MemberRef, community: CommunityRef, found: bool, now: datetime) -> bool:
        self._answers.pop((member, community), None)
        if found:
            self._drop_old(now)
            self._answers[member, community] = _Answer(now, now)
        return found

    def _drop_old(self, now: datetime) -> None:
        if len(self._answers) < MOST:
            return
        self._answers = {
            who: each
            for who, each in self._answers.items()
            if each.yes_at is not None and now < each.yes_at + HOLDS
        }
        if len(self._answers) >= MOST:
            self._answers.clear()
