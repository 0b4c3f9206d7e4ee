"""The office of challenger-in-chief: volunteering, being asked, serving, and stepping down.

What a term allows is decided in `challenges.office`; what follows from it is in `bot.serving`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Asked, Audience, ButtonPressed, CommandCalled, FormSent
from adapters.port import FormWanted
from adapters.posts import Form, Post
from bot import answering, seeking, serving, talks, whens
from bot.asking import word
from bot.names import number, plain
from bot.permissions import may, only_where_it_stands, only_where_on, rank, seen
from bot.presenters import office as presenter
from bot.presenters import schedule_forms
from bot.presenters import volunteers as letters
from bot.presenters.words import shortened
from bot.store.members import MemberRow
from bot.store.timers import TimerRow
from bot.talks import Talk
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges import choosing, office, rota
from challenges.messages import ChannelId, MemberId
from challenges.moves import LONGEST_CLAIM, MOVES
from challenges.office import Term
from challenges.refusals import NoSuchThing, NotNow, NotValid, NotYours

WEEK = timedelta(weeks=1)
USUAL_AWAY, LONGEST_AWAY = 14, 365  # days
LATELY = 3  # claims of the talk that a briefing repeats
VIEWS = 2  # that a briefing shows


async def volunteer(event: CommandCalled, work: UnitOfWork) -> None:
    """Offer the office, or show what a volunteer has to do with it; or do what is named."""
    what, _, when = event.text.strip().partition(" ")
    match plain(what):
        case "away":
            await _away(event, when, work)
        case "back":
            await _back(event, work)
        case "step-down":
            await _step_down(event, work)
        case "rota":
            await _rota(event, work)
        case _:
            await _card(event, work)


async def choose(event: ButtonPressed, work: UnitOfWork) -> None:
    """Volunteer here with or without one's name, say how often is fine, or step down."""
    match event.subject:
        case "named" | "unnamed" as wish:
            await _offer(event, wish == "named", work)
        case "every":
            await _every(event, number(event.value), work)
        case "leave":
            await _step_down(event, work)
        case _:
            raise NoSuchThing("out-of-date")


