"""Leaving a channel: what goes on there ends, and what was kept from it is erased."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.events import Audience
from bot import owing, partnering, places, promises, serving
from bot.language import speaking
from bot.presenters import rounds as presenter
from bot.presenters import switching
from bot.work import UnitOfWork
from challenges import phases


async def stop(channel: ChannelRef, by: str, work: UnitOfWork) -> None:
    """Switch off in a channel: end its rounds and questions, and erase its messages."""
    await work.channels.switch(channel, False, by, work.now)
    await work.messages.forget_channel(str(channel))
    await work.outbox.silence(channel, work.now)
    await serving.close(channel, work)
    await promises.close(channel, work)
    for number in await work.challenges.forget_channel(str(channel)):
        await work.timers.cancel("challenge", str(number))
        await work.timers.cancel("quiet", str(number))
    for asked in await work.effects.forget_channel(str(channel)):
        await work.timers.cancel("judged", asked.subject)
    for round_ in await work.rounds.open_():
        if round_.channel == str(channel):
            ended = phases.abandon(round_, work.now)
            await work.rounds.save(ended, work.now)
            await work.timers.cancel("round", str(ended.id))
            await owing.follow(ended, work)
            with speaking(await work.language(channel)):
                await places.revise(ended, f"round:{ended.id}:board", presenter.board(ended), work)
    await partnering.part_all(channel, work)
    await _digest_elsewhere(channel, work)


async def stop_where_shared(channel: ChannelRef, key: str, work: UnitOfWork) -> None:
    """Switch off where another organisation reads now, and say so once to all who read there."""
    row = await work.channels.get(channel)
    if row is None or not row.on:
        return
    await stop(channel, "", work)
    await work.audit.note("channel-off", "", {"channel": str(channel)}, work.now)
    await work.say(f"shared:{key}", channel, switching.shared())


async def _digest_elsewhere(channel: ChannelRef, work: UnitOfWork) -> None:
    """Let the digest come to another channel that everyone can read, or rest until there is one."""
    settings = await work.settings()
    if settings.digest_channel != str(channel):
        return
    left = [
        str(row.channel)
        for row in await work.channels.switched_on()
        if row.audience is Audience.COMMUNITY
    ]
    await work.change_settings(settings.model_copy(update={"digest_channel": "".join(left[:1])}))
    if not left:
        await work.timers.cancel("digest", "")
