"""Challenges on request, and what people do with any challenge.

They answer, put off, ask why. What they say of it afterwards is in `judging`.
"""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef, MessageRef
from adapters.events import Asked, ButtonPressed, CommandCalled, MessagePointedAt, MessagePosted
from bot import talks
from bot.asking import Worded, ask, key, verdict_behind, word
from bot.judged import QUIET, asked_parts
from bot.language import speaking
from bot.names import number
from bot.permissions import only_in_time, only_where_on
from bot.presenters import challenge as presenter
from bot.store.previews import PreviewRow
from bot.store.timers import TimerRow
from bot.work import UnitOfWork
from challenges import challenge, choosing, reading
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.choosing import NOTHING_FOUND, Gist
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.refusals import AlreadyDone, NoSuchThing, NotNow, NotYours

LEFT_ALONE = timedelta(days=14)  # after "not now"


async def request(event: CommandCalled, work: UnitOfWork) -> None:
    """Ask a question because a member wants one: about their words, or about the talk here."""
    await only_where_on(event.channel, work)
    claim, found = await _subject(event, work)
    await _ask_for(event, work, _id(event.thread), (), claim, found)


async def preview(event: CommandCalled, work: UnitOfWork) -> None:
    """Show a member alone how a question would read, where, and who could read it."""
    await only_where_on(event.channel, work)
    claim, found = await _subject(event, work)
    await _preview(event, _id(event.thread), claim, found, (), work)


