"""The register of assumptions: what goes on it, when it is tested, and what was found."""

from __future__ import annotations

import re

from adapters.chat import ChannelRef
from adapters.events import Asked, ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import promises
from bot.language import speaking
from bot.names import number, one_of
from bot.permissions import only_in_time, only_where_it_stands, only_where_on
from bot.presenters import assumptions as presenter
from bot.store.timers import TimerRow
from bot.work import UnitOfWork
from challenges import assumptions
from challenges.assumptions import Assumption, AssumptionState
from challenges.messages import ChannelId, MemberId
from challenges.refusals import NoSuchThing, NotYours
from challenges.rounds import Round
from challenges.tally import EntryTally


async def register_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask which of a round's assumptions are tested, and when."""
    round_ = await _round(wanted, work)
    return presenter.register_form(round_, await _left(round_, work))


async def register(event: FormSent, work: UnitOfWork) -> None:
    """Put those that were chosen on the register."""
    round_ = await _round(event, work)
    wanted = {number(each) for each in re.findall(r"\d+", event.value("which"))}
    named = {each.entry.id for each in await _left(round_, work)}
    found = assumptions.chosen(round_, wanted & named)
    on, today = await promises.meant(event.value("when"), work), await promises.today(work)
    await _room(round_.channel, len(found), work)
    noted = [
        assumptions.from_round(
            await work.assumptions.next_id(), round_, each, _me(event), on, work.now, today
        )
        for each in found
    ]
    for each in noted:
        await promises.keep_assumption(each, work)
    if round_.responder != _me(event):
        await _note("assumptions-noted", event, round_.channel, work)
    await work.whisper(event, presenter.registered(noted))


async def hand_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for an assumption in one's own words."""
    await only_where_on(wanted.channel, work)
    return presenter.hand_form(wanted.channel)


async def write_down(event: FormSent, work: UnitOfWork) -> None:
    """Put an assumption on the register that somebody wrote down."""
    await only_where_on(event.channel, work)
    channel = ChannelId(str(event.channel))
    await _room(channel, 1, work)
    noted = assumptions.by_hand(
        id=await work.assumptions.next_id(),
        channel=channel,
        text=event.value("text"),
        owner=_me(event),
        on=await promises.meant(event.value("when"), work),
        now=work.now,
        today=await promises.today(work),
    )
    await promises.keep_assumption(noted, work)
    await work.whisper(event, presenter.registered([noted]))


async def take_back(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back what one put on the register a moment ago."""
    found = [await _one(event, each, work) for each in event.subject.split(".")]
    for noted in found:
        if noted.owner != _me(event):
            raise NotYours("not-your-own")
        only_in_time(noted.noted_at, work)
    for noted in found:
        await promises.drop_assumption(noted, work)
    await work.whisper(event, presenter.taken_back())


async def settle(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say that an assumption holds, or that it fell."""
    before = await _one(event, event.subject, work)
    state = one_of(AssumptionState, event.value)
    moderates = await promises.moderates(event, work)
    after = assumptions.settle(before, _me(event), state, moderates=moderates)
    await _changed(event, before, after, work)
    await work.whisper(event, presenter.settled(before, after))


async def date_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for another day."""
    noted = await _one(wanted, wanted.subject, work)
    moderates = await promises.moderates(wanted, work)
    assumptions.yours(noted, MemberId(str(wanted.by)), moderates=moderates)
    return presenter.date_form(noted)


async def put_off(event: FormSent, work: UnitOfWork) -> None:
    """Test an assumption on another day."""
    before = await _one(event, event.subject, work)
    on, today = await promises.meant(event.value("when"), work), await promises.today(work)
    moderates = await promises.moderates(event, work)
    after = assumptions.put_off(before, _me(event), on, today, moderates=moderates)
    await _changed(event, before, after, work)
    await work.whisper(event, presenter.redated(before, after))


async def undo(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back what was said of an assumption last."""
    before = await _one(event, event.subject, work)
    on, today = promises.named_day(event.value), await promises.today(work)
    moderates = await promises.moderates(event, work)
    after = assumptions.go_back(before, _me(event), on, today, moderates=moderates)
    await _changed(event, before, after, work)
    await work.whisper(event, presenter.settled(before, after))


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """The day of a test has come."""
    noted = await work.assumptions.get(number(timer.subject))
    if noted is not None and noted.open and noted.asked_on is None:
        await promises.ask_assumption(noted, work)


async def _changed(event: Asked, before: Assumption, after: Assumption, work: UnitOfWork) -> None:
    await promises.keep_assumption(after, work)
    with speaking(await work.language(ChannelRef.parse(after.channel))):
        await work.revise(promises.assumption_question(before), presenter.answered(after))
    if before.state is not after.state:
        await promises.tell_what_fell(before, after, work)
    if after.owner != _me(event):
        await _note("assumption-settled", event, after.channel, work)


async def _round(asked: FormSent | FormWanted, work: UnitOfWork) -> Round:
    """The round whose assumptions are meant, for who opened or answers it and for moderators."""
    found = await promises.round_meant(asked.subject, asked, work)
    proposes = str(asked.by) in (found.responder, found.opened_by)
    if not (proposes or await promises.moderates(asked, work)):
        raise NotYours("not-yours-to-test")
    return found


async def _left(round_: Round, work: UnitOfWork) -> list[EntryTally]:
    """What a round found important and not certain, and is not on the register."""
    noted = {each.entry for each in await work.assumptions.of_round(round_.id)}
    found = assumptions.uncertain(round_)
    return [each for each in found if each.entry.id not in noted]


async def _room(channel: str, more: int, work: UnitOfWork) -> None:
    noted = await work.assumptions.in_channel(channel)
    assumptions.room_for(more, sum(each.open for each in noted))


async def _one(asked: Asked | FormWanted, subject: str, work: UnitOfWork) -> Assumption:
    found = await work.assumptions.get(number(subject))
    if found is None:
        raise NoSuchThing("no-such-assumption")
    only_where_it_stands(asked, found.channel, "no-such-assumption")
    return found


async def _note(code: str, event: Asked, channel: str, work: UnitOfWork) -> None:
    await work.audit.note(code, str(event.by), {"channel": channel}, work.now)


def _me(event: Asked) -> MemberId:
    return MemberId(str(event.by))
