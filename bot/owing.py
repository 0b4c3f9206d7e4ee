"""The answers a round still owes: whoever was named to give them is reminded once, kindly."""

from __future__ import annotations

from datetime import datetime

from adapters.chat import ChannelRef, MemberRef, MessageRef
from bot.language import speaking
from bot.presenters import chasing as presenter
from bot.work import UnitOfWork
from challenges import tally
from challenges.methods import Act
from challenges.rounds import Round


def owed(round_: Round) -> tuple[int, ...]:
    """The entries that wait for an answer now, what weighs most first."""
    if round_.over or not round_.responder or Act.RESPONSE not in round_.current.accepts:
        return ()
    entries = tally.to_answer(round_, round_.current.on)
    return tuple(each.entry.id for each in entries if each.response is None)


async def begin(round_: Round, work: UnitOfWork) -> None:
    """Set the reminder for when this part is half over; none where it asks for no answers."""
    at = await _opens(work.now + (round_.phase_ends - work.now) / 2, work) if owed(round_) else None
    if at is None or at >= round_.phase_ends:
        await work.timers.cancel("chase", str(round_.id))
    else:
        await work.timers.set("chase", str(round_.id), at)


async def longer(round_: Round, work: UnitOfWork) -> None:
    """A part was given more time: so is whoever was not reminded yet."""
    if await work.timers.get("chase", str(round_.id)) is not None:
        await begin(round_, work)


async def follow(round_: Round, work: UnitOfWork) -> None:
    """Say in the reminder what is owed still; take it back when nothing is, or the part is over."""
    left = owed(round_)
    if not left:
        await work.timers.cancel("chase", str(round_.id))
    for phase in range(round_.phase + 1):
        if Act.RESPONSE not in round_.method.phases[phase].accepts:
            continue
        if left and phase == round_.phase:
            with speaking(await work.language(ChannelRef.parse(round_.channel))):
                await work.revise(_name(round_, phase), presenter.reminder(round_, left))
        else:
            await work.withdraw(_name(round_, phase))


async def remind(round_: Round, work: UnitOfWork) -> None:
    """Remind whoever owes answers; later, where people are not at work now."""
    left = owed(round_)
    if not left or work.now >= round_.phase_ends:
        return
    opens = await _opens(work.now, work)
    if opens is None or opens > work.now:
        if opens is not None and opens < round_.phase_ends:
            await work.timers.set("chase", str(round_.id), opens)
        return
    member = await work.members.get(MemberRef.parse(round_.responder))
    if member is not None and member.snoozed(work.now):
        return  # they asked to be left out, and the round itself says what it waits for
    channel = ChannelRef.parse(round_.channel)
    thread = MessageRef.parse(round_.thread) if round_.thread else None
    with speaking(await work.language(channel)):
        post = presenter.reminder(round_, left)
        await work.say(_name(round_, round_.phase), channel, post, thread)


async def _opens(at: datetime, work: UnitOfWork) -> datetime | None:
    return (await work.calendar()).opens(at)


def _name(round_: Round, phase: int) -> str:
    return f"round:{round_.id}:chase:{phase}"