async def reword(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show another question than the one that was previewed, and than those before it."""
    row = await _previewed(event, work)
    thread = MessageRef.parse(row.thread) if row.thread else None
    talk = await talks.latest(event.channel, thread, work)
    about_talk = not row.claim or talks.claim(talk) == row.claim
    found = choosing.find(talk) if about_talk else choosing.find_in_words(row.claim)
    passed = (*row.passed, row.move)
    await _preview(event, row.thread, row.claim, found, passed, work)


async def ask_previewed(event: ButtonPressed, work: UnitOfWork) -> None:
    """Ask what was previewed, word for word."""
    await only_where_on(event.channel, work)
    row = await _previewed(event, work)
    worded = Worded(row.move, row.wording, row.phrasing, row.because)
    await _ask_for(event, work, row.thread, (), row.claim, NOTHING_FOUND, worded)
    await work.previews.remove(event.by)


async def leave_it(event: ButtonPressed, work: UnitOfWork) -> None:
    """Ask nothing, and forget what was previewed."""
    await work.previews.remove(event.by)
    await work.whisper(event, presenter.left())


async def _preview(
    event: Asked,
    thread: MessageId | None,
    claim: str,
    found: Gist,
    passed: tuple[str, ...],
    work: UnitOfWork,
) -> None:
    purpose = f"{work.community}:preview:{event.key}"
    known = {"claim": claim}
    worded = await word(work, event.channel, "request", purpose, known, found, passed=passed)
    row = PreviewRow(
        event.by,
        event.channel,
        thread,
        claim,
        worded.move,
        worded.wording,
        work.now,
        worded.phrasing,
        worded.because,
        passed,
    )
    await work.previews.save(row)
    channel = await work.channels.get(event.channel)
    readers = channel.audience if channel is not None else event.audience
    await work.whisper(event, presenter.preview(row, readers))


async def _previewed(event: ButtonPressed, work: UnitOfWork) -> PreviewRow:
    row = await work.previews.get(event.by)
    if row is None or row.channel != event.channel:
        raise NoSuchThing("preview-over")
    return row


async def _subject(event: CommandCalled, work: UnitOfWork) -> tuple[str, Gist]:
    """What a question is to be about, the member's words or the talk here; what is found in it."""
    if event.text:
        return event.text, choosing.find_in_words(event.text)
    talk = await talks.latest(event.channel, event.thread, work)
    return talks.claim(talk), choosing.find(talk)


async def point(event: MessagePointedAt, work: UnitOfWork) -> None:
    """Ask a question about one message a member pointed at."""
    await only_where_on(event.channel, work)
    message = MessageId(str(event.message))
    thread = _id(event.thread) or message
    talk = await talks.latest(event.channel, MessageRef.parse(thread), work)
    found = choosing.find(talk) if len(talk) > 1 else choosing.find_in_words(event.text)
    await _ask_for(event, work, thread, (message,), reading.read(event.text).claim, found)


async def _ask_for(
    event: Asked,
    work: UnitOfWork,
    thread: MessageId | None,
    about: tuple[MessageId, ...],
    claim: str,
    found: Gist,
    worded: Worded | None = None,
) -> None:
    channel = ChannelId(str(event.channel))
    if await work.challenges.open_in(channel, thread):
        raise AlreadyDone("challenge-open")
    asked = await ask(
        work,
        event.channel,
        thread=thread,
        about=about,
        reason="request",
        origin=Origin.REQUEST,
        by=MemberId(str(event.by)),
        claim=claim,
        found=found,
        worded=worded,
    )
    await work.whisper(event, presenter.asked(asked))


async def answered(event: MessagePosted, work: UnitOfWork) -> None:
    """Count what is written below a challenge as an answer; when it is quiet, people are asked."""
    channel = ChannelId(str(event.message.channel))
    row = await work.channels.get(event.message.channel)
    if row is None or not row.on:
        return
    open_here = await work.challenges.open_in(channel, _id(event.thread))
    if event.thread and (asked_below := await _asked_by_post(event.thread, work)):
        open_here = [*open_here, asked_below]
    for asked in open_here:
        if work.now >= asked.lapses_at or event.at < asked.asked_at:
            continue
        after = challenge.answer(asked, MemberId(str(event.by)), work.now)
        if after.answers == asked.answers:
            continue
        await work.challenges.save(after)
        await work.timers.set("quiet", str(asked.id), work.now + QUIET)


async def not_now(event: ButtonPressed, work: UnitOfWork) -> None:
    """Leave this conversation alone for two weeks."""
    asked = await talks.pressed(event, work)
    await _take_back(asked, work)
    until = work.now + LEFT_ALONE
    thread = asked.thread or (asked.about[0] if asked.about else None)
    await work.verdicts.leave_alone(asked.channel, thread, until)
    noted = await verdict_behind(asked, work)
    if noted is not None and noted.thread != thread:
        # It opened a thread below a talk in the channel itself: that talk is meant as well.
        await work.verdicts.leave_alone(asked.channel, noted.thread, until)
    await work.whisper(event, presenter.not_now())


async def undo(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take a question back that one asked for a moment ago."""
    asked = await talks.pressed(event, work)
    if asked.asked_by != str(event.by):
        raise NotYours("not-your-own")
    only_in_time(asked.asked_at, work)
    if asked.state is not ChallengeState.ASKED:
        raise NotNow("nothing-to-take-back")
    await work.challenges.save(challenge.withdraw(asked, work.now))
    await work.timers.cancel("challenge", str(asked.id))
    await work.withdraw(key(asked.id))
    await work.whisper(event, presenter.taken_back())


async def lapse(timer: TimerRow, work: UnitOfWork) -> None:
    """Let a question rest that nobody answered."""
    asked = await work.challenges.get(number(timer.subject))
    if asked is None:
        raise NoSuchThing("no-such-challenge")
    after = challenge.lapse(asked, work.now)
    if after.state is not asked.state:
        await work.challenges.save(after)
        channel = ChannelRef.parse(asked.channel)
        with speaking(await work.language(channel)):
            parts = await asked_parts("challenge", after.id, channel, work)
            await work.revise(key(asked.id), presenter.prompt(after, parts))


async def _take_back(asked: Challenge, work: UnitOfWork) -> None:
    after = challenge.withdraw(asked, work.now)
    await work.challenges.save(after)
    await work.timers.cancel("challenge", str(asked.id))
    await work.revise(key(asked.id), presenter.prompt(after))


async def _asked_by_post(post: MessageRef, work: UnitOfWork) -> Challenge | None:
    # A question put to the channel itself is answered in the thread below it.
    verb, _, name = (await work.outbox.key_of(post) or "").partition(":")
    found = await work.challenges.get(number(name)) if verb == "challenge" else None
    going_on = (ChallengeState.ASKED, ChallengeState.ANSWERED)
    return found if found is not None and found.state in going_on else None


def _id(thread: object) -> MessageId | None:
    return MessageId(str(thread)) if thread is not None else None
