"""Views from elsewhere: the feeds a community reads, and the queue in which what they bring waits.

Nothing that is imported is shown to members before a moderator has used it as a view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from adapters.events import Asked, ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import Form, Post
from bot import shelves, turns
from bot.names import number, one_of
from bot.presenters import importing as presenter
from bot.presenters import turns as words
from bot.store.feeds import FeedRow
from bot.store.timers import TimerRow
from bot.store.visited import NEW, READING, STOPPED
from bot.triggers import Finished
from bot.turns import Turns
from bot.work import UnitOfWork
from challenges import library
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId
from challenges.queue import Candidate, CandidateState, suggested
from challenges.refusals import AlreadyDone, NoSuchThing, NotValid

MOST_FEEDS = 20
FIRST = 10  # items that wait when a feed is read for the first time; older ones are passed over
MOST_NEW = 20  # items that come of one reading, however many are said to be new
MOST_AT_ONCE = 200  # that one press makes views of
TURNS = Turns(
    every=timedelta(hours=6),
    longest=timedelta(days=3),
    most_failures=12,  # over about a month; then nobody is there
    hostile=("private", "entities", "too-deep", "gone"),
)
OTHER_BODY = "other body"


async def feeds(event: Asked, work: UnitOfWork) -> None:
    """Show the feeds and how reading them went."""
    rows, waiting = await work.feeds.all(), await work.queue.waiting()
    await work.whisper(event, presenter.feeds(rows, waiting))


async def feed(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show one feed, and what can be done about it."""
    row, waiting = await _row(event.subject, work), await work.queue.waiting()
    zone = ZoneInfo((await work.settings()).zone)
    await work.whisper(event, presenter.feed(row, waiting.get(row.source, 0), zone))


async def feed_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for a feed."""
    return presenter.feed_form()


async def add_feed(event: FormSent, work: UnitOfWork) -> None:
    """Have a feed read; it is kept if it can be."""
    address = turns.address(event.value("address"))
    council, kind = _council(event.value("council"), work)
    rows = await work.feeds.all()
    if any(each.address == address for each in rows):
        raise AlreadyDone("feed-there")
    if len(rows) >= MOST_FEEDS:
        raise NotValid("too-many-feeds", limit=MOST_FEEDS)
    row = FeedRow(
        id=await work.feeds.next_id(),
        address=address,
        council=council,
        council_kind=kind,
        added_by=str(event.by),
        added_at=work.now,
    )
    await work.feeds.save(row)
    await _book(row, work, event)


async def read_now(event: ButtonPressed, work: UnitOfWork) -> None:
    """Read a feed out of its turn, also one that was stopped."""
    row = await _row(event.subject, work)
    await _book(row, work, event)


async def remove_feed(event: ButtonPressed, work: UnitOfWork) -> None:
    """Read a feed no more."""
    row = await _row(event.subject, work)
    await _drop(row, work)
    await work.audit.note("feed-removed", str(event.by), {"name": row.name}, work.now)
    await work.whisper(event, presenter.removed(row))


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """It is a feed's turn to be read."""
    row = await work.feeds.get(number(timer.subject))
    if row is not None and row.state == READING:
        await _book(row, work)
        await work.timers.set("feed", str(row.id), work.now + TURNS.longest)  # should it be lost


async def read(finished: Finished, work: UnitOfWork) -> None:
    """Let what is new wait for a moderator, and say what stood in the way, if something did."""
    row = await work.feeds.get(number(finished.job.subject))
    if row is None:
        return  # it was removed while the worker was reading
    value = finished.value
    if value.get("fault"):
        await _failed(row, value, finished, work)
        return
    after = replace(row, state=READING, failures=0, fault="", details={}, read_at=work.now)
    new = 0
    if not value.get("same"):
        after = await _brought(after, value, work)
        found = _candidates(after, row.state == NEW, value)
        most = len(found) if row.state == NEW else MOST_NEW
        new = await work.queue.add(found, work.now, most)
    elif row.read_at is not None:
        await work.queue.still(row.source, row.read_at, work.now)
    await work.feeds.save(after)
    await work.timers.set("feed", str(row.id), work.now + TURNS.every)
    if row.state == NEW:
        await work.audit.note("feed-added", row.added_by, {"name": after.name}, work.now)
    await turns.answer(
        finished,
        lambda: presenter.taken(after, new),
        work,
        otherwise=(lambda: presenter.news(after, new)) if new else None,
        to=after.added_by,
    )


