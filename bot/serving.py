"""The office of challenger-in-chief: what follows from each change of a term, whoever brought it
about. The rules are in `challenges.office` and `challenges.rota`; here the next one is asked, and
what is said is said.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef
from bot.clock import Rule
from bot.language import speaking
from bot.presenters import office as presenter
from bot.presenters import volunteers as letters
from bot.unquoting import correct
from bot.work import UnitOfWork
from challenges import office, rota
from challenges.ballots import alias
from challenges.digest import Edition
from challenges.messages import ChannelId, MemberId
from challenges.office import Term, TermState
from challenges.refusals import AlreadyDone
from challenges.rota import Request, Volunteer

WINDOW = timedelta(days=1)  # for a real doubt to be said, and for a volunteer to answer


async def open_term(
    channel: ChannelRef, about: str, weeks: int, by: MemberId | None, work: UnitOfWork
) -> Term:
    """Open a term in a channel, which has one at a time: first, who truly doubts it?"""
    if await work.terms.open_(str(channel)):
        raise AlreadyDone("term-open")
    term = office.open_(
        id=await work.terms.next_id(),
        channel=ChannelId(str(channel)),
        about=about,
        weeks=weeks,
        key=work.around.new_key(),
        opened_by=by,
        now=work.now,
        until=await _a_day_on(work),
    )
    return await proceed(None, term, work)


async def proceed(
    before: Term | None, term: Term, work: UnitOfWork, leaving: MemberId | None = None
) -> Term:
    """Do what follows from a change: ask the next one, keep it, set when it goes on, tell people.

    Whoever is `leaving` is not thanked: they asked for silence.
    """
    if term.state is TermState.ASKING and term.invited is None:
        term = await _ask_next(term, work)
    await work.terms.save(term)
    if term.over:
        await work.timers.cancel("office", str(term.id))
    else:
        await work.timers.set("office", str(term.id), term.due)
    with speaking(await work.language(ChannelRef.parse(term.channel))):
        await _say(before, term, work, leaving)
    return term


async def volunteers(channel: str, work: UnitOfWork) -> list[Volunteer]:
    """Those who volunteered in a channel, with what they decided elsewhere."""
    return [await known(each, work) for each in await work.volunteers.in_channel(channel)]


async def known(row: Volunteer, work: UnitOfWork) -> Volunteer:
    """A volunteer with what they decided elsewhere about being written to."""
    member = await work.members.get(MemberRef.parse(row.member))
    free = member is not None and member.tells and not member.snoozed(work.now)
    return replace(row, available=free)


async def shown(term: Term, work: UnitOfWork) -> MemberRef | None:
    """Who holds the office, if they may be named."""
    who = term.challenger
    if who is None or not await may_name(who, term, work):
        return None
    return MemberRef.parse(who)


async def may_name(member: MemberId, term: Term, work: UnitOfWork) -> bool:
    """Whether a member agreed to be named in a channel: one who steps forward does so by that."""
    if term.genuine:
        return True
    rows = await work.volunteers.of(member)
    return any(each.named for each in rows if each.channel == term.channel)


async def announce(term: Term, work: UnitOfWork) -> None:
    """Tell the channel who holds the office; later it is the same post that changes."""
    name, channel = f"office:{term.id}:challenger", ChannelRef.parse(term.channel)
    with speaking(await work.language(channel)):
        post = presenter.holds(term, await shown(term, work), await zone(work))
        if term.challenger is not None:
            await work.say(name, channel, post)
        await work.revise(name, post)


async def step_down(member: MemberId, work: UnitOfWork) -> None:
    """Take a member off every rota and out of every term, and tell nobody."""
    await work.volunteers.remove(member)
    await unname(member, work)
    for term in await work.terms.naming(member):
        await proceed(term, office.step_down(term, member, work.now), work, leaving=member)


async def forget(member: MemberId, work: UnitOfWork) -> None:
    """Erase what is held of a member about the office."""
    await work.volunteers.forget(member)
    await unname(member, work)
    for term in await work.terms.open_():
        after = office.step_down(term, member, work.now)
        code = alias(term.key, member)
        after = replace(
            after,
            doubters=tuple(each for each in after.doubters if each != code),
            opened_by=None if after.opened_by == member else after.opened_by,
            passed=tuple(each for each in after.passed if each != member),
        )
        if after != term:
            await proceed(term, after, work, leaving=member)


async def unname(member: MemberId, work: UnitOfWork) -> None:
    """Take a member's name out of every digest that thanks them for holding the office."""
    for row in await work.digests.quoting([member]):
        if member in row.edition.named:
            await correct(row, _without(row.edition, member), work)
    for waiting in await work.desk.quoting([member]):
        await work.desk.change(replace(waiting, edition=_without(waiting.edition, member)))


