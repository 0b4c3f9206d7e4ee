"""Says in private why something stands in a channel and how to stop it; takes reports of it."""

from __future__ import annotations

from adapters.chat import MemberRef
from adapters.events import ButtonPressed, CommandCalled
from adapters.posts import Part
from bot import measuring, talks
from bot.asking import verdict_behind
from bot.names import number
from bot.permissions import only_where_it_stands, only_where_on
from bot.presenters import reasons as presenter
from bot.presenters import verdicts
from bot.work import UnitOfWork
from challenges.challenge import Challenge, Origin
from challenges.refusals import NoSuchThing


async def why(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say why a question stands here and how to stop it."""
    await _question(event, await talks.pressed(event, work), work)


async def about(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say why anything else stands here: the button names the post, as in `round:7:board`."""
    name = event.value.partition(":")[0]
    key = _key(event)
    if event.subject == "challenge" and (asked := await talks.question(event, name, work)):
        await _question(event, asked, work)
    elif event.subject == "round" and (round_ := await work.rounds.get(number(name))):
        only_where_it_stands(event, round_.channel, "no-such-round")
        gap = await measuring.gap(round_, work)
        await work.whisper(event, presenter.of_round(round_, key, await _here(event, work), gap))
    else:
        here = await _here(event, work)
        await work.whisper(event, presenter.of_anything(event.subject, key, here))


async def report(event: ButtonPressed, work: UnitOfWork) -> None:
    """Note that something was reported, once, and not by whom."""
    noted = {"post": _key(event), "channel": str(event.channel)}
    again = await work.audit.noted("reported", noted)
    if not again:
        await work.audit.note("reported", "", noted, work.now)
    await work.whisper(event, presenter.reported(again))


def _key(event: ButtonPressed) -> str:
    """The name of the post that is meant; anybody may send anything there."""
    key = f"{event.subject}:{event.value}".rstrip(":")
    if not presenter.NAMEABLE.fullmatch(key):
        raise NoSuchThing("out-of-date")
    return key


async def _question(event: ButtonPressed, asked: Challenge, work: UnitOfWork) -> None:
    noted = await verdict_behind(asked, work)
    values = dict(noted.verdict.values) if noted is not None else {}
    set_by = await _set_by(asked, work)
    here = await _here(event, work)
    found = noted.parts if noted is not None else ()
    await work.whisper(event, presenter.of_question(asked, values, set_by, here, found))


async def here(event: CommandCalled, work: UnitOfWork) -> None:
    """Say why the bot asked or rested in this thread, or in this channel's last talks."""
    await only_where_on(event.channel, work)
    await measuring.show(event, work)


async def camps(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say what comparing reactions is, and whether it is done here."""
    settings = await work.settings()
    compared = settings.compares_reactions(work.community.platform)
    await work.whisper(event, verdicts.camps(compared))


async def compare(event: ButtonPressed, work: UnitOfWork) -> None:
    """Look at who reacts like whom from now on, or not; an organiser decides."""
    wanted = event.subject == "on"
    settings = await work.settings()
    if settings.compares_reactions(work.community.platform) is not wanted:
        await work.change_settings(settings.model_copy(update={"camps": wanted}))
        change = "camps-on" if wanted else "camps-off"
        await work.audit.note(change, str(event.by), {}, work.now)
    await work.whisper(event, verdicts.camps_chosen(wanted))


async def _set_by(asked: Challenge, work: UnitOfWork) -> list[MemberRef]:
    """The moderators who set what may have asked it: an act of theirs, and not anybody's view."""
    if asked.origin is not Origin.SCHEDULE:
        return []
    if asked.asked_by:
        return [MemberRef.parse(asked.asked_by)]
    rows = await work.schedules.list()
    names = [row.by for row in rows if row.channel == asked.channel and row.by]
    return [MemberRef.parse(each) for each in dict.fromkeys(names)]


async def _here(event: ButtonPressed, work: UnitOfWork) -> list[Part]:
    row = await work.channels.get(event.channel)
    if row is None or not row.on:
        return []
    return presenter.switched_on(event.channel, row.switched_by, row.switched_at)
