"""Asking people whether a question or a round was useful and safe, and braking on what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.commands import Who
from adapters.events import Audience
from adapters.posts import Part, Post
from bot.asking import key
from bot.permissions import still_moderates, who_may
from bot.presenters import effects as presenter
from bot.presenters.effects import Standing
from bot.store.brakes import BrakeRow
from bot.store.effects import AskedRow, feedback
from bot.work import UnitOfWork
from challenges import effects
from challenges.challenge import Challenge
from challenges.effects import NOTHING_SAID, Cadence
from challenges.messages import ChannelId, Message, MessageId, conversations

QUIET = timedelta(hours=2)  # nobody has written below a question for so long: then people are asked
OPEN_FOR = timedelta(hours=48)
READ = 200  # messages of a talk that are counted before and after
LATELY = timedelta(days=28)
ALARMS_SHOWN = timedelta(days=7)

Record = Mapping[str, object]
NONE: tuple[Record, Record] = ({}, {})


async def asked_parts(
    kind: str, id: int, channel: ChannelRef, work: UnitOfWork, found: tuple[Record, Record] = NONE
) -> tuple[Part, ...]:
    """Begin to ask about a challenge or a round; what is to stand at the end of its post.

    A second time it says what people are asked already; when the time is over, what they said.
    `found` is what was before and after, in counts, where that is known already.
    """
    secret, closes_at = work.around.new_key(), work.now + OPEN_FOR
    await work.effects.open(kind, id, str(channel), secret, closes_at, found)
    row = await work.effects.get(kind, id)
    if row is None:
        return ()
    if row.closed:
        return presenter.result(row.said)
    await work.timers.set("judged", row.subject, row.closes_at)
    return presenter.questions(row.subject, row.closes_at, await zone(work))


async def record(asked: Challenge, work: UnitOfWork) -> tuple[Record, Record]:
    """What the talk had heard when a question was put to it, and what came after, in counts."""
    talk = await _talk(asked, work)
    before, after = effects.before_and_after(talk, asked.asked_at)
    return asdict(before), asdict(after)


async def _talk(asked: Challenge, work: UnitOfWork) -> list[Message]:
    channel = ChannelId(asked.channel)
    if asked.thread is not None:
        return await work.messages.recent(channel, asked.thread, READ)
    standing = await work.messages.recent(channel, None, READ)
    earlier = conversations([each for each in standing if each.at < asked.asked_at])
    before = list(earlier[-1].messages) if earlier else []
    post = await work.outbox.posted(key(asked.id))
    below = MessageId(str(post)) if post is not None else None
    after = await work.messages.recent(channel, below, READ) if below else []
    return [*before, *after]


async def brake(row: AskedRow, work: UnitOfWork) -> None:
    """Ask less in a channel, or more again, when what people said there says so; tell moderators.

    One note at most comes of it.
    """
    channel = ChannelRef.parse(row.channel)
    stands = await work.brakes.get(row.channel)
    cadence = stands.cadence if stands is not None else Cadence.FULL
    history = await work.effects.closed_in(row.channel, stands.since if stands else None)
    rules = (await work.settings()).judgement
    found = effects.brake(feedback(history), cadence, rules.least_answers)
    harmed = effects.to_tell(feedback(await work.effects.untold_in(row.channel)))
    if harmed is not None:
        await work.effects.told(row.channel)
    if found.cadence is not cadence:
        # From this one on: what is counted next ended later.
        await work.brakes.save(BrakeRow(row.channel, found.cadence, found.why, row.closes_at))
        noted = {"channel": row.channel}
        await work.audit.note(f"cadence-{found.cadence}", "", noted, work.now)
        await tell(channel, presenter.changed(channel, found.cadence, found.counts), work)
    elif harmed is not None:
        await tell(channel, presenter.harm(channel, harmed), work)


async def release(channel: ChannelRef, by: MemberRef, work: UnitOfWork) -> bool:
    """Let the bot ask as often as before; False where it does already."""
    if await work.brakes.cadence(str(channel)) is Cadence.FULL:
        return False
    await work.brakes.save(BrakeRow(str(channel), Cadence.FULL, "", work.now))
    await work.audit.note("cadence-resumed", str(by), {"channel": str(channel)}, work.now)
    return True


async def tell(channel: ChannelRef, post: Post, work: UnitOfWork) -> None:
    """Write to the moderators who agreed to that, and are in the channel if not everybody is."""
    for each in await _moderators(channel, work):
        await work.tell(each, post)


async def _moderators(channel: ChannelRef, work: UnitOfWork) -> list[MemberRef]:
    row = await work.channels.get(channel)
    if row is None or not row.on:
        return []
    if row.audience is Audience.COMMUNITY:
        found = await who_may(Who.MODERATOR, work)
        return [each for each in found if not each.id.startswith("&")]  # a group has no letterbox
    # Of a private channel only whoever switched it on is known to be in it.
    known = row.switched_by and await still_moderates(row.switched_by, work)
    return [MemberRef.parse(row.switched_by)] if known else []


async def standing(channels: Iterable[ChannelRef], work: UnitOfWork) -> list[Standing]:
    """How some channels stand, for the list."""
    alarms = await work.brakes.alarms(work.now - ALARMS_SHOWN)
    return [await _standing(each, [
        MessageRef.parse(alarm.thread) for alarm in alarms if alarm.channel == str(each)
    ], work) for each in channels]  # fmt: skip


async def _standing(
    channel: ChannelRef, threads: Iterable[MessageRef], work: UnitOfWork
) -> Standing:
    rows = await work.effects.closed_in(str(channel), work.now - LATELY)
    stands = await work.brakes.get(str(channel))
    return Standing(
        channel,
        sum(feedback(rows), NOTHING_SAID),
        stands.cadence if stands is not None else Cadence.FULL,
        stands.why if stands is not None else "",
        tuple(threads),
    )


async def zone(work: UnitOfWork) -> ZoneInfo:
    """The community's own clock."""
    return ZoneInfo((await work.settings()).zone)


def over(row: AskedRow, now: datetime) -> bool:
    """Whether the time to answer is over."""
    return row.closed or now >= row.closes_at
