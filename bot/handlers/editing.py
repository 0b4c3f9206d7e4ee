"""The organiser's desk: looking at the next digest, a note at its top, holding it, sending it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from adapters.events import Asked, ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import answering, publishing
from bot.language import speaking
from bot.presenters import desk as presenter
from bot.presenters import digest
from bot.store.desk import HeldRow
from bot.store.digests import DigestRow
from bot.store.timers import TimerRow
from bot.unquoting import correct
from bot.work import UnitOfWork
from challenges.refusals import AlreadyDone, NoSuchThing, NotValid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
OLDEST = timedelta(days=1)  # a preview that can still be sent


async def preview(event: Asked, work: UnitOfWork) -> None:
    """Have what would be published now compiled, and shown to whoever asks."""
    channel = await publishing.wanted_place(work)
    since, until = await publishing.span(work.now, work)
    await work.jobs.book(
        "digest",
        f"preview:{event.key}",
        {
            "channel": str(channel),
            "since": since.isoformat(),
            "until": until.isoformat(),
            "answer": answering.closed(event, work),
        },
        work.now,
    )


async def send_previewed(event: ButtonPressed, work: UnitOfWork) -> None:
    """Publish what was previewed: of the same time, without what was withdrawn since."""
    ends, _, seen = event.value.partition("-")
    since, until = _moment(event.subject), _moment(ends)
    fresh = work.now - OLDEST <= until <= work.now
    if not fresh or not until - publishing.LONGEST <= since < until:
        raise NoSuchThing("preview-old")
    channel, week = await publishing.wanted_place(work), publishing.in_between(until)
    if await publishing.told_already(week, work):
        raise AlreadyDone("digest-sent")
    before = await publishing.reached(work)
    if before is not None and before > since:
        raise NoSuchThing("preview-old")
    if seen != presenter.seen((await work.desk.coming()).note):
        await work.whisper(event, presenter.looked_at_again())
        await preview(event, work)
        return
    await work.jobs.book(
        "digest",
        week,
        {
            "channel": str(channel),
            "since": since.isoformat(),
            "until": until.isoformat(),
            "looked": seen,
        },
        work.now,
    )
    await publishing.note("digest-sent", event, work)
    await work.whisper(event, presenter.being_sent(channel))


async def hold(event: ButtonPressed, work: UnitOfWork) -> None:
    """Let the next digest wait for somebody to send it, or let it come by itself."""
    wanted = event.subject == "on"
    coming = await work.desk.coming()
    if coming.hold is not wanted:
        await work.desk.decide(replace(coming, hold=wanted))
        await publishing.note("digest-hold" if wanted else "digest-let-go", event, work)
    settings = await work.settings()
    comes = await work.timers.at("digest", "")
    await work.whisper(event, presenter.hold_decided(wanted, settings.digest_review, comes))


async def look(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show a digest that waits, as it would be sent."""
    await _show(await _waiting(event.subject, work), event, work)


async def _show(row: HeldRow, event: Asked, work: UnitOfWork, *, changed: bool = False) -> None:
    edition = await publishing.still_there(row.edition, work)
    channel = await publishing.place(work)
    page = publishing.page(await work.digests.next_number(), work)
    shown = digest.edition(edition, page)
    drafts = work.around.model is not None
    await work.whisper(
        event, presenter.held(row, shown, channel, work.now, drafts=drafts, changed=changed)
    )


async def send(event: ButtonPressed, work: UnitOfWork) -> None:
    """Publish a digest that waits, once, with the note that was looked at."""
    channel = await publishing.wanted_place(work)
    row = await _waiting(event.subject, work)
    if event.value != presenter.seen(row.edition.note):
        await _show(row, event, work, changed=True)
        return
    await work.desk.take(row.week)
    await work.timers.cancel("held", row.week)
    number = await publishing.publish(row.week, channel, row.edition, row.noted_by, work)
    if not number:
        raise AlreadyDone("digest-sent")
    await publishing.note("digest-sent", event, work)
    await work.whisper(event, presenter.sent(channel))


async def waited(timer: TimerRow, work: UnitOfWork) -> None:
    """Say once that a digest has waited for a week."""
    row = await work.desk.waiting(timer.subject)
    if row is not None:
        with speaking(await work.language(await publishing.place(work))):
            await publishing.tell_moderators(presenter.waits_long(row), work)


async def note_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for the words at the top of a digest: the next one, one that waits, one that was sent."""
    if wanted.subject == presenter.COMING:
        return presenter.note_form(wanted.subject, (await work.desk.coming()).note)
    found = await _found(wanted.subject, work)
    return presenter.note_form(wanted.subject, found.edition.note)


async def note(event: FormSent, work: UnitOfWork) -> None:
    """Put words at the top of a digest, wherever it stands; none takes them away."""
    words = event.value("note").replace("\r\n", "\n").strip()  # as the form counts them
    if len(words) > presenter.LONGEST_NOTE:
        raise NotValid("note-long", length=len(words), limit=presenter.LONGEST_NOTE)
    by = str(event.by) if words else ""
    if event.subject == presenter.COMING:
        coming = await work.desk.coming()
        await work.desk.decide(replace(coming, note=words, noted_by=by))
        await publishing.note("digest-note", event, work)
        await work.whisper(event, presenter.noted_coming(words))
        return
    found = await _found(event.subject, work)
    edition = replace(found.edition, note=words)
    match found:
        case HeldRow():
            await work.desk.change(replace(found, edition=edition, noted_by=by))
        case DigestRow():
            await work.digests.noted(found.number, by)
            await correct(found, edition, work)
    await publishing.note("digest-note", event, work)
    await work.whisper(event, presenter.noted(words, sent=isinstance(found, DigestRow)))


async def _found(subject: str, work: UnitOfWork) -> HeldRow | DigestRow:
    if subject.isascii() and subject.isdecimal() and len(subject) < 10:
        row = await work.digests.numbered(int(subject))
        if row is None:
            raise NoSuchThing("no-such-digest")
        return row
    return await _waiting(subject, work)


async def _waiting(week: str, work: UnitOfWork) -> HeldRow:
    row = await work.desk.waiting(week)
    if row is None:
        if await work.digests.has(week):
            raise AlreadyDone("digest-sent")
        raise NoSuchThing("no-such-digest")
    return row


def _moment(words: str) -> datetime:
    if not (words.isascii() and words.isdecimal() and len(words) < 18):
        raise NoSuchThing("out-of-date")
    return EPOCH + int(words) * MICROSECOND
