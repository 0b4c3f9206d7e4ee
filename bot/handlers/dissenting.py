"""Rounds that go on: enter, vote, answer, move on.

What may happen when is decided in `challenges.taking_part` and `challenges.phases`.
"""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Asked, ButtonPressed, CommandCalled, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import moving, owing, partnering, places, promises, showing
from bot.language import speaking
from bot.names import amount, number, one_of
from bot.permissions import may, only_in_time, rank
from bot.presenters import pledges, revealed
from bot.presenters import round_forms as forms
from bot.presenters import rounds as presenter
from bot.store.timers import TimerRow
from bot.work import UnitOfWork
from challenges import phases, rounds, taking_part
from challenges.advice import on_entry
from challenges.ballots import Alias, Stand, alias, receipt_hash
from challenges.messages import MemberId
from challenges.methods import Act
from challenges.refusals import AlreadyDone, NoSuchThing, NotNow, NotYours
from challenges.rounds import Reply, Round

MORE_TIME = timedelta(days=1)
RECEIPT_BYTES = 10  # 80 bits: nobody finds one by trying


async def take_back(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take a round back that one opened a moment ago, and all that was written in it."""
    round_ = await _round(event, work)
    if round_.opened_by != str(event.by):
        raise NotYours("not-your-own")
    only_in_time(round_.opened_at, work)
    if round_.over or round_.revealed:  # then others have said something to all
        raise NotNow("nothing-to-take-back")
    await work.rounds.remove(round_.id)
    await work.timers.cancel("round", str(round_.id))
    await places.withdraw(round_, moving.board(round_), work)
    await work.whisper(event, presenter.taken_back(round_))


async def enter_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for the entry, and where one stands if the part asks for that too.

    One's own earlier entry is filled in where one may have one only.
    """
    round_ = await _round(wanted, work)
    member = str(wanted.by)
    taking_part.speaking(round_, Act.ENTRY, MemberId(member), work.now)
    by = _alias(round_, member)
    own = rounds.own_entries(round_, by)
    once = round_.ask(round_.phase).most == 1
    hand = rounds.dealt(round_, by, work.dice)
    seen = round_.seen_in(str(wanted.channel))
    return forms.enter_form(seen, own[0] if own and once else None, hand)


async def enter(event: FormSent, work: UnitOfWork) -> None:
    """Take a hidden entry, and a ballot where the part asks for one too."""
    round_ = await _round(event, work)
    member = MemberId(str(event.by))
    taking_part.speaking(round_, Act.ENTRY, member, work.now)
    ask = round_.ask(round_.phase)
    draft = rounds.Written(
        tuple(event.value(part.name) for part in ask.parts),
        event.value("kind") if ask.kinds else "",
        amount(event.value("number")) if ask.number else None,
    )
    by, (code, kept) = _alias(round_, member), _receipt(round_, work)
    after = taking_part.enter(round_, member, by, draft, work.now, kept)
    if Act.BALLOT in round_.current.accepts:
        after = taking_part.ballot(after, by, _stand(event), _sure(event), work.now)
    code = code if len(after.entries) > len(round_.entries) else ""
    thoughts = on_entry(round_.method, round_.phase, draft.answers)
    await work.whisper(event, presenter.entered(after, code, thoughts), fleeting=True)
    await moving.keep(after, work)


async def reply_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for a reply to one entry."""
    round_, entry = await _entry(wanted, work)
    taking_part.speaking(round_, Act.REPLY, MemberId(str(wanted.by)), work.now)
    return forms.reply_form(round_.seen_in(str(wanted.channel)), rounds.seen(round_, entry))


async def reply(event: FormSent, work: UnitOfWork) -> None:
    """Take a reply, hidden until this part ends."""
    round_, entry = await _entry(event, work)
    member = MemberId(str(event.by))
    by, (code, kept) = _alias(round_, member), _receipt(round_, work)
    after = taking_part.reply(round_, member, by, entry, event.value("reply"), work.now, kept)
    code = code if len(after.entries) > len(round_.entries) else ""
    await work.whisper(event, presenter.replied(after, code), fleeting=True)
    await moving.keep(after, work)


async def take_out(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back what one wrote in a round."""
    round_ = await _round(event, work)
    after = taking_part.withdraw_entries(round_, _alias(round_, str(event.by)), work.now)
    await work.rounds.save(after, work.now)
    await showing.show_again(round_, after, work)
    await work.whisper(event, presenter.taken_out(), fleeting=True)


async def ballot_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask where one stands now."""
    round_ = await _round(wanted, work)
    taking_part.accepting(round_, Act.BALLOT, work.now)
    return forms.ballot_form(round_)


async def ballot(event: FormSent, work: UnitOfWork) -> None:
    """Count where one member stands."""
    round_ = await _round(event, work)
    by = _alias(round_, str(event.by))
    after = taking_part.ballot(round_, by, _stand(event), _sure(event), work.now)
    await work.whisper(event, presenter.counted(), fleeting=True)
    await moving.keep(after, work)


async def vote(event: ButtonPressed, work: UnitOfWork) -> None:
    """Count one member's mark on one entry."""
    await _vote(event, event.value, work)


async def rate_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask how important one entry is, and how certain."""
    round_, entry = await _entry(wanted, work)
    taking_part.voting(round_, MemberId(str(wanted.by)), entry, work.now)
    return forms.rate_form(round_, rounds.seen(round_, entry))


async def rate(event: FormSent, work: UnitOfWork) -> None:
    """Count how important and how certain one member finds an entry."""
    await _vote(event, f"{event.value('important')}-{event.value('certain')}", work)


async def _vote(event: ButtonPressed | FormSent, mark: str, work: UnitOfWork) -> None:
    round_, entry = await _entry(event, work)
    member = MemberId(str(event.by))
    after = taking_part.vote(round_, member, _alias(round_, member), entry, mark, work.now)
    await work.whisper(event, presenter.voted(), fleeting=True)
    await moving.keep(after, work)


async def respond_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask the named responder for the answer to one entry."""
    round_, entry = await _entry(wanted, work)
    taking_part.answering(round_, MemberId(str(wanted.by)), entry, work.now)
    return forms.respond_form(round_, rounds.seen(round_, entry))


async def respond(event: FormSent, work: UnitOfWork) -> None:
    """Keep the answer, and show it to everyone."""
    round_, entry = await _entry(event, work)
    member = MemberId(str(event.by))
    decides = round_.current.decides
    answer = one_of(Reply, event.value("reply")) if decides else Reply.SAY
    after = taking_part.respond(round_, member, entry, answer, event.value("why"), work.now)
    for name, post in showing.answers(after):
        await places.revise(after, name, post, work)
    said, promising = presenter.responded(), answer in (Reply.ACCEPT, Reply.AMEND)
    await work.whisper(event, pledges.with_offer(said, after, entry) if promising else said)
    await moving.keep(after, work)


async def look(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show the entries again, once they may be seen, and what one was dealt alone."""
    round_ = await _round(event, work)
    hand = rounds.dealt(round_, _alias(round_, str(event.by)), work.dice)
    shown = rounds.visible(round_) if round_.revealed else ()
    if not (shown or hand):
        raise NotNow("entries-hidden")
    for post in revealed.look(round_, shown, hand):
        await work.whisper(event, post, fleeting=True)


async def how(event: ButtonPressed, work: UnitOfWork) -> None:
    """Explain the method and who could see what."""
    await work.whisper(event, presenter.how(await _round(event, work)))


async def list_(event: CommandCalled, work: UnitOfWork) -> None:
    """List the open rounds of this channel, or what else of rounds is named."""
    if await promises.asked_for(event, work) or await partnering.asked_for(event, work):
        return
    moderates = may(await rank(event, work), Who.MODERATOR)
    going_on, there = await _going_on(event, work), await partnering.held_there(event.channel, work)
    if going_on or not there:
        await work.whisper(event, presenter.open_rounds(going_on, moderates))
    for partner, round_ in there:
        await work.whisper(event, partnering.shown_there(round_, partner))


async def _going_on(event: Asked, work: UnitOfWork) -> list[Round]:
    return [each for each in await work.rounds.open_() if each.channel == str(event.channel)]


async def advance(event: ButtonPressed, work: UnitOfWork) -> None:
    """End the current part now, if it is still the one the button was shown for."""
    round_ = await _round(event, work)
    if event.value and event.value != str(round_.phase):
        raise AlreadyDone("part-over")
    after = await moving.move_on(round_, work)
    await _note("round-advanced", event, after, work)
    await work.whisper(event, presenter.moved_on(after))


async def extend(event: ButtonPressed, work: UnitOfWork) -> None:
    """Give the current part one more day."""
    after = phases.extend(await _round(event, work), MORE_TIME, work.now)
    await work.rounds.save(after, work.now)
    await work.timers.set("round", str(after.id), after.phase_ends)
    await owing.longer(after, work)
    await places.revise(after, moving.board(after), presenter.board(after), work)
    await _note("round-extended", event, after, work)
    await work.whisper(event, presenter.moved_on(after))


async def abandon(event: ButtonPressed, work: UnitOfWork) -> None:
    """Stop a round without a result."""
    before = await _round(event, work)
    after = phases.abandon(before, work.now)
    await moving.show(before, after, work)
    await _note("round-stopped", event, after, work)
    await work.whisper(event, presenter.moved_on(after))


async def _note(code: str, event: Asked, round_: Round, work: UnitOfWork) -> None:
    """Note what a moderator did; with the channel, for a round may be gone when somebody reads."""
    noted = {"round": round_.id, "channel": round_.channel}
    await work.audit.note(code, str(event.by), noted, work.now)


async def expire(timer: TimerRow, work: UnitOfWork) -> None:
    """End a part whose time is up."""
    round_ = await work.rounds.get(number(timer.subject))
    if round_ is not None and not round_.over:
        with speaking(await work.language(ChannelRef.parse(round_.channel))):
            if _keyless(round_):
                await moving.show(round_, phases.lose(round_, work.now), work)
            else:
                await moving.move_on(round_, work)


async def judged(timer: TimerRow, work: UnitOfWork) -> None:
    """Say below the outcome whether people found the round useful and safe."""
    kind, _, name = timer.subject.partition(".")
    round_ = await work.rounds.get(number(name)) if kind == "round" else None
    if round_ is not None:
        with speaking(await work.language(ChannelRef.parse(round_.channel))):
            await work.revise(moving.outcome(round_), await moving.told(round_, work))


async def _round(asked: ButtonPressed | FormSent | FormWanted, work: UnitOfWork) -> Round:
    return (await _entry(asked, work))[0]


async def _entry(
    asked: ButtonPressed | FormSent | FormWanted, work: UnitOfWork
) -> tuple[Round, int]:
    """The round and the entry that are meant: `7.2`, or `7` for the round alone."""
    subject, _, entry = asked.subject.partition(".")
    found = await work.rounds.get(number(subject))
    if found is None:
        raise NoSuchThing("no-such-round")
    if str(asked.channel) not in found.channels:
        raise NoSuchThing("no-such-round")
    if _keyless(found):
        raise NotNow("round-keyless")
    return found, number(entry)


def _receipt(round_: Round, work: UnitOfWork) -> tuple[str, str]:
    """A code for the author alone, and the hash of it that is kept with what they wrote."""
    about = f"{round_.id}.{len(round_.entries)}".encode()
    drawn = hmac.digest(work.around.new_key(), about, "sha256")
    code = base64.b32encode(drawn[:RECEIPT_BYTES]).decode().lower()
    return code, receipt_hash(code)


def _keyless(round_: Round) -> bool:
    """Whether the secret that sealed its key is lost, so that nobody can be told apart in it."""
    return not round_.over and not round_.key


def _alias(round_: Round, member: str) -> Alias:
    return alias(round_.key, MemberId(member)) if round_.key else Alias("")


def _stand(event: FormSent) -> Stand:
    return one_of(Stand, event.value("stand"))


def _sure(event: FormSent) -> int:
    return number(event.value("sure"))