async def _brought(row: FeedRow, value: Mapping[str, Any], work: UnitOfWork) -> FeedRow:
    """What is known of a feed after it came; another feed's address is not taken over."""
    address = value["address"] or row.address
    if any(each.address == address and each.id != row.id for each in await work.feeds.all()):
        address = row.address
    return replace(
        row,
        address=address,
        title=value["title"] or row.title,
        etag=value["etag"],
        modified=value["modified"],
    )


async def _failed(
    row: FeedRow, value: Mapping[str, Any], finished: Finished, work: UnitOfWork
) -> None:
    fault, details = value["fault"], value["details"]
    if row.state == NEW:
        await _drop(row, work)
        said = presenter.not_taken
        await turns.answer(finished, lambda: said(row, words.fault(fault, details)), work)
        return
    failures = row.failures + 1
    over = TURNS.over(fault, failures)
    after = replace(
        row,
        state=STOPPED if over else READING,
        failures=failures,
        fault=fault,
        details=details,
    )
    await work.feeds.save(after)
    if over:
        await work.timers.cancel("feed", str(row.id))
    else:
        pause = TURNS.pause(failures, value["wait"])
        await work.timers.set("feed", str(row.id), work.now + pause)
    told = partial(presenter.stopped, after) if over else None
    await turns.failed(finished, after, after.name, told, work)


def _candidates(row: FeedRow, first: bool, value: Mapping[str, Any]) -> list[Candidate]:
    """What came, oldest first; of a feed that is read for the first time only the newest wait."""
    found = [_candidate(row, each) for each in value["items"]]
    if first:
        passed = [replace(each, state=CandidateState.SKIPPED) for each in found[FIRST:]]
        found = [*found[:FIRST], *passed]
    return found[::-1]


def _candidate(row: FeedRow, item: Mapping[str, Any]) -> Candidate:
    return suggested(
        source=row.source,
        key=item["key"],
        title=item["title"],
        excerpt=item["excerpt"],
        council=row.council,
        council_kind=row.council_kind,
        link=item["link"],
        at=datetime.fromisoformat(item["at"]) if item["at"] else None,
    )


async def _drop(row: FeedRow, work: UnitOfWork) -> None:
    await work.feeds.remove(row.id)
    await work.queue.remove(row.source)
    await work.timers.cancel("feed", str(row.id))


async def _book(row: FeedRow, work: UnitOfWork, asked: Asked | None = None) -> None:
    payload = {"address": row.address, "etag": row.etag, "modified": row.modified}
    shown = row.address if row.state == NEW else row.name
    await turns.book("feed", row.id, payload, work, asked, shown)


async def _row(subject: str, work: UnitOfWork) -> FeedRow:
    row = await work.feeds.get(number(subject))
    if row is None:
        raise NoSuchThing("no-such-feed")
    return row


def _council(typed: str, work: UnitOfWork) -> tuple[str, str]:
    """A council by its own name and kind, where the directory knows it."""
    name = " ".join(typed.split())
    if not name:
        raise NotValid("import-needs-council")
    found = work.around.directory.find(name, work.now.date()).council
    return (found.name, found.kind) if found is not None else (name, OTHER_BODY)


# -- the queue


async def queue(event: Asked, work: UnitOfWork) -> None:
    """Show what has waited longest."""
    await work.whisper(event, await _next(work))


async def import_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """What a view made of an item would say."""
    return presenter.import_form(await _waiting(wanted.subject, work))


async def use(event: FormSent, work: UnitOfWork) -> None:
    """Make an item a view of this community, in the words the moderator sent."""
    item = await _waiting(event.subject, work)
    corrected = replace(
        item,
        claim=event.value("claim"),
        text=event.value("text"),
        status=one_of(Status, event.value("status")),
        council=event.value("council"),
        tags=library.tagged(event.value("tags")),
    )
    view = await _share(corrected, work)
    await work.audit.note("imported", str(event.by), {"name": view.claim}, work.now)
    await work.whisper(event, presenter.used(view, item, await _next(work)))


