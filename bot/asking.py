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
from challenges import challenge, choosing, moves
from challenges.challenge import Challenge, Origin
from challenges.choosing import NOTHING_FOUND, Because, Gist, Past
from challenges.messages import ChannelId, MemberId, MessageId

LAPSES_AFTER = timedelta(days=3)
LATELY = timedelta(days=30)  # a move used in this channel so recently gives way to another
REMEMBERED = timedelta(days=365)  # so long a wording of a move is not the next one


@dataclass(frozen=True, slots=True)
class Worded:
    """A question as it would read: the kind it is of, its words, and why this kind."""

    move: str
    wording: str
    phrasing: str = ""
    because: Because | None = None


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
    found: Gist = NOTHING_FOUND,
    named: str = "",
    values: Mapping[str, str | int] | None = None,
    remark: Note | None = None,
    worded: Worded | None = None,
) -> Challenge:
    """Choose a move and its wording, keep the challenge, say it, and set when it lapses.

    What was `found` in the talk decides, unless a move is `named`. A `remark` stands below the
    question until the post changes. What was `worded` before is asked as it is.
    """
    number = await work.challenges.next_id()
    if worded is None:
        purpose = f"{work.community}:challenge:{number}"
        known = {"claim": claim, **(values or {})}
        worded = await word(work, channel, reason, purpose, known, found, named)
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
        phrasing=worded.phrasing,
        because=worded.because,
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
    found: Gist = NOTHING_FOUND,
    named: str = "",
    passed: tuple[str, ...] = (),
) -> Worded:
    """Choose a move, and words for it; those that were `passed` over are not chosen again."""
    chosen = choosing.choose(
        reason,
        found,
        await _heard(channel, work),
        work.dice,
        purpose,
        known,
        named=named,
        passed=passed,
    )
    with speaking(await work.language(channel)):
        wording = moves.filled(chosen.phrasing, known, translated)
    return Worded(chosen.move, wording, chosen.phrasing, chosen.because)


async def _heard(channel: ChannelRef, work: UnitOfWork) -> Past:
    """What this channel was asked before, by whomever."""
    asked = await work.challenges.latest_in(ChannelId(str(channel)), work.now - REMEMBERED)
    return Past(
        last=asked[0].move if asked else "",
        lately=frozenset(each.move for each in asked if each.asked_at > work.now - LATELY),
        # The newest stands last, and so in place of those before it.
        wordings=tuple((each.move, each.phrasing) for each in reversed(asked)),
    )


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