def _without(edition: Edition, member: MemberId) -> Edition:
    return replace(edition, named=tuple(each for each in edition.named if each != member))


async def held(member: MemberId, work: UnitOfWork) -> dict[str, object]:
    """What is held of a member about the office, for them to read."""
    rows = await work.volunteers.of(member)
    requests = await work.volunteers.requests(work.now - rota.WINDOW, member)
    return {
        "volunteers": [
            {name: str(value) for name, value in asdict(row).items() if name != "available"}
            for row in rows
        ],
        "asked_at": [str(each.at) for each in requests],
        "terms": [
            {"term": term.id, "channel": term.channel, "holds_it": term.challenger == member}
            for term in await work.terms.naming(member)
        ],
    }


async def close(channel: ChannelRef, work: UnitOfWork) -> None:
    """End what goes on in a channel that is switched off, and forget who volunteered there."""
    for term in await work.terms.open_(str(channel)):
        await work.timers.cancel("office", str(term.id))
        await work.terms.remove(term.id)
        with speaking(await work.language(channel)):
            await work.revise(f"office:{term.id}", presenter.call(office.end(term)))
            await announce(office.end(term), work)
    await work.volunteers.close(str(channel))


def weeks(rule: Rule) -> int:
    """How long a term on a schedule lasts: until the next one begins, and a month at most."""
    _, _, month_day, _, week_day = rule.cron.split()
    monthly = month_day != "*" or "#" in week_day or "L" in week_day
    return office.TERM_WEEKS[-1] if monthly else min(rule.weeks, office.TERM_WEEKS[-1])


async def zone(work: UnitOfWork) -> ZoneInfo:
    """The wall clock of the community."""
    return ZoneInfo((await work.settings()).zone)


async def _ask_next(term: Term, work: UnitOfWork) -> Term:
    """Ask the volunteer whose turn it is, in private; nobody in quiet hours or during a pause."""
    opens = await _opens(term, work)
    if opens > work.now:
        return office.wait(term, opens)
    history = await work.volunteers.requests(work.now - rota.WINDOW)
    purpose = f"{work.community}:office:{term.id}:{len(term.passed)}"
    chosen = rota.next_up(
        await volunteers(term.channel, work),
        history,
        work.now,
        work.dice,
        purpose,
        (*term.passed, *term.served),
    )
    if chosen is None:
        return office.give_up(term)
    term = office.invite(term, chosen.member, await _a_day_on(work))
    await work.volunteers.asked(Request(chosen.member, work.now))
    with speaking(await work.language(ChannelRef.parse(term.channel))):
        post = letters.turn(term, await zone(work))
    await work.tell(MemberRef.parse(chosen.member), post)
    return term


async def _opens(term: Term, work: UnitOfWork) -> datetime:
    row = await work.channels.get(ChannelRef.parse(term.channel))
    paused = row.paused_until if row is not None and row.paused_until else work.now
    after = max(paused, work.now)
    return (await work.calendar()).opens(after) or after + WINDOW


async def _a_day_on(work: UnitOfWork) -> datetime:
    """A day from now, or the first moment after it at which people are at work."""
    later = work.now + WINDOW
    return (await work.calendar()).opens(later) or later


async def _say(before: Term | None, term: Term, work: UnitOfWork, leaving: MemberId | None) -> None:
    call = presenter.call(term, await zone(work))
    if before is None:
        await work.say(f"office:{term.id}", ChannelRef.parse(term.channel), call)
        return
    if presenter.call(before, await zone(work)) != call:
        await work.revise(f"office:{term.id}", call)
    if term.challenger != before.challenger:
        await announce(term, work)
    if term.over and not before.over:
        await _thank(before, [each for each in before.served if each != leaving], work)


async def _thank(term: Term, served: list[MemberId], work: UnitOfWork) -> None:
    public = [each for each in served if await may_name(each, term, work)]
    if public:
        people = [MemberRef.parse(each) for each in public]
        post = presenter.thanks(people, term.genuine)
        await work.say(f"office:{term.id}:thanks", ChannelRef.parse(term.channel), post)
    for each in served:
        if each not in public:
            await work.tell(MemberRef.parse(each), letters.thanked(term.channel))
