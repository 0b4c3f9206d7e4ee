"""What moderators see of feeds and of what waits in the queue, and the words for what stood in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.posts import (
    MAX_BUTTONS,
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Field,
    FieldKind,
    Form,
    Link,
    Part,
    Post,
    Quote,
    Span,
    Strong,
    Weight,
)
from bot.presenters.views import STATUSES
from bot.presenters.words import (
    count,
    day,
    label,
    marked,
    moment,
    note,
    options,
    shortened,
    spans,
    text,
)
from bot.store.feeds import NEW, STOPPED, FeedRow
from challenges.library import LONGEST_CLAIM, View
from challenges.queue import Candidate

FAULTS = {
    "not-web": marked("The address leads to something that is not on the web."),
    "private": marked("The address leads into a private network, so I did not go there."),
    "too-large": marked("What is there is longer than {limit} megabytes, so I stopped reading."),
    "too-slow": marked("It took longer than {seconds} seconds, so I stopped waiting."),
    "unreachable": marked("Nothing answers there, or not in a way I understand."),
    "redirects": marked("I am sent from one address to the next, more than {limit} times."),
    "gone": marked("Its server says that it is gone for good."),
    "status": marked("Its server answers with error {status} in place of a feed."),
    "a-page": marked("That is a web page, and it names no feed of its own. Look on it for a link to its feed."),
    "not-a-feed": marked("What is there is not a feed."),
    "broken": marked("The feed is broken off or wrongly written, so it cannot be read."),
    "entities": marked("The feed declares words that grow when they are read, as attacks do, so I did not read it."),
    "too-deep": marked("The feed is nested deeper than any honest one, so I did not read it."),
}  # fmt: skip
MOST_WORDS = 2000
SHOWN = 700  # characters of an item; the form has them all


def fault(code: str, details: Mapping[str, str | int]) -> str:
    """What stood in the way of reading, in one sentence."""
    words = FAULTS.get(code, FAULTS["unreachable"])
    return label(words, 0, **details)


def feeds(rows: Sequence[FeedRow], waiting: Mapping[str, int]) -> Post:
    """The feeds in short, each with a button that shows more of it."""
    parts: list[Part] = []
    if not rows:
        parts.append(
            text(
                "This community reads no feeds yet. Add the blog of a council, or of somebody who works at one."
            )
        )
    parts.append(Choices(_above(sum(waiting.values()))))
    parts += [
        text(
            "{feed}: {state}", feed=Strong(shortened(each.name, 60)), state=_in_short(each, waiting)
        )
        for each in rows
    ]
    named = [Button(f"onefeed:{each.id}", shortened(each.name, 40)) for each in rows]
    parts += [
        Choices(tuple(named[start : start + MAX_BUTTONS]))
        for start in range(0, len(named), MAX_BUTTONS)
    ]
    parts.append(
        note("Nothing of a feed is shown to members before a moderator has used it as a view.")
    )
    return Post(tuple(parts))  # fmt: skip


def _above(waiting: int) -> tuple[Button, ...]:
    add = Button("feed:new", label("Add a feed"), Weight.MAIN, opens_form=True)
    if not waiting:
        return (add,)
    return (add, Button("queue:next", label("See what waits ({number})", number=waiting)))


def _in_short(row: FeedRow, waiting: Mapping[str, int]) -> str:
    if row.state == NEW:
        return label("I have not read it yet.")
    if row.state == STOPPED:
        return label("I have stopped reading it.")
    if row.fault:
        return label("The last time I could not read it.")
    return _waiting(waiting.get(row.source, 0))


def feed(row: FeedRow, waiting: int, zone: ZoneInfo) -> Post:
    """One feed, how reading it went, and what can be done about it."""
    sure = label(
        "It is read no more, and what waits from it is dropped. Views that were made from it stay."
    )
    buttons = (
        Button(f"refeed:{row.id}", label("Read it now")),
        Button(f"unfeed:{row.id}", label("Remove it"), Weight.DANGER, confirm=sure),
    )
    return Post((
        text("{feed}, by {council}", feed=Link(row.name, row.address), council=row.council),
        text("{state} {waiting}", state=_state(row, zone), waiting=_waiting(waiting)),
        Choices(buttons),
    ))  # fmt: skip


def _state(row: FeedRow, zone: ZoneInfo) -> tuple[Span, ...]:
    if row.state == NEW:
        return spans("I have not read it yet.")
    why = fault(row.fault, row.details) if row.fault else ""
    if row.state == STOPPED:
        return spans("I have stopped reading it. {why}", why=why)
    if why:
        return spans("The last time I could not read it. {why} I try again later.", why=why)
    return spans("Read {when}.", when=moment(row.read_at or row.added_at, zone))


def _waiting(number: int) -> str:
    return count(number, "{number} item waits.", "{number} items wait.")


def feed_form() -> Form:
    """Ask for a feed."""
    return Form(
        name="feed",
        subject="new",
        title=label("Add a feed", MAX_FORM_TITLE),
        fields=(
            Field("address", label("The address", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("Of the blog, or of its feed. It starts with https://", MAX_FIELD_HINT), most=500),
            Field("council", label("Which council writes it?", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("Or the organisation of whoever writes it", MAX_FIELD_HINT), most=80),
        ),
        send=label("Read it", MAX_FORM_TITLE),
        introduction=spans("I read it a few times a day and keep a short excerpt and the link. Nothing is shown before a moderator has looked at it."),
    )  # fmt: skip


def being_read(name: str) -> Post:
    """While the worker reads a feed."""
    return Post(
        (
            text(
                "I am reading {feed} now. What came of it stands here in a moment.",
                feed=shortened(name, 100),
            ),
        )
    )


def taken(row: FeedRow, new: int) -> Post:
    """After a feed was read because somebody wanted it."""
    parts: list[Part] = [
        text("I have read {feed}. {waiting}", feed=Strong(row.name), waiting=_waiting(new))
    ]
    if new:
        parts.append(Choices((Button("queue:next", label("See what waits"), Weight.MAIN),)))
    return Post(tuple(parts))


def not_taken(row: FeedRow, why: str) -> Post:
    """When a feed could not be read the first time: it is not kept."""
    again = Button("feed:new", label("Add a feed"), opens_form=True)
    return Post(
        (
            text("I did not take {feed}. {why}", feed=shortened(row.address, 100), why=why),
            Choices((again,)),
        )
    )


def not_read(row: FeedRow, why: str) -> Post:
    """When a feed that was read before could not be read now."""
    return Post((text("I could not read {feed}. {why}", feed=Strong(row.name), why=why),))


def stopped(row: FeedRow, why: str) -> Post:
    """For whoever added a feed, when it is read no more."""
    return Post(
        (text("I have stopped reading the feed {feed}. {why}", feed=Strong(row.name), why=why),)
    )


def news(row: FeedRow, new: int) -> Post:
    """For whoever added a feed, when something new waits."""
    waiting = count(
        new,
        "{number} new item of {feed} waits for a moderator.",
        "{number} new items of {feed} wait for a moderator.",
        feed=row.name,
    )
    return Post((text("{waiting}", waiting=waiting), Choices((Button("queue:next", label("See what waits")),))))  # fmt: skip


def removed(row: FeedRow) -> Post:
    """After a feed was removed."""
    return Post(
        (text("I read {feed} no more, and what waited from it is dropped.", feed=Strong(row.name)),)
    )


# -- the queue


def waiting(item: Candidate | None, source: str, left: int, now: datetime) -> Post:
    """What waits next, for a moderator to decide."""
    return Post(_card(item, source, left, now))


def _card(item: Candidate | None, source: str, left: int, now: datetime) -> tuple[Part, ...]:
    if item is None:
        return (text("Nothing waits for a moderator."),)
    sure = label("All that waits from there now is passed over. What comes later will wait again.")
    if item.source.startswith("feed:"):
        all_of_it = [Button(f"passall:{item.id}", label("Skip all of this feed"), confirm=sure)]
    else:
        use = label("All that waits from this file becomes views, in the words that stand there.")
        all_of_it = [
            Button(f"useall:{item.id}", label("Use all of this file"), confirm=use),
            Button(f"passall:{item.id}", label("Skip all of this file"), confirm=sure),
        ]
    return (
        text("{title}", title=Strong(item.title)),
        Quote(shortened(item.text, SHOWN), tuple(_about(item))),
        note("From {source}. {left}", source=source, left=_left(left)),
        Choices(
            (
                Button(f"import:{item.id}", label("Use it as a view"), Weight.MAIN, opens_form=True),
                Button(f"pass:{item.id}", label("Skip")),
                *all_of_it,
            )
        ),
    )  # fmt: skip


def _about(item: Candidate) -> list[Span]:
    about: list[Span] = [shortened(item.council, 80)]
    if item.at is not None:
        about += [", ", day(item.at.date())]
    if item.link:
        about += [". ", Link(label("Read it there"), item.link)]
    return about


def _left(number: int) -> str:
    if not number:
        return label("Nothing else waits.")
    return count(number, "{number} more waits.", "{number} more wait.")


def import_form(item: Candidate) -> Form:
    """What a view made of it would say, to be corrected."""
    return Form(
        name="import",
        subject=str(item.id),
        title=label("Use it as a view", MAX_FORM_TITLE),
        fields=(
            Field("claim", label("What is it about?", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("One sentence others could agree or disagree with.", MAX_FIELD_HINT), item.claim, most=LONGEST_CLAIM),
            Field("text", label("What did they find, and why?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH, True,
                  label("Their words, or yours in a sentence or two. The link is kept.", MAX_FIELD_HINT), item.text[:MOST_WORDS], most=MOST_WORDS),
            Field("council", label("Which council?", MAX_FIELD_LABEL), FieldKind.LINE, True, value=item.council, most=80),
            Field("status", label("Where does that council stand?", MAX_FIELD_LABEL), FieldKind.CHOICE, value=item.status.value, options=options({each.value: words for each, words in STATUSES.items()})),
        ),
        send=label("Show it to members", MAX_FORM_TITLE),
        introduction=_opening(item),
    )  # fmt: skip


def _opening(item: Candidate) -> tuple[Span, ...]:
    title = shortened(item.title, 150)
    if not item.link:
        return spans("“{title}”", title=title)
    return spans("“{title}” {link}", title=title, link=Link(label("Read it there"), item.link))


def used(view: View, item: Candidate, next_: Post) -> Post:
    """After something became a view, with what waits next."""
    back = Button(
        f"requeue:{item.id}",
        label("Take it back"),
        confirm=label("The view is taken away again, and the item waits as before."),
    )
    return Post(
        (
            text("It is view {id} now, and members of this community can be shown it.", id=view.id),
            Choices((back,)),
            *next_.parts,
        )
    )


def skipped(item: Candidate, next_: Post) -> Post:
    """After something was passed over, with what waits next."""
    back = Button(f"requeue:{item.id}", label("Put it back"))
    said = text("“{title}” is skipped.", title=shortened(item.title, 150))
    return Post((said, Choices((back,)), *next_.parts))


def all_skipped(number: int, next_: Post) -> Post:
    """After all of one place was passed over."""
    said = count(number, "{number} item is skipped.", "{number} items are skipped.")
    return Post((text("{said}", said=said), *next_.parts))


def all_used(item: Candidate, number: int, next_: Post) -> Post:
    """After all of one file became views."""
    said = count(
        number,
        "{number} view can be shown to members now.",
        "{number} views can be shown to members now.",
    )
    back = Button(
        f"requeueall:{item.id}",
        label("Take them all back"),
        Weight.DANGER,
        confirm=label("All views from this file are taken away again, and wait as before."),
    )
    return Post((text("{said}", said=said), Choices((back,)), *next_.parts))


def all_put_back(number: int) -> Post:
    """After all views of one file were taken back."""
    said = count(
        number,
        "{number} view is taken away and waits again.",
        "{number} views are taken away and wait again.",
    )
    return Post((text("{said}", said=said),))


def put_back(item: Candidate) -> Post:
    """After a decision was taken back."""
    return Post((text("“{title}” waits again.", title=shortened(item.title, 150)),))
