"""The first words where the bot is invited, and its own page for each member."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Audience, HomeOpened, Joined
from bot.permissions import may, rank_of
from bot.presenters import home as presenter
from bot.presenters import menu
from bot.recurring import upcoming
from bot.store.members import MemberRow
from bot.work import UnitOfWork


async def greet(event: Joined, work: UnitOfWork) -> None:
    """Say hello once, and that nothing is read yet."""
    if event.channel is None:
        if event.by is not None and event.whole_community:
            await work.tell_installer(event.by, menu.hello(in_channel=False))
        return
    if event.whole_community:
        # Whoever invites it again is greeted again.
        in_channel = event.audience is not Audience.DIRECT
        await work.say(f"hello:{event.key}", event.channel, menu.hello(in_channel))
        return
    await work.channels.saw(event.channel, event.audience)
    await work.say(f"invited:{event.key}", event.channel, menu.invited(event.channel))


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
        rotas=[
            ChannelRef.parse(each.channel)
            for each in await work.volunteers.of(str(event.by))
            if each.channel in public
        ],
        waiting=may(await rank_of(event.by, work), Who.MODERATOR) and bool(await work.desk.held()),
    )
    await work.show_home(event.by, presenter.page(page))