async def answer(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say yes or not this time to a turn; or have one's briefing shown again."""
    term, me = await work.terms.get(number(event.subject)), _me(event)
    if term is None or me not in (*term.passed, *term.served):
        raise NoSuchThing("no-such-term")
    match event.value:
        case "yes":
            after = await serving.proceed(term, office.accept(term, me, work.now), work)
            await _brief(event, after, work)
        case "no":
            await serving.proceed(term, office.decline(term, me, work.now), work)
            await work.whisper(event, letters.not_this_time())
        case "brief" if term.challenger == me:
            await _brief(event, term, work)
        case _:
            raise NotYours("not-the-challenger")


async def doubt(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say that one truly doubts it: by name, or to be counted."""
    term = await _term(event, event.subject, work)
    named = event.value == "named"
    after = (office.step_forward if named else office.doubt)(term, _me(event), work.now)
    await serving.proceed(term, after, work)
    await work.whisper(event, letters.noted_doubt(named))


async def hurry(event: ButtonPressed, work: UnitOfWork) -> None:
    """Go on to the volunteers now, or end a term."""
    term = await _term(event, event.subject, work)
    noted = {"channel": term.channel}
    if event.value == "next":
        await serving.proceed(term, office.ask_volunteers(term), work)
        await work.audit.note("term-hurried", str(event.by), noted, work.now)
        await work.whisper(event, presenter.hurried())
        return
    if not term.over:
        await serving.proceed(term, office.end(term), work)
        await work.audit.note("term-ended", str(event.by), noted, work.now)
    await work.whisper(event, presenter.ended())


async def term_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask what a term is to be about; what was put forward last here is filled in."""
    await only_where_on(wanted.channel, work)
    claim = talks.claim(await talks.latest(wanted.channel, wanted.thread, work))
    return presenter.term_form(shortened(claim, LONGEST_CLAIM))


async def open_(event: FormSent, work: UnitOfWork) -> None:
    """Open a term: first, the channel is asked who truly doubts it."""
    await only_where_on(event.channel, work)
    weeks = number(event.value("weeks"))
    about = shortened(event.value("about"), presenter.LONGEST_ABOUT)
    if weeks not in office.TERM_WEEKS:
        weeks = office.TERM_WEEKS[0]
    term = await serving.open_term(event.channel, about, weeks, _me(event), work)
    await work.audit.note("term-opened", str(event.by), {"channel": term.channel}, work.now)
    await work.whisper(event, presenter.opened(term, await serving.zone(work)))


async def part_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask the challenger-in-chief what speaks against it."""
    term = await _served(wanted, work)
    office.speak(term, MemberId(str(wanted.by)), work.now)
    return letters.part_form(term, await serving.shown(term, work) is not None)


async def play(event: FormSent, work: UnitOfWork) -> None:
    """Post what the challenger-in-chief says in their part, labelled as that."""
    term = await _served(event, work)
    after = office.speak(term, _me(event), work.now)
    points = event.value("points")
    if not points:
        raise NotValid("entry-empty")
    if len(points) > office.MOST_POINTS:
        raise NotValid("entry-too-long", length=len(points), limit=office.MOST_POINTS)
    await work.terms.save(after)
    post = presenter.part(points, await serving.shown(term, work))
    here = event.thread if str(event.channel) == term.channel else None
    await work.say(f"part:{term.id}.{after.said}", ChannelRef.parse(term.channel), post, here)
    await work.whisper(event, letters.part_said())


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """A window is over, a turn went unanswered, somebody is back, or a term has ended."""
    term = await work.terms.get(number(timer.subject))
    if term is not None and not term.over:
        await serving.proceed(term, office.lapse(term, work.now), work)


async def _offer(event: ButtonPressed, named: bool, work: UnitOfWork) -> None:
    me = _me(event)
    mine = await work.volunteers.of(me)
    here = [each for each in mine if each.channel == str(event.channel)]
    if event.audience is Audience.DIRECT and mine:
        here = mine  # pressed where no channel is meant, so all of them are
    else:
        await _only_in_a_channel(event, work)
    channel = ChannelId(str(event.channel))
    rows = [rota.volunteer(me, each.channel, named=named, before=each) for each in here]
    rows = rows or [rota.volunteer(me, channel, named=named)]
    for row in rows:
        await work.volunteers.save(row)
    if not named:
        await serving.unname(me, work)
    if not mine:  # a turn is a letter: this is the word that letters are fine
        member = await work.members.get(event.by) or MemberRow(event.by)
        await work.members.save(replace(member, tells=True))
    for term in await work.terms.naming(me):
        if term.challenger == me:
            await serving.announce(term, work)
    await work.whisper(event, letters.volunteered(rows[0]))


async def _every(event: ButtonPressed, weeks: int, work: UnitOfWork) -> None:
    mine = await work.volunteers.of(_me(event))
    if weeks not in rota.ALLOWED_WEEKS or not mine:
        raise NoSuchThing("out-of-date")
    for row in mine:
        await work.volunteers.save(replace(row, weeks_between=weeks))
    await _card(event, work)


async def _step_down(event: Asked, work: UnitOfWork) -> None:
    await serving.step_down(_me(event), work)
    member = await work.members.get(event.by)
    await work.whisper(event, letters.stepped_down(member is not None and member.tells))


async def _away(event: CommandCalled, words: str, work: UnitOfWork) -> None:
    zone = await serving.zone(work)
    try:
        until = whens.pause_end(words, work.now.astimezone(zone), USUAL_AWAY, LONGEST_AWAY)
    except ValueError:
        await work.whisper(event, schedule_forms.not_a_day(words))
        return
    await _be_away(event, until, work)


async def _back(event: CommandCalled, work: UnitOfWork) -> None:
    await _be_away(event, None, work)


async def _be_away(event: Asked, until: datetime | None, work: UnitOfWork) -> None:
    me, serves = _me(event), None
    mine = await work.volunteers.of(me)
    if not mine:
        await _card(event, work)
        return
    for row in mine:
        await work.volunteers.save(rota.away(row, until))
    for term in await work.terms.naming(me):
        after = term
        if until is None:
            after = office.come_back(term, me)
        elif term.invited == me:
            after = office.decline(term, me, work.now)
        elif me in (term.holder, term.stand_in):
            after = office.hand_over(term, me, until, work.now)
        if after != term:
            after = await serving.proceed(term, after, work)
        if after.holder == me:
            serves = after
    zone = await serving.zone(work)
    await work.whisper(event, letters.away(until, serves, zone))


async def _rota(event: CommandCalled, work: UnitOfWork) -> None:
    await _only_in_a_channel(event, work)
    channel = str(event.channel)
    term = next(iter(await work.terms.open_(channel)), None)
    post = presenter.rota(
        rota.rota(await work.volunteers.in_channel(channel)),
        term,
        None if term is None else await serving.shown(term, work),
        moderates=may(await rank(event, work), Who.MODERATOR),
        zone=await serving.zone(work),
    )
    await work.whisper(event, post)


async def _card(event: Asked, work: UnitOfWork) -> None:
    me = _me(event)
    mine = await work.volunteers.of(me)
    here = [each for each in mine if each.channel == str(event.channel)]
    if event.audience is Audience.DIRECT:
        here = here or mine
    if not here:
        await _only_in_a_channel(event, work)
        await work.whisper(event, letters.offer(event.channel))
        return
    mentioned = [
        each
        for each in await work.terms.naming(me)
        if event.audience is Audience.DIRECT or await seen(event, each.channel, work)
    ]
    post = letters.card(
        await serving.known(here[0], work),
        next((each for each in mentioned if each.invited == me), None),
        next((each for each in mentioned if each.challenger == me), None),
        now=work.now,
        zone=await serving.zone(work),
    )
    await work.whisper(event, post)


async def _brief(event: Asked, term: Term, work: UnitOfWork) -> None:
    """Have views looked for that stand against the talk of the week; the briefing has them."""
    talk = await _talk(term, work)
    channel, question = ChannelRef.parse(term.channel), term.about or " ".join(_lately(talk))
    await seeking.seek("briefing", event, question, talk, channel, work, term=term.id)


async def briefed(finished: Finished, work: UnitOfWork) -> None:
    """Give a challenger-in-chief a briefing: the talk, what stands against it, a move to try."""
    term = await work.terms.get(finished.job.payload["term"])
    answer = answering.opened(finished.job.payload["answer"], work)
    if term is None or answer is None or str(answer.to) != term.challenger:
        return  # somebody else stepped forward meanwhile, or it ended
    channel = ChannelRef.parse(term.channel)
    talk, found = await _talk(term, work), await seeking.left(finished, channel, work, VIEWS)
    lately = _lately(talk)
    purpose = f"{work.community}:office:{term.id}:move:{term.challenger}"
    known = {"claim": term.about or "".join(lately[-1:])}
    gist = choosing.find_in_words(term.about) if term.about else choosing.find(talk)
    worded = await word(work, channel, "request", purpose, known, gist)
    named, zone = await serving.shown(term, work) is not None, await serving.zone(work)

    def post() -> Post:
        return letters.briefing(
            term,
            lately,
            found,
            MOVES[worded.move],
            worded.wording,
            named=named,
            now=work.now,
            zone=zone,
        )

    await answering.say(answer, post, work)


async def _talk(term: Term, work: UnitOfWork) -> Talk:
    return await talks.latest(ChannelRef.parse(term.channel), None, work, work.now - WEEK)


def _lately(talk: Talk) -> list[str]:
    return talks.claims(tuple(each for each in talk if each.quotable))[-LATELY:]


async def _only_in_a_channel(event: Asked, work: UnitOfWork) -> None:
    if event.audience is Audience.DIRECT:
        raise NotNow("direct-only-here")
    await only_where_on(event.channel, work)


async def _term(event: Asked, subject: str, work: UnitOfWork) -> Term:
    term = await work.terms.get(number(subject))
    if term is None:
        raise NoSuchThing("no-such-term")
    only_where_it_stands(event, term.channel, "no-such-term")
    return term


async def _served(asked: FormSent | FormWanted, work: UnitOfWork) -> Term:
    """The term in which a member may say something; others are told nothing of it."""
    term = await work.terms.get(number(asked.subject))
    if term is None or MemberId(str(asked.by)) not in term.served:
        raise NoSuchThing("no-such-term")
    await only_where_on(ChannelRef.parse(term.channel), work)
    return term


def _me(event: Asked) -> MemberId:
    return MemberId(str(event.by))
