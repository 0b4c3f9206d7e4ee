"""The bot's own page for one member, drawn whenever they open it."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.events import HomeOpened
from bot.presenters import home as presenter
from bot.recurring import upcoming
from bot.store.members import MemberRow
from bot.work import UnitOfWork


async def home(event: HomeOpened, work: UnitOfWork) -> None:
    """Draw a member's own page: only what everybody in the community may read, and their own."""
    public = await work.channels.open_to_all()
    on = [row.channel for row in await work.channels.switched_on() if str(row.channel) in public]
    calendar = await work.calendar()
    scheduled = [
        (ChannelRef.parse(schedule.channel), run)
        for schedule in await work.schedules.list()
        if schedule.channel in public
        for run in upcoming(schedule, calendar, work.now, 1)
    ]
    rounds = [
        (each, await work.outbox.posted(f"round:{each.id}:board"))
        for each in await work.rounds.open_()
        if each.channel in public
    ]
    member = await work.members.get(event.by) or MemberRow(event.by)
    page = presenter.HomePage(
        member=member,
        switched_on=on,
        scheduled=sorted(scheduled, key=lambda each: each[1]),
        rounds=rounds,
        digest=await work.timers.at("digest", ""),
        left_out_until=member.snoozed_until if member.snoozed(work.now) else None,
    )
    await work.show_home(event.by, presenter.page(page))
