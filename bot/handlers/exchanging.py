"""Views across bots: letting others receive ours, and receiving theirs. Nothing else travels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from adapters.events import Asked, ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from adapters.signing import as_fingerprint, fingerprint
from bot import exchange, shelves, turns
from bot.names import number
from bot.presenters import exchanging as presenter
from bot.presenters import turns as words
from bot.store.exchange import UNCONFIRMED, LibraryRow
from bot.store.timers import TimerRow
from bot.store.visited import NEW, READING, STOPPED
from bot.triggers import Finished
from bot.turns import Turns
from bot.work import UnitOfWork
from challenges import library
from challenges.councils import Council
from challenges.exchange import ForeignView, NotALibrary, SharedLibrary, digest, gone, read_library
from challenges.library import Scope, View
from challenges.messages import CommunityId
from challenges.refusals import AlreadyDone, NoSuchThing, NotNow, NotValid, Refusal

MOST_LIBRARIES = 6
TURNS = Turns(
    every=timedelta(hours=1),  # what is withdrawn there is to be withdrawn here soon
    longest=timedelta(hours=12),
    most_failures=20,  # over more than a week; then its views are taken away
    hostile=("private",),
)
AT_ONCE = 500  # views that one unit of work takes over; the rest comes in the next
OTHER_BODY = "other body"


async def overview(event: Asked, work: UnitOfWork) -> None:
    """Show what is shared with others and what is received from them."""
    settings = await work.settings()
    rows = await work.exchange.all()
    held = {each.id: len(await work.exchange.received(each.id)) for each in rows}
    address = _address_of(settings.exchange, work)
    zone, shared = ZoneInfo(settings.zone), await work.views.count_for_others()
    await work.whisper(event, presenter.overview(address, _keys(work), rows, held, shared, zone))


async def share(event: ButtonPressed, work: UnitOfWork) -> None:
    """Let communities on other bots receive our views, or end it; or show how it is."""
    settings = await work.settings()
    match event.subject:
        case "open" if not settings.exchange:
            if not work.around.base_url or exchange.signer(work) is None:
                raise NotNow("no-address")
            settings = settings.model_copy(update={"exchange": work.around.new_key().hex()})
            await work.change_settings(settings)
            await work.audit.note("exchange-opened", str(event.by), {}, work.now)
            address = _address_of(settings.exchange, work)
            shared = await work.views.count_for_others()
            await work.whisper(event, presenter.opened(address, _keys(work), shared))
        case "close" if settings.exchange:
            await work.change_settings(settings.model_copy(update={"exchange": ""}))
            await work.audit.note("exchange-closed", str(event.by), {}, work.now)
            await work.whisper(event, presenter.closed())
        case _:
            await overview(event, work)


async def library_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for the library of another community."""
    return presenter.library_form()


async def look(event: FormSent, work: UnitOfWork) -> None:
    """Have a library looked at; nothing of it is taken over before somebody says yes."""
    key = as_fingerprint(event.value("key"))
    if not key:
        raise NotValid("key-wrong")
    if key in _keys(work):
        raise AlreadyDone("library-ours")
    address = turns.address(event.value("address"))
    rows = await work.exchange.all()
    if any(each.address == address for each in rows):
        raise AlreadyDone("library-there")
    if len(rows) >= MOST_LIBRARIES:
        raise NotValid("too-many-libraries", limit=MOST_LIBRARIES)
    row = LibraryRow(
        id=await work.exchange.next_id(),
        name=" ".join(event.value("whose").split()) or address,
        address=address,
        trusted=(key,),
        added_by=str(event.by),
        added_at=work.now,
    )
    await work.exchange.save(row)
    await _book(row, work, event)


