"""What moderators see of feeds and of what waits in the queue."""

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
from bot.presenters import turns
from bot.presenters.views import STATUSES
from bot.presenters.words import (
    count,
    day,
    label,
    note,
    options,
    shortened,
    spans,
    text,
)
from bot.store.feeds import FeedRow
from bot.store.visited import NEW, STOPPED
from challenges.library import LONGEST_CLAIM, LONGEST_TAG, MOST_TAGS, View
from challenges.queue import Candidate

MOST_WORDS = 2000
SHOWN = 700  # characters of an item; the form has them all


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
        text("{state} {waiting}", state=turns.state(row, zone), waiting=_waiting(waiting)),
        Choices(buttons),
    ))  # fmt: skip


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
    return turns.not_taken(shortened(row.address, 100), why, again)


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
        *((note("About the place: {tags}.", tags=", ".join(item.tags)),) if item.tags else ()),
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
            Field("tags", label("What should others know of the place?", MAX_FIELD_LABEL), FieldKind.LINE, False,
                  label("A few words with commas between them, such as rural, small team, Granicus.", MAX_FIELD_HINT), ", ".join(item.tags), most=MOST_TAGS * (LONGEST_TAG + 2)),
        ),
        send=label("Show it to members", MAX_FORM_TITLE),
    )  # fmt: skip


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
