"""Promises: made in one's own name about an objection that was taken up, and asked about once."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.events import Audience, ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import promises
from bot.language import speaking
from bot.names import number, one_of
from bot.permissions import only_in_time, only_where_it_stands
from bot.presenters import pledges as presenter
from bot.store.timers import TimerRow
from bot.work import UnitOfWork
from challenges import pledges, rounds
from challenges.messages import MemberId
from challenges.pledges import Pledge, PledgeState
from challenges.refusals import NoSuchThing
from challenges.rounds import Round


async def pledge_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask what one promises, and by when."""
    round_, entry = await _round(wanted, work)
    return presenter.form(round_, rounds.seen(round_, entry) if entry else None)


async def make(event: FormSent, work: UnitOfWork) -> None:
    """Keep a promise, and show it in the channel with its owner's name."""
    round_, entry = await _round(event, work)
    promised = pledges.pledge(
        id=await work.pledges.next_id(),
        round_=round_,
        entry=entry,
        owner=_me(event),
        what=event.value("what"),
        due=await promises.meant(event.value("when"), work),
        now=work.now,
        today=await promises.today(work),
    )
    await promises.keep_pledge(promised, work)
    member = await work.members.get(event.by)
    await work.whisper(event, presenter.pledged(promised, member is not None and member.tells))


async def take_back(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take a promise back that one made a moment ago."""
    promised = await _mine(event, work)
    only_in_time(promised.made_at, work)
    await promises.drop_pledge(promised, work)
    await work.whisper(event, presenter.taken_back())


async def settle(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say that a promise is done, or dropped."""
    before = await _mine(event, work)
    after = pledges.settle(before, _me(event), one_of(PledgeState, event.value))
    await _changed(before, after, work)
    await work.whisper(event, presenter.settled(before, after))


async def date_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for another day."""
    return presenter.date_form(await _mine(wanted, work))


async def put_off(event: FormSent, work: UnitOfWork) -> None:
    """Give a promise another day."""
    before = await _mine(event, work)
    due = await promises.meant(event.value("when"), work)
    after = pledges.put_off(before, _me(event), due, await promises.today(work))
    await _changed(before, after, work)
    await work.whisper(event, presenter.redated(before, after))


async def undo(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back what one said of a promise last."""
    before = await _mine(event, work)
    due = promises.named_day(event.value)
    after = pledges.go_back(before, _me(event), due, await promises.today(work))
    await _changed(before, after, work)
    await work.whisper(event, presenter.settled(before, after))


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """The day of a promise has come."""
    promised = await work.pledges.get(number(timer.subject))
    if promised is not None and promised.open and promised.asked_on is None:
        await promises.ask_pledge(promised, work)


async def _changed(before: Pledge, after: Pledge, work: UnitOfWork) -> None:
    await promises.keep_pledge(after, work)
    with speaking(await work.language(ChannelRef.parse(after.channel))):
        name = promises.pledge_question(before)
        if after.unheard:
            await work.revise(name, presenter.due(after, by_name=True))
        else:
            await work.revise(name, presenter.answered(after))


async def _round(asked: FormSent | FormWanted, work: UnitOfWork) -> tuple[Round, int]:
    """The round and the entry of it, 0 for the round as a whole, about which one may promise."""
    subject, _, entry = asked.subject.partition(".")
    found = await promises.round_meant(subject, asked, work)
    pledges.may_pledge(found, number(entry), len(await work.pledges.of_round(found.id)))
    return found, number(entry)


async def _mine(asked: ButtonPressed | FormSent | FormWanted, work: UnitOfWork) -> Pledge:
    """The promise that is meant, if it is one's own; in a direct message it stands anywhere."""
    found = await work.pledges.get(number(asked.subject))
    if found is None:
        raise NoSuchThing("no-such-pledge")
    mine = found.owner == str(asked.by)
    if not (mine and asked.audience is Audience.DIRECT):
        only_where_it_stands(asked, found.channel, "no-such-pledge")
    pledges.yours(found, MemberId(str(asked.by)))
    return found


def _me(event: ButtonPressed | FormSent) -> MemberId:
    return MemberId(str(event.by))
