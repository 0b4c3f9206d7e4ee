"""Drafts by a language model: switching them on, looking at them, and using or leaving each."""

from __future__ import annotations

import json
from dataclasses import replace

import structlog

from adapters.events import Asked, ButtonPressed
from bot import answering, suggesting
from bot.presenters import suggestions as presenter
from bot.store.desk import HeldRow
from bot.store.suggestions import Allowance, Spent, SuggestionRow
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges import suggestions
from challenges.refusals import NoSuchThing, NotNow
from challenges.suggestions import Suggestion

log = structlog.get_logger(__name__)


async def overview(event: Asked, work: UnitOfWork) -> None:
    """Show what a model drafted for the editions that wait, or what switching it on would mean."""
    allowance = _allowed(work)
    if not (await work.settings()).suggestions:
        await work.whisper(event, presenter.offer(allowance.host))
        return
    waiting = [await _of(row, work) for row in await work.desk.held()]
    spent = await work.suggestions.spent(work.now)
    await work.whisper(event, presenter.overview(waiting, spent, allowance))


async def switch(event: ButtonPressed, work: UnitOfWork) -> None:
    """Let the model draft for this community, or no more; or look at what it drafted."""
    if event.subject in ("on", "off"):
        await _switch(event, work)
    else:
        await overview(event, work)


async def _switch(event: ButtonPressed, work: UnitOfWork) -> None:
    allowance, wanted = _allowed(work), event.subject == "on"
    settings = await work.settings()
    if settings.suggestions is not wanted:
        await work.change_settings(settings.model_copy(update={"suggestions": wanted}))
        await work.audit.note("model-on" if wanted else "model-off", str(event.by), {}, work.now)
    if not wanted:
        for row in await work.desk.held():
            await work.suggestions.drop(row.week)
    await work.whisper(event, presenter.switched(allowance.host if wanted else ""))


async def ask(event: ButtonPressed, work: UnitOfWork) -> None:
    """Have the model asked for an edition that waits."""
    row = await _waiting(event.subject, work)
    refused = await suggesting.begin(row.week, row.edition, work, answering.closed(event, work))
    if refused is not None:
        raise refused
    await work.whisper(event, presenter.asked())


async def found(finished: Finished, work: UnitOfWork) -> None:
    """Keep what the model drafted, until somebody decides; settle what it cost."""
    payload, value = finished.job.payload, finished.value
    reserved = Spent(payload["tokens"], payload["requests"])
    await work.suggestions.settle(
        reserved, Spent(value["tokens"], value["requests"]), payload["day"]
    )
    row = await work.desk.waiting(payload["week"])
    if row is None or not (await work.settings()).suggestions:
        return
    drafted = [Suggestion(each["place"], each["text"]) for each in value["drafts"]]
    # Somebody may have withdrawn their words while the model was thinking.
    held = await suggesting.held_now(row.edition, work.connection, str(work.community))
    kept = suggesting.usable(drafted, row.edition, held)
    await work.suggestions.put(row.week, kept, work.now)
    if not kept:
        log.info("no draft of the model can be used", why=value["why"], week=row.week)
    answer = answering.opened(payload["answer"], work) if payload["answer"] else None
    if answer is not None:
        shown = await _of(row, work)
        await answering.say(answer, lambda: presenter.came(shown, value["why"]), work)


async def use(event: ButtonPressed, work: UnitOfWork) -> None:
    """Put a draft into the edition that waits."""
    one, row = await _one(event.subject, work)
    held = await suggesting.held_now(row.edition, work.connection, str(work.community))
    if not suggesting.usable([one.suggested], row.edition, held):
        await work.suggestions.decide(one.id, "refused")
        raise NotNow("model-stale")
    if one.state != "approved":
        before = json.dumps(suggestions.replaced(row.edition, one.suggested.place))
        await work.suggestions.decide(one.id, "approved", before)
        edition = suggestions.with_approved(row.edition, one.suggested)
        await work.desk.change(replace(row, edition=edition))
        await _noted("draft-used", event, work)
    await overview(event, work)


async def leave(event: ButtonPressed, work: UnitOfWork) -> None:
    """Leave a draft out, also one that was used before."""
    one, row = await _one(event.subject, work)
    if one.state == "approved":
        words, titled = json.loads(one.before)
        edition = suggestions.taken_back(row.edition, one.suggested.place, words, titled)
        await work.desk.change(replace(row, edition=edition))
    if one.state != "refused":
        await work.suggestions.decide(one.id, "refused")
        await _noted("draft-left", event, work)
    await overview(event, work)


def _allowed(work: UnitOfWork) -> Allowance:
    if work.around.model is None:
        raise NotNow("model-off")
    return work.around.model


async def _of(row: HeldRow, work: UnitOfWork) -> presenter.Waiting:
    return presenter.Waiting(row.week, row.edition, tuple(await work.suggestions.of(row.week)))


async def _waiting(week: str, work: UnitOfWork) -> HeldRow:
    row = await work.desk.waiting(week)
    if row is None:
        raise NoSuchThing("model-nothing-waits")
    return row


async def _one(subject: str, work: UnitOfWork) -> tuple[SuggestionRow, HeldRow]:
    known = subject.isascii() and subject.isdecimal() and len(subject) < 10
    one = await work.suggestions.get(int(subject)) if known else None
    if one is None:
        raise NoSuchThing("model-stale")
    return one, await _waiting(one.week, work)


async def _noted(what: str, event: Asked, work: UnitOfWork) -> None:
    """The log has no words of a draft: they come from messages, which may be withdrawn."""
    await work.audit.note(what, str(event.by), {}, work.now)
