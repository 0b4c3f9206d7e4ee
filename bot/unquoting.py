"""Taking withdrawn words out of what repeats them: questions that quote them, and digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from adapters.chat import ChannelRef
from bot.asking import key
from bot.language import speaking
from bot.presenters import digest as presenter
from bot.store.digests import DigestRow
from bot.work import UnitOfWork
from challenges import reading
from challenges.challenge import ChallengeState
from challenges.digest import Edition
from challenges.messages import Message, MessageId

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
    """Take the quotes of some messages out of every digest, kept or posted."""
    gone = frozenset(messages)
    for row in await work.digests.quoting(gone):
        await correct(row, _without(row.edition, gone), work)


async def correct(row: DigestRow, edition: Edition, work: UnitOfWork) -> None:
    """Put another edition in the place of one, kept and posted."""
    await work.digests.correct(row.number, edition)
    page = work.addresses.edition(row.number) if work.around.base_url else ""
    where = (await work.settings()).digest_channel
    with speaking(await work.language(ChannelRef.parse(where) if where else None)):
        await work.revise(f"digest:{row.week}", presenter.edition(edition, page))


async def unfollow(names: Sequence[str], work: UnitOfWork) -> None:
    """Take promises and assumptions that are gone out of every digest, kept or posted."""
    for row in await work.digests.quoting(names):
        edition = replace(
            row.edition,
            promises=tuple(each for each in row.edition.promises if each.name not in names),
            assumptions=tuple(each for each in row.edition.assumptions if each.name not in names),
        )
        await correct(row, edition, work)


def _without(edition: Edition, gone: frozenset[MessageId]) -> Edition:
    return replace(
        edition,
        talks=tuple(
            replace(talk, quotes=tuple(each for each in talk.quotes if each.message not in gone))
            for talk in edition.talks
        ),
        questions=tuple(each for each in edition.questions if each.message not in gone),
    )
