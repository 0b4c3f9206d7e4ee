"""A round moves on: what its new state lets people see is said, and what comes next is set.

How it goes from phase to phase is decided in `challenges.phases`.
"""

from __future__ import annotations

from dataclasses import asdict

from adapters.chat import ChannelRef
from adapters.posts import Post
from bot import owing, places, promises, showing
from bot.judged import asked_parts
from bot.language import speaking
from bot.posted import groups
from bot.presenters import revealed
from bot.presenters import rounds as presenter
from bot.work import UnitOfWork
from challenges import phases, rounds, tally
from challenges.rounds import Round, RoundState


async def keep(round_: Round, work: UnitOfWork) -> None:
    """Keep what a member did; the part ends early when it waits for nobody else."""
    if phases.full(round_):
        await move_on(round_, work)
    else:
        await work.rounds.save(round_, work.now)
        await owing.follow(round_, work)


async def move_on(round_: Round, work: UnitOfWork) -> Round:
    """End the current part; the round as it is after it."""
    after = phases.expire(round_, work.now, work.dice)
    await show(round_, after, work)
    return after


async def show(before: Round, after: Round, work: UnitOfWork) -> None:
    """Keep the round and say what its new state lets people see."""
    with speaking(await work.language(ChannelRef.parse(after.channel))):
        await _show(before, after, work)


async def _show(before: Round, after: Round, work: UnitOfWork) -> None:
    await work.rounds.save(after, work.now)
    if after.over:
        await work.timers.cancel("round", str(after.id))
    else:
        await work.timers.set("round", str(after.id), after.phase_ends)
    await places.revise(after, board(after), presenter.board(after), work)
    said = dict(showing.shown(before)) | dict(showing.answers(before))
    new = dict(showing.shown(after)) | dict(showing.answers(after))
    for name in said.keys() - new.keys():  # in another order the entries may take fewer posts
        await places.withdraw(after, name, work)
    for name, post in new.items():
        if name not in said:
            await places.say(after, name, post, work)
        elif said[name] != post:  # the buttons go when the time for them is over
            await places.revise(after, name, post, work)
    if after.over:
        # Only where it was opened people are asked whether it was useful.
        result = tally.outcome(after)
        there = revealed.outcome(after, result, groups(result, work))
        await places.say(after, outcome(after), await told(after, work), work, there)
        rest = revealed.rest_of_outcome(after, result, groups(result, work))
        for place, post in enumerate(rest, start=2):
            await places.say(after, f"{outcome(after)}:{place}", post, work)
        await promises.offer(after, work)
    await owing.follow(after, work)
    await owing.begin(after, work)


async def told(round_: Round, work: UnitOfWork) -> Post:
    """The outcome; below that of a round that closed, whether it was useful and safe."""
    result = tally.outcome(round_)
    post = revealed.outcome(round_, result, groups(result, work))
    if round_.state is not RoundState.CLOSED:
        return post
    channel, shift = ChannelRef.parse(round_.channel), round_.shift or rounds.NO_SHIFT
    found = asdict(shift.before), asdict(shift.after)
    return Post((*post.parts, *await asked_parts("round", round_.id, channel, work, found)))


def outcome(round_: Round) -> str:
    """The name of the post that says what a round came to."""
    return f"round:{round_.id}:outcome"


def board(round_: Round) -> str:
    """The name of the post that says where a round stands."""
    return f"round:{round_.id}:board"