async def receive(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say yes to a library that was looked at."""
    row = await _row(event.subject, work)
    if row.state == UNCONFIRMED:
        row = replace(row, state=READING)
        await work.exchange.save(row)
        await work.audit.note("library-added", str(event.by), {"name": row.name}, work.now)
    await _book(row, work, event)


async def read_now(event: ButtonPressed, work: UnitOfWork) -> None:
    """Read a library out of its turn, also one that was stopped."""
    row = await _row(event.subject, work)
    await _book(row, work, event)


async def drop(event: ButtonPressed, work: UnitOfWork) -> None:
    """Receive a library no more, and take its views away."""
    row = await _row(event.subject, work)
    held = await _take_away(row, work)
    await work.exchange.remove(row.id)
    await work.audit.note("library-removed", str(event.by), {"name": row.name}, work.now)
    await work.whisper(event, presenter.dropped(row, held))


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """It is a library's turn to be read."""
    row = await work.exchange.get(number(timer.subject))
    if row is not None and row.state == READING:
        await _book(row, work)
        await work.timers.set("exchange", str(row.id), work.now + TURNS.longest)  # if it is lost


async def read(finished: Finished, work: UnitOfWork) -> None:
    """Use what came: what is new is shown from now on, what is gone there goes here."""
    row = await work.exchange.get(number(finished.job.subject))
    if row is None:
        return  # it was dropped while the worker was reading
    value = finished.value
    if value.get("fault"):
        await _failed(row, value["fault"], value["details"], value["wait"], finished, work)
        return
    try:
        found = read_library(value["document"], work.now, before=row.made_at, library=row.library)
    except NotALibrary as error:  # another one was read meanwhile
        await _failed(row, error.code, {}, 0.0, finished, work)
        return
    after = replace(
        row,
        library=found.id,
        trusted=tuple(value["trusted"]),
        failures=0,
        fault="",
        details={},
        read_at=work.now,
    )
    if row.state in (NEW, UNCONFIRMED):
        await work.exchange.save(replace(after, state=UNCONFIRMED))
        await turns.answer(finished, lambda: presenter.sure_to_receive(after, found), work)
        return
    new, changed, left = await _take_over(after, found, work)
    withdrawn = await _withdraw(after, found, work)
    # From now on nothing older is believed: it would bring back what is withdrawn.
    await work.exchange.save(replace(after, state=READING, made_at=found.made_at))
    # What is left is read again at once.
    await work.timers.set("exchange", str(row.id), work.now if left else work.now + TURNS.every)
    said = presenter.received
    await turns.answer(finished, lambda: said(after, found, new, changed, withdrawn), work)


async def _take_over(
    row: LibraryRow, found: SharedLibrary, work: UnitOfWork
) -> tuple[int, int, bool]:
    """Keep what is new or has changed: how many of each, and whether some are left."""
    known = await work.exchange.received(row.id)
    councils: dict[str, Council | None] = {}
    new = changed = 0
    for each in found.views:
        if new + changed >= AT_ONCE:
            return new, changed, True
        view, seen = known.get(each.id, (0, ""))
        if seen == digest(each):
            continue
        before = await work.views.get(view) if view else None
        after = await _view(each, row, before, councils, work)
        if after is None:
            continue  # it breaks a rule of ours: too long, or a link that leads nowhere
        if before is None:
            await shelves.put(after, work)
            new += 1
        else:
            await shelves.change(before, after, work)
            changed += 1
        await work.exchange.note(row.id, each.id, after.id, digest(each))
    return new, changed, False


async def _view(
    each: ForeignView,
    row: LibraryRow,
    before: View | None,
    councils: dict[str, Council | None],
    work: UnitOfWork,
) -> View | None:
    """A view of theirs as one of ours, for this community alone: it is not ours to pass on."""
    if each.council not in councils:  # looking up a name that nobody knows takes a while
        councils[each.council] = work.around.directory.find(each.council, work.now.date()).council
    council = councils[each.council]
    try:
        view = library.share(
            id=before.id if before else await work.views.next_id(),
            claim=each.claim,
            text=each.text,
            status=each.status,
            council=council.name if council else each.council,
            council_kind=council.kind if council else each.council_kind[:40] or OTHER_BODY,
            by=None,
            community=CommunityId(str(work.community)),
            now=each.shared_at,
            link=each.link,
            scope=Scope.COMMUNITY,
            tags=each.tags,
            via=row.name,
        )
    except Refusal:
        return None
    return replace(view, followed_up_at=each.followed_up_at)


async def _withdraw(row: LibraryRow, found: SharedLibrary, work: UnitOfWork) -> int:
    known = await work.exchange.received(row.id)
    names = gone(list(known), found)
    for name in names:
        view = await work.views.get(known[name][0])
        if view is not None:
            await shelves.take_off(view, work)
        await work.exchange.drop(row.id, name)
    return len(names)


async def _take_away(row: LibraryRow, work: UnitOfWork) -> int:
    """Take off all that came from a library; how many views."""
    nothing = SharedLibrary(row.library, work.now, ())
    await work.timers.cancel("exchange", str(row.id))
    return await _withdraw(row, nothing, work)


async def _failed(
    row: LibraryRow,
    fault: str,
    details: Mapping[str, str | int],
    wait: float,
    finished: Finished,
    work: UnitOfWork,
) -> None:
    if row.state == NEW:
        await work.exchange.remove(row.id)
        said = presenter.not_taken
        await turns.answer(finished, lambda: said(row, words.fault(fault, details)), work)
        return
    failures = row.failures + 1
    over = row.state == READING and TURNS.over(fault, failures)
    after = replace(
        row,
        state=STOPPED if over else row.state,
        failures=failures,
        fault=fault,
        details=details,
        read_at=work.now,
    )
    await work.exchange.save(after)
    if over:
        await _take_away(row, work)
    elif row.state == READING:
        pause = TURNS.pause(failures, wait)
        await work.timers.set("exchange", str(row.id), work.now + pause)
    told = partial(presenter.stopped, after) if over else None
    await turns.failed(finished, after, after.name, told, work)


async def _book(row: LibraryRow, work: UnitOfWork, asked: Asked | None = None) -> None:
    payload = {
        "address": row.address,
        "trusted": list(row.trusted),
        "library": row.library,
        "before": row.made_at.isoformat() if row.made_at else "",
    }
    await turns.book("exchange", row.id, payload, work, asked, row.name)


async def _row(subject: str, work: UnitOfWork) -> LibraryRow:
    row = await work.exchange.get(number(subject))
    if row is None:
        raise NoSuchThing("no-such-library")
    return row


def _address_of(token: str, work: UnitOfWork) -> str:
    return f"{work.around.base_url}/views/{token}" if token else ""


def _keys(work: UnitOfWork) -> list[str]:
    signs = exchange.signer(work)
    return [fingerprint(each) for each in signs.public] if signs is not None else []
