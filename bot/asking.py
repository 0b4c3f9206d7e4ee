"""Putting one question to a conversation: the one way a challenge comes about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.chat import ChannelRef, MessageRef
from adapters.posts import Note, Post
from bot.language import speaking, translated
from bot.presenters import challenge as presenter
from bot.store.verdicts import NotedVerdict
from bot.work import UnitOfWork
from challenges import challenge, moves
from challenges.challenge import Challenge, Origin
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.moves import MOVES

LAPSES_AFTER = timedelta(days=3)
NOT_REPEATED = timedelta(days=30)  # a move used in this channel so recently is avoided


@dataclass(frozen=True, slots=True)
class Worded:
    """A question as it would read: the kind it is of, and its words."""

    move: str
    wording: str


async def ask(
    work: UnitOfWork,
    channel: ChannelRef,
    *,
    thread: MessageId | None,
    about: tuple[MessageId, ...],
    reason: str,
    origin: Origin,
    by: MemberId | None = None,
    claim: str = "",
    preferred: str = "",
    named: str = "",
    values: Mapping[str, str | int] | None = None,
    remark: Note | None = None,
    worded: Worded | None = None,
) -> Challenge:
    """Choose a move and its wording, keep the challenge, say it, and set when it lapses.

    A move that was `named` is the one; one that is `preferred` only while it is fresh. A `remark`
    stands below the question until the post changes. What was `worded` before is asked as it is.
    """
    number = await work.challenges.next_id()
    if worded is None:
        purpose = f"{work.community}:challenge:{number}"
        known = {"claim": claim, **(values or {})}
        worded = await word(work, channel, reason, purpose, known, preferred, named)
    asked = challenge.ask(
        id=number,
        channel=ChannelId(str(channel)),
        thread=thread,
        about=about,
        move=worded.move,
        wording=worded.wording,
        claim=claim,
        reason=reason,
        origin=origin,
        asked_by=by,
        now=work.now,
        lapses_at=work.now + LAPSES_AFTER,
    )
    await work.challenges.save(asked)
    await work.timers.set("challenge", str(number), asked.lapses_at)
    with speaking(await work.language(channel)):
        post = presenter.prompt(asked)
    if remark is not None:
        post = Post((*post.parts, remark))
    await work.say(key(number), channel, post, MessageRef.parse(thread) if thread else None)
    return asked


async def word(
    work: UnitOfWork,
    channel: ChannelRef,
    reason: str,
    purpose: str,
    known: Mapping[str, str | int],
    preferred: str = "",
    named: str = "",
    passed: tuple[str, ...] = (),
) -> Worded:
    """Choose a move, and words for it; those that were `passed` over are not chosen again."""
    recent = await work.challenges.latest_in(ChannelId(str(channel)), work.now - NOT_REPEATED)
    used = (*(each.move for each in recent), *passed)
    # The move the verdict named fits best; used here lately, another that fits keeps it fresh.
    fresh = preferred and preferred not in used
    wanted = named or (preferred if fresh else "")
    move = MOVES[wanted] if wanted else moves.choose(reason, work.dice, purpose, used)
    with speaking(await work.language(channel)):
        return Worded(move.name, moves.wording(move, work.dice, purpose, known, translated))


async def verdict_behind(asked: Challenge, work: UnitOfWork) -> NotedVerdict | None:
    """The verdict that led to a question, on its thread or on the talk of the channel itself."""
    for thread in (asked.thread, None):
        found = await work.verdicts.of(asked.channel, thread, asked.reason)
        if found is not None and found.verdict.challenge and found.at == asked.asked_at:
            return found
    return None


def key(number: int) -> str:
    """The name under which a challenge's post is known."""
    return f"challenge:{number}"
