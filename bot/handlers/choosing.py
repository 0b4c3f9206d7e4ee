"""Choosing how to dissent, press by press: from what one wants to do to one way of doing it."""

from __future__ import annotations

from adapters.commands import Who
from adapters.events import ButtonPressed
from adapters.posts import Part, Post
from bot.names import number
from bot.permissions import may, only_where_on, rank
from bot.presenters import choosing as presenter
from bot.presenters import inventing
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing, NotValid


async def ways(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show the ways that fit what somebody wants to do, or all that one may want."""
    await only_where_on(event.channel, work)
    goal, challenge_id = _named(event)
    known = await work.own_methods.known()
    if not goal:
        await work.whisper(event, presenter.methods(known, challenge_id))
        return
    if goal not in presenter.GOALS or not presenter.ways_to(goal, known):
        raise NoSuchThing("out-of-date")  # the last way of its own may be gone by now
    await work.whisper(event, presenter.ways(goal, known, challenge_id))


async def way(event: ButtonPressed, work: UnitOfWork) -> None:
    """Tell more about one way; a moderator can change one of the community's own there."""
    await only_where_on(event.channel, work)
    name, challenge_id = _named(event)
    known = await work.own_methods.known()
    if name not in known:
        raise NotValid("unknown-method", method=name)
    post = presenter.method(known[name], challenge_id)
    own = (await work.own_methods.all()).get(name)
    moderates = own is not None and may(await rank(event, work), Who.MODERATOR)
    below: tuple[Part, ...] = (inventing.kept(own),) if own is not None and moderates else ()
    await work.whisper(event, Post((*post.parts, *below)))


def _named(event: ButtonPressed) -> tuple[str, int]:
    """What was pressed, and the question the round comes from: `risks.12`."""
    name, _, challenge_id = event.subject.partition(".")
    return name, number(challenge_id)
