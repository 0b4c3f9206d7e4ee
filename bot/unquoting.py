"""Taking withdrawn words out of what repeats them: questions that quote them, and digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from adapters.chat import ChannelRef
from bot import subscribing
from bot.asking import key
from bot.language import speaking
from bot.posted import posted
from bot.store.digests import DigestRow
from bot.work import UnitOfWork
from challenges import reading
from challenges.challenge import ChallengeState
from challenges.cutting import without, without_dues
from challenges.digest import Edition
from challenges.messages import MemberId, Message, MessageId
from challenges.withdrawing import corrected

EVER = datetime(1970, 1, 1, tzinfo=UTC)


async def unask(message: Message, work: UnitOfWork) -> None:
    """Take back the questions that repeat a message's words, and keep nothing of them."""
    claim = reading.read(message.text).claim
    if not claim:
        return
    for asked in await work.challenges.latest_in(message.channel, EVER):
        if asked.claim == claim:
            await work.challenges.save(
                replace(asked, claim="", wording="", state=ChallengeState.WITHDRAWN)
            )
            await work.timers.cancel("challenge", str(asked.id))
            await work.withdraw(key(asked.id))


async def unquote(messages: Sequence[MessageId], work: UnitOfWork) -> None:
    """Take the words of some messages out of every digest, posted, kept or waiting to be sent."""
    gone = frozenset(messages)
    for row in await work.digests.quoting(gone):
        await correct(row, without(row.edition, gone), work)
    for waiting in await work.desk.quoting(gone):
        await work.desk.change(replace(waiting, edition=without(waiting.edition, gone)))
        await work.suggestions.drop(waiting.week)  # drafts may be made of those words


async def correct(row: DigestRow, edition: Edition, work: UnitOfWork) -> None:
    """Put another edition in the place of one, kept and posted; it says what was withdrawn."""
    edition = corrected(row.edition, edition, work.now)
    await work.digests.correct(row.number, edition)
    where = (await work.settings()).digest_channel
    with speaking(await work.language(ChannelRef.parse(where) if where else None)):
        await work.revise(f"digest:{row.week}", posted(edition, row.name, work))
        await subscribing.mail_corrected(edition, row.week, work)


async def unnote(member: MemberId, work: UnitOfWork) -> None:
    """Take the notes of a member off every digest."""
    await work.desk.forget(member)
    for row in await work.digests.noted_by(member):
        await work.digests.noted(row.number, "")
        await correct(row, replace(row.edition, note=""), work)


async def notes_of(member: MemberId, work: UnitOfWork) -> list[str]:
    """What a member wrote at the top of digests."""
    sent = [row.edition.note for row in await work.digests.noted_by(member)]
    return [*sent, *await work.desk.notes_of(member)]


async def unfollow(names: Sequence[str], work: UnitOfWork) -> None:
    """Take promises and assumptions that are gone out of every digest."""
    for row in await work.digests.quoting(names):
        await correct(row, without_dues(row.edition, names), work)
    for waiting in await work.desk.quoting(names):
        await work.desk.change(replace(waiting, edition=without_dues(waiting.edition, names)))
