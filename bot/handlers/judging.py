"""Was it useful, was it safe: asks when a talk has gone quiet, counts, and closes the count.

What is said slows the bot down, and moderators are told. So they are when many write to one person.
"""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef, MessageRef
from adapters.commands import Who
from adapters.events import Audience, ButtonPressed
from bot import judged
from bot.asking import key
from bot.language import speaking
from bot.names import number
from bot.permissions import may, only_where_it_stands, rank, rank_of, who_may
from bot.presenters import challenge as challenges_presenter
from bot.presenters import effects as presenter
from bot.presenters import roles
from bot.store.effects import ANSWERS, AskedRow
from bot.store.timers import TimerRow
from bot.triggers import Stirred
from bot.work import UnitOfWork
from challenges import challenge, effects
from challenges.challenge import ChallengeState
from challenges.effects import Topic
from challenges.messages import ChannelId, MessageId
from challenges.refusals import NoSuchThing, NotNow

ASKED_WITHIN = timedelta(days=90)
OURS = ("challenge", "round", "office", "part")  # posts below which people differ because of us
READ = 100  # messages of a thread that are looked through for a pile-on


async def ask(timer: TimerRow, work: UnitOfWork) -> None:
    """Ask about a question now that nobody writes below it any more, on its own post."""
    asked = await work.challenges.get(number(timer.subject))
    if asked is None or asked.state is not ChallengeState.ANSWERED:
        return
    channel = ChannelRef.parse(asked.channel)
    with speaking(await work.language(channel)):
        parts = await judged.asked_parts("challenge", asked.id, channel, work)
        await work.revise(key(asked.id), challenges_presenter.prompt(asked, parts))


async def useful(event: ButtonPressed, work: UnitOfWork) -> None:
    """Count whether it was useful to one member."""
    await _count(event, Topic.USEFUL, work)


async def safe(event: ButtonPressed, work: UnitOfWork) -> None:
    """Count whether it felt safe to one member."""
    await _count(event, Topic.SAFE, work)


async def _count(event: ButtonPressed, topic: Topic, work: UnitOfWork) -> None:
    kind, _, name = event.subject.partition(".")
    row = await work.effects.get(kind, number(name))
    if row is None:
        raise NoSuchThing("no-such-challenge")
    only_where_it_stands(event, row.channel, "no-such-challenge")
    if event.value not in ANSWERS:
        raise NoSuchThing("out-of-date")
    if judged.over(row, work.now):
        raise NotNow("judging-over")
    await work.effects.count(row, topic, event.value, str(event.by))
    zone = await judged.zone(work)
    await work.whisper(event, presenter.noted(topic, event.value, row.closes_at, zone))


async def close(timer: TimerRow, work: UnitOfWork) -> None:
    """Keep the counts, with what was before and after; destroy the marks; brake if need be."""
    kind, _, name = timer.subject.partition(".")
    row = await work.effects.get(kind, number(name))
    if row is None or row.closed:
        return
    with speaking(await work.language(ChannelRef.parse(row.channel))):
        if row.kind == "challenge":
            await _close_question(row, work)
        else:
            await work.effects.close(row, row.before, row.after)  # whoever draws it, draws it anew
        await judged.brake(row, work)


async def _close_question(row: AskedRow, work: UnitOfWork) -> None:
    asked = await work.challenges.get(row.id)
    before, after = await judged.record(asked, work) if asked is not None else judged.NONE
    await work.effects.close(row, before, after)
    if asked is None or asked.state is ChallengeState.WITHDRAWN:
        return
    rated = challenge.rate(asked, row.said.useful, row.said.not_useful)
    await work.challenges.save(rated)
    await work.revise(key(rated.id), challenges_presenter.prompt(rated, presenter.result(row.said)))


async def release(event: ButtonPressed, work: UnitOfWork) -> None:
    """Let the bot ask as often as before: a moderator's word, from wherever they were told."""
    try:
        channel = ChannelRef.parse(f"{event.subject}:{event.value}")
    except ValueError:
        raise NoSuchThing("out-of-date") from None
    if not await _may_release(event, channel, work):
        refusal = roles.refused(Who.MODERATOR, await who_may(Who.MODERATOR, work))
        await work.whisper(event, refusal)
        return
    await judged.release(channel, event.by, work)
    await work.whisper(event, presenter.released(channel))


async def _may_release(event: ButtonPressed, channel: ChannelRef, work: UnitOfWork) -> bool:
    row = await work.channels.get(channel)
    if row is None:
        raise NoSuchThing("out-of-date")
    direct = event.audience is Audience.DIRECT
    if row.audience is not Audience.COMMUNITY and str(event.by) != row.switched_by:
        only_where_it_stands(event, str(channel), "out-of-date")
    # In a direct message some platforms say nothing of a member: there their last word holds.
    return may(await rank_of(event.by, work) if direct else await rank(event, work), Who.MODERATOR)


async def watch(stirred: Stirred, work: UnitOfWork) -> None:
    """Tell moderators, once of each thread, when many write to one person who disagreed."""
    if stirred.thread is None:
        return
    row = await work.channels.get(stirred.channel)
    if row is None or not row.on or not (await work.settings()).alarm:
        return
    channel, thread = ChannelId(str(stirred.channel)), MessageId(str(stirred.thread))
    since = work.now - 2 * effects.WITHIN
    talk = await work.messages.recent(channel, thread, READ)
    lately = [each.by for each in talk if each.at >= since]
    if len(lately) < effects.LEAST_REPLIES or len(set(lately)) < effects.LEAST_PEOPLE:
        return  # most talks end here, before anything is read
    if not await _ours(channel, stirred.thread, work) or not effects.piled_on(talk, since):
        return
    if await work.brakes.alarmed(thread, channel, work.now):
        with speaking((await work.settings()).language):
            post = presenter.piled_on(stirred.channel, stirred.thread)
            await judged.tell(stirred.channel, post, work)


async def _ours(channel: ChannelId, thread: MessageRef, work: UnitOfWork) -> bool:
    """Whether the bot put a question to a thread, or it hangs below a post of ours."""
    asked = await work.challenges.latest_in(channel, work.now - ASKED_WITHIN)
    if any(each.thread == str(thread) for each in asked):
        return True
    verb, _, _ = (await work.outbox.key_of(thread) or "").partition(":")
    return verb in OURS