async def use_all(event: ButtonPressed, work: UnitOfWork) -> None:
    """Make all that waits from one file views of this community, as they are written there."""
    item = await _known(event.subject, work)
    if item.source.startswith("feed:"):
        raise NoSuchThing("out-of-date")  # what a feed brings is a guess: each is looked at
    found = await work.queue.of(item.source, CandidateState.WAITING, MOST_AT_ONCE)
    for each in found:
        await _share(each, work)
    name = await _source(item, work)
    await work.audit.note("imported-all", str(event.by), {"name": name}, work.now)
    await work.whisper(event, presenter.all_used(item, len(found), await _next(work)))


async def put_all_back(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back all that was used of one file."""
    item = await _known(event.subject, work)
    found = await work.queue.of(item.source, CandidateState.USED, MOST_AT_ONCE)
    for each in found:
        await _take_back(each, work)
    name = await _source(item, work)
    await work.audit.note("unimported-all", str(event.by), {"name": name}, work.now)
    await work.whisper(event, presenter.all_put_back(len(found)))


async def _share(item: Candidate, work: UnitOfWork) -> View:
    council, kind = _council(item.council, work)
    view = library.share(
        id=await work.views.next_id(),
        claim=item.claim,
        text=item.text,
        status=item.status,
        council=council,
        council_kind=kind if kind != OTHER_BODY else item.council_kind or kind,
        by=None,
        community=CommunityId(str(work.community)),
        now=min(item.at or work.now, work.now),  # its own day: what is old is shown as old
        link=item.link,
        scope=Scope.COMMUNITY,  # whoever wrote it agreed to be read, not to be passed on by us
        tags=item.tags,
        via=await _source(item, work),
    )
    await shelves.put(view, work)
    await work.queue.decide(item.id, CandidateState.USED, view.id)
    return view


async def skip(event: ButtonPressed, work: UnitOfWork) -> None:
    """Pass over one item."""
    item = await _waiting(event.subject, work)
    await work.queue.decide(item.id, CandidateState.SKIPPED)
    await work.whisper(event, presenter.skipped(item, await _next(work)))


async def skip_all(event: ButtonPressed, work: UnitOfWork) -> None:
    """Pass over all that waits from the same place."""
    item = await _known(event.subject, work)
    skipped = await work.queue.skip_all(item.source)
    await work.whisper(event, presenter.all_skipped(skipped, await _next(work)))


async def put_back(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take a decision back: the view goes, the item waits."""
    item = await _known(event.subject, work)
    if item.state is CandidateState.WAITING:
        raise AlreadyDone("candidate-waits")
    if item.state is CandidateState.USED:
        await work.audit.note("unimported", str(event.by), {"name": item.claim}, work.now)
    await _take_back(item, work)
    await work.whisper(event, presenter.put_back(item))


async def _take_back(item: Candidate, work: UnitOfWork) -> None:
    view = await work.views.get(item.view) if item.state is CandidateState.USED else None
    if view is not None:
        await shelves.take_off(view, work)
    await work.queue.decide(item.id, CandidateState.WAITING)


async def _next(work: UnitOfWork) -> Post:
    item = await work.queue.next()
    waiting = sum((await work.queue.waiting()).values())
    source = await _source(item, work) if item else ""
    return presenter.waiting(item, source, max(0, waiting - 1), work.now)


async def _source(item: Candidate, work: UnitOfWork) -> str:
    kind, _, name = item.source.partition(":")
    row = await work.feeds.get(number(name)) if kind == "feed" else None
    return row.name if row is not None else name


async def _waiting(subject: str, work: UnitOfWork) -> Candidate:
    item = await _known(subject, work)
    if item.state is not CandidateState.WAITING:
        raise AlreadyDone("candidate-settled")
    return item


async def _known(subject: str, work: UnitOfWork) -> Candidate:
    item = await work.queue.get(number(subject))
    if item is None:
        raise NoSuchThing("no-such-candidate")
    return item
