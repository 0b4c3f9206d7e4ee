"""What members wrote in forms that could not be taken, until they send them or a day has passed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from adapters.chat import MemberRef
from bot.store.moments import moment
from bot.store.transactions import Connection


class Drafts:
    """One community's drafts."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def keep(
        self, member: MemberRef, form: str, subject: str, written: Mapping[str, str], now: datetime
    ) -> None:
        """Keep what was written in the fields of a form, over what was kept of it before."""
        await self._connection.run(
            "INSERT INTO drafts (community, member, form, subject, written, at)"
            " VALUES (:community, :member, :form, :subject, :written, :now)"
            " ON CONFLICT (community, member, form, subject) DO UPDATE"
            " SET written = excluded.written, at = excluded.at",
            community=self._community,
            member=str(member),
            form=form,
            subject=subject,
            written=json.dumps(dict(written)),
            now=moment(now),
        )

    async def of(self, member: MemberRef, form: str, subject: str) -> dict[str, str]:
        """What was kept of a form, field by field; empty when nothing was."""
        row = await self._connection.row(
            "SELECT written FROM drafts WHERE community = :community AND member = :member"
            " AND form = :form AND subject = :subject",
            community=self._community,
            member=str(member),
            form=form,
            subject=subject,
        )
        return dict(json.loads(row["written"])) if row else {}

    async def drop(self, member: MemberRef, form: str, subject: str) -> None:
        """Forget what was kept of a form; nothing is fine."""
        await self._connection.run(
            "DELETE FROM drafts WHERE community = :community AND member = :member"
            " AND form = :form AND subject = :subject",
            community=self._community,
            member=str(member),
            form=form,
            subject=subject,
        )

    async def forget(self, member: MemberRef) -> None:
        """Forget all that was kept of a member's forms."""
        await self._connection.run(
            "DELETE FROM drafts WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )

    async def purge(self, before: datetime) -> int:
        """Forget the drafts kept before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM drafts WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )
