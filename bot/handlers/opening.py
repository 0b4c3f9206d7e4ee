"""Opening a round: how to dissent is chosen press by press, then what it is about is filled in."""

from __future__ import annotations

from adapters.commands import Who
from adapters.events import ButtonPressed, CommandCalled, FormSent
from adapters.port import ChoicesWanted, FormWanted
from adapters.posts import Form, Part, Post
from bot import moving, partnering, places, talks
from bot.names import number
from bot.permissions import may, only_where_on, rank
from bot.presenters import choosing, inventing
from bot.presenters import round_forms as forms
from bot.presenters import rounds as presenter
from bot.work import UnitOfWork
from challenges import rounds
from challenges.messages import ChannelId, MemberId
from challenges.method_files import load
from challenges.methods import Method
from challenges.refusals import NoSuchThing, NotValid
from challenges.rounds import Guest


async def choose(event: CommandCalled, work: UnitOfWork) -> None:
    """Show the ways of dissenting, or the one that was named."""
    await only_where_on(event.channel, work)
    name = event.text.lower().replace(" ", "-")
    moderates = may(await rank(event, work), Who.MODERATOR)
    if name:
        post = choosing.method(await _method(name, work))
        own = (await work.own_methods.all()).get(name) if moderates else None
        below: tuple[Part, ...] = (inventing.kept(own),) if own else ()
    else:
        post = choosing.methods(await work.own_methods.known())
        below = inventing.offered() if moderates else ()
    await work.whisper(event, Post((*post.parts, *below)))


async def method_names(wanted: ChoicesWanted, work: UnitOfWork) -> tuple[str, ...]:
    """The ways of dissenting whose names are being typed."""
    typed = wanted.typed.lower().replace(" ", "-")
    return tuple(name for name in await work.own_methods.known() if typed in name)


async def choose_from_challenge(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show the ways of dissenting beside a question."""
    await only_where_on(event.channel, work)
    challenge = await talks.question(event, event.subject, work)
    known = await work.own_methods.known()
    await work.whisper(event, choosing.methods(known, challenge.id if challenge else 0))


async def ways(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show the ways that fit what somebody wants to do, or all that one may want."""
    await only_where_on(event.channel, work)
    goal, challenge_id = _named(event)
    known = await work.own_methods.known()
    if not goal:
        await work.whisper(event, choosing.methods(known, challenge_id))
        return
    if goal not in choosing.GOALS or not choosing.ways_to(goal, known):
        raise NoSuchThing("out-of-date")  # the last way of its own may be gone by now
    await work.whisper(event, choosing.ways(goal, known, challenge_id))


async def way(event: ButtonPressed, work: UnitOfWork) -> None:
    """Tell more about one way; a moderator can change one of the community's own there."""
    await only_where_on(event.channel, work)
    name, challenge_id = _named(event)
    known = await work.own_methods.known()
    if name not in known:
        raise NotValid("unknown-method", method=name)
    post = choosing.method(known[name], challenge_id)
    own = (await work.own_methods.all()).get(name)
    moderates = own is not None and may(await rank(event, work), Who.MODERATOR)
    below: tuple[Part, ...] = (inventing.kept(own),) if own is not None and moderates else ()
    await work.whisper(event, Post((*post.parts, *below)))


async def open_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask what the round is about; the claim of the question it came from is filled in."""
    await only_where_on(wanted.channel, work)
    name, _, challenge_id = wanted.subject.partition(".")
    challenge = await talks.question(wanted, challenge_id, work)
    claim = challenge.claim if challenge else ""
    row = await work.channels.get(wanted.channel)
    readers = row.audience if row is not None else wanted.audience
    method = await _method(name, work)
    together = await partnering.agreed(wanted.channel, work)
    return forms.open_form(method, wanted.subject, claim, wanted.channel, readers, together)


async def open_(event: FormSent, work: UnitOfWork) -> None:
    """Open a round on what was filled in. Its opener answers the objections."""
    await only_where_on(event.channel, work)
    name, _, challenge_id = event.subject.partition(".")
    method = await _method(name, work)
    challenge = await talks.question(event, challenge_id, work)
    id_ = await work.rounds.next_id()
    member = MemberId(str(event.by))
    opened = rounds.open_(
        id_,
        method,
        ChannelId(str(event.channel)),
        challenge.thread if challenge else None,
        event.value("claim"),
        tuple((each.name, event.value(each.name)) for each in method.proposal[1:]),
        opened_by=member,
        responder=member,
        key=work.around.new_key(),
        now=work.now,
        guests=await _guests(event, method, work),
    )
    await work.rounds.save(opened, work.now)
    await work.timers.set("round", str(id_), opened.phase_ends)
    await places.say(opened, moving.board(opened), presenter.board(opened), work)
    await work.whisper(event, presenter.opened(opened))


async def _guests(event: FormSent, method: Method, work: UnitOfWork) -> tuple[Guest, ...]:
    """The partners that were chosen to hold a round with; one that left since is refused."""
    where = event.value(forms.HELD_IN)
    if where in ("", forms.HERE) or not forms.can_be_held_together(method):
        return ()
    together = await partnering.agreed(event.channel, work)
    chosen = [each for each in together if where in (str(each.id), forms.EVERYWHERE)]
    if not chosen:
        raise NoSuchThing("partner-gone")
    return partnering.guests(chosen)


async def _method(name: str, work: UnitOfWork) -> Method:
    known = await work.own_methods.known()
    if name not in known:
        raise NotValid("unknown-method", method=name)
    try:
        return load(known[name].text)
    except ValueError as error:  # one of the community's own, kept before a promise was added
        raise NotValid("method-outdated", wrong=str(error)) from None


def _named(event: ButtonPressed) -> tuple[str, int]:
    """What was pressed, and the question the round comes from: `risks.12`."""
    name, _, challenge_id = event.subject.partition(".")
    return name, number(challenge_id)
