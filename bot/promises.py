"""What people promised and what plans rest on: the posts that show it, the day it is asked about.

The rules are in `challenges.pledges` and `challenges.assumptions`.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.commands import Who
from adapters.events import Asked, Audience, CommandCalled
from adapters.port import FormWanted
from bot import whens
from bot.language import speaking
from bot.names import number, plain
from bot.permissions import may, only_where_it_stands, only_where_on, rank
from bot.presenters import assumptions as register_presenter
from bot.presenters import pledges as presenter
from bot.presenters.words import shortened
from bot.unquoting import unfollow
from bot.work import UnitOfWork
from challenges import assumptions, pledges
from challenges.assumptions import Assumption, AssumptionState
from challenges.digest import assumption_name, promise_name
from challenges.messages import MemberId
from challenges.pledges import Pledge
from challenges.refusals import NoSuchThing, NotValid
from challenges.rounds import Round

HOUR = time(9)  # of the day on which something is asked about


async def asked_for(event: CommandCalled, work: UnitOfWork) -> bool:
    """Answer `/challenge rounds` where it names promises; False where it does not."""
    what, _, words = event.text.strip().partition(" ")
    match plain(what):
        case "pledges":
            await _list_pledges(event, work)
        case "assumptions":
            await _list_assumptions(event, work)
        case "assume":
            await _offer_to_assume(event, words, work)
        case _:
            return False
    return True


async def _list_pledges(event: CommandCalled, work: UnitOfWork) -> None:
    me = str(event.by)
    direct = event.audience is Audience.DIRECT
    found = await (work.pledges.of(me) if direct else work.pledges.in_channel(str(event.channel)))
    row = pledges.in_order(found)
    mine = [each for each in row if each.owner == me]
    others = [each for each in row if each.owner != me]
    await work.whisper(event, presenter.listed_(mine, others))


async def _list_assumptions(event: CommandCalled, work: UnitOfWork) -> None:
    found = await work.assumptions.in_channel(str(event.channel))
    moderates = may(await rank(event, work), Who.MODERATOR)
    settles = frozenset(each.id for each in found if moderates or each.owner == str(event.by))
    post = register_presenter.listed_(assumptions.in_order(found), settles)
    await work.whisper(event, post)


async def _offer_to_assume(event: CommandCalled, words: str, work: UnitOfWork) -> None:
    """The words wait in the form, as a draft, until it is sent or a day has passed."""
    await only_where_on(event.channel, work)
    words = words.strip()
    if words:
        pledges.worded(words)
        await work.drafts.keep(event.by, "assume", "new", {"text": words}, work.now)
    await work.whisper(event, register_presenter.hand_offer(words))


async def today(work: UnitOfWork) -> date:
    """The day it is where the community is."""
    return work.now.astimezone(await _zone(work)).date()


async def meant(words: str, work: UnitOfWork) -> date:
    """The day somebody wrote in a form."""
    try:
        return whens.coming(words, await today(work))
    except ValueError:
        raise NotValid("day-wrong", when=shortened(words, 60) or " ") from None


def named_day(words: str) -> date:
    """The day in the name of a button."""
    try:
        return whens.day(words)
    except ValueError:
        raise NoSuchThing("out-of-date") from None


async def due_at(on: date, work: UnitOfWork) -> datetime:
    """When something is asked about on a day: in the morning, or when people are next at work."""
    morning = datetime.combine(on, HOUR, await _zone(work))
    return (await work.calendar()).opens(morning) or morning


async def round_meant(subject: str, asked: Asked | FormWanted, work: UnitOfWork) -> Round:
    """The round of that number, for what is promised or noted where it was opened."""
    found = await work.rounds.get(number(subject))
    if found is None:
        raise NoSuchThing("no-such-round")
    only_where_it_stands(asked, found.channel, "no-such-round")
    await only_where_on(asked.channel, work)
    return found


async def moderates(asked: Asked | FormWanted, work: UnitOfWork) -> bool:
    """Whether somebody may speak for the whole channel."""
    return may(await rank(asked, work), Who.MODERATOR)


# -- pledges


async def keep_pledge(promised: Pledge, work: UnitOfWork) -> None:
    """Keep a promise, set when it is asked about, and show it."""
    await work.pledges.save(promised)
    await _set_pledge(promised, work)
    await show_pledges(promised.round, promised.channel, promised.thread, work)


async def _set_pledge(promised: Pledge, work: UnitOfWork) -> None:
    if promised.open and promised.asked_on is None:
        await work.timers.set("pledge", str(promised.id), await due_at(promised.due, work))
    else:
        await work.timers.cancel("pledge", str(promised.id))


async def drop_pledge(promised: Pledge, work: UnitOfWork) -> None:
    """Erase a promise and what is to come of it."""
    await work.pledges.remove(promised.id)
    await work.timers.cancel("pledge", str(promised.id))
    await work.withdraw(pledge_question(promised))
    await unfollow([promise_name(promised.id)], work)
    await show_pledges(promised.round, promised.channel, promised.thread, work)


async def show_pledges(number: int, channel: str, thread: str | None, work: UnitOfWork) -> None:
    """Show what is promised in a round; later it is the same post that changes."""
    place = ChannelRef.parse(channel)
    promised = await work.pledges.of_round(number)
    round_ = await work.rounds.get(number)
    more = round_ is not None and pledges.taken_up(round_)
    name = f"round:{number}:pledges"
    with speaking(await work.language(place)):
        post = presenter.board(number, promised, more=more and len(promised) < pledges.MOST_PLEDGES)
        if promised:
            await work.say(name, place, post, MessageRef.parse(thread) if thread else None)
        await work.revise(name, post)


def pledge_question(promised: Pledge) -> str:
    """The name of the post that asks about a promise on its day."""
    return f"round:{promised.round}:pledge:{promised.id}:{promised.due}"


async def ask_pledge(promised: Pledge, work: UnitOfWork) -> None:
    """Ask its owner once: in private if they agreed to that, else where the round is."""
    member = await work.members.get(MemberRef.parse(promised.owner))
    told = member is not None and member.tells
    rests = member.snoozed_until if member is not None else None
    opens = await _opens(rests, None if told else promised.channel, work)
    if opens > work.now:
        await work.timers.set("pledge", str(promised.id), opens)
        return
    after = pledges.ask(promised, await today(work))
    await keep_pledge(after, work)
    channel = ChannelRef.parse(promised.channel)
    with speaking(await work.language(channel)):
        if member is not None and told:
            await work.tell(member.member, presenter.due(after, by_name=False))
        else:
            post = presenter.due(after, by_name=True)
            thread = MessageRef.parse(after.thread) if after.thread else None
            await work.say(pledge_question(after), channel, post, thread)


async def _opens(rests: datetime | None, channel: str | None, work: UnitOfWork) -> datetime:
    """When to ask: not while whoever is asked rests, in a pause here, or in quiet hours."""
    row = await work.channels.get(ChannelRef.parse(channel)) if channel else None
    paused = row.paused_until if row is not None else None
    after = max(work.now, rests or work.now, paused or work.now)
    return (await work.calendar()).opens(after) or after


# -- assumptions


async def offer(round_: Round, work: UnitOfWork) -> None:
    """Show what a round found important and not certain, and what of it is on the register."""
    found = assumptions.uncertain(round_)
    if not found:
        return
    channel = ChannelRef.parse(round_.channel)
    name = f"round:{round_.id}:assumptions"
    with speaking(await work.language(channel)):
        noted = await work.assumptions.of_round(round_.id)
        post = register_presenter.offer(round_, found, noted)
        thread = MessageRef.parse(round_.thread) if round_.thread else None
        await work.say(name, channel, post, thread)
        await work.revise(name, post)


async def keep_assumption(noted: Assumption, work: UnitOfWork) -> None:
    """Keep an assumption, set when it is asked about, and show it where it came up."""
    await work.assumptions.save(noted)
    if noted.open and noted.asked_on is None:
        await work.timers.set("assumption", str(noted.id), await due_at(noted.test_on, work))
    else:
        await work.timers.cancel("assumption", str(noted.id))
    await _offer_again(noted, work)


async def drop_assumption(noted: Assumption, work: UnitOfWork) -> None:
    """Take an assumption off the register, with what was said of it."""
    await work.assumptions.remove(noted.id)
    await work.timers.cancel("assumption", str(noted.id))
    await work.withdraw(assumption_question(noted))
    await work.withdraw(f"assumption:{noted.id}:fell")
    await unfollow([assumption_name(noted.id)], work)
    await _offer_again(noted, work)


async def _offer_again(noted: Assumption, work: UnitOfWork) -> None:
    round_ = await work.rounds.get(noted.round) if noted.round else None
    if round_ is not None:
        await offer(round_, work)


def assumption_question(noted: Assumption) -> str:
    """The name of the post that asks about an assumption on its day."""
    return f"assumption:{noted.id}:{noted.test_on}"


async def ask_assumption(noted: Assumption, work: UnitOfWork) -> None:
    """Ask once, where it came up, whether it still holds."""
    opens = await _opens(None, noted.channel, work)
    if opens > work.now:
        await work.timers.set("assumption", str(noted.id), opens)
        return
    after = assumptions.ask(noted, await today(work))
    await keep_assumption(after, work)
    owner = MemberRef.parse(after.owner) if after.owner else None
    member = await work.members.get(owner) if owner is not None else None
    if member is not None and member.snoozed(work.now):
        owner = None  # who asked to be left out is not named
    channel = ChannelRef.parse(after.channel)
    with speaking(await work.language(channel)):
        post = register_presenter.question(after, owner, await _board(after, work))
        thread = MessageRef.parse(after.thread) if after.thread else None
        await work.say(assumption_question(after), channel, post, thread)


async def tell_what_fell(before: Assumption, after: Assumption, work: UnitOfWork) -> None:
    """Tell the channel that an assumption fell, or that this was taken back."""
    channel, name = ChannelRef.parse(after.channel), f"assumption:{after.id}:fell"
    with speaking(await work.language(channel)):
        if after.state is AssumptionState.FELL:
            post = register_presenter.fell(after, await _board(after, work))
            thread = MessageRef.parse(after.thread) if after.thread else None
            await work.say(name, channel, post, thread)
            await work.revise(name, post)
        elif before.state is AssumptionState.FELL:
            await work.revise(name, register_presenter.fell_not())


async def _board(noted: Assumption, work: UnitOfWork) -> MessageRef | None:
    return await work.outbox.posted(f"round:{noted.round}:board") if noted.round else None


# -- whoever goes, and wherever the bot is switched off


async def forget(member: MemberId, work: UnitOfWork) -> None:
    """Erase what a member promised or wrote down; what came of a round stays, without a name."""
    for promised in await work.pledges.of(member):
        await drop_pledge(promised, work)
    for noted in await work.assumptions.of(member):
        if not noted.round:
            await drop_assumption(noted, work)
            continue
        nameless = replace(noted, owner=MemberId(""))
        await keep_assumption(nameless, work)
        if noted.open and noted.asked_on is not None:
            channel = ChannelRef.parse(noted.channel)
            with speaking(await work.language(channel)):
                post = register_presenter.question(nameless, None, await _board(noted, work))
                await work.revise(assumption_question(noted), post)


async def waiting(channel: ChannelRef, work: UnitOfWork) -> int:
    """How much of a channel waits for its day."""
    promised = await work.pledges.in_channel(str(channel))
    noted = await work.assumptions.in_channel(str(channel))
    return sum(each.open for each in promised) + sum(each.open for each in noted)


async def close(channel: ChannelRef, work: UnitOfWork) -> None:
    """Erase what was promised in a channel that is switched off, and its register."""
    promises = await work.pledges.in_channel(str(channel))
    register = await work.assumptions.in_channel(str(channel))
    for promised in promises:
        await work.timers.cancel("pledge", str(promised.id))
        await work.pledges.remove(promised.id)
    for noted in register:
        await work.timers.cancel("assumption", str(noted.id))
        await work.assumptions.remove(noted.id)
    gone = [promise_name(each.id) for each in promises]
    await unfollow([*gone, *(assumption_name(each.id) for each in register)], work)


async def held(member: MemberId, work: UnitOfWork) -> dict[str, list[dict[str, object]]]:
    """What is held of a member's promises and of what they look after, for them to read."""
    return {
        "pledges": [
            {name: str(value) for name, value in asdict(each).items()}
            for each in await work.pledges.of(member)
        ],
        "assumptions": [
            {name: str(value) for name, value in asdict(each).items()}
            for each in await work.assumptions.of(member)
        ],
    }


async def _zone(work: UnitOfWork) -> ZoneInfo:
    return ZoneInfo((await work.settings()).zone)
