"""What moderators and organisers see of a digest before it is sent, and what they can do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from adapters.chat import ChannelRef
from adapters.posts import (
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Note,
    Part,
    Place,
    Post,
    Strong,
    Text,
    Weight,
)
from bot.presenters.words import day, label, moment, note, sentence, spans, text
from bot.store.desk import Coming, HeldRow
from challenges.digest import Edition

COMING = "coming"
LONGEST_NOTE = 600
MOST_REPEATED = 60  # characters of words nobody knows
LONG = timedelta(days=7)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the digest stands, for those who may send it."""

    channel: ChannelRef | None
    comes: datetime | None
    coming: Coming
    held: tuple[HeldRow, ...]
    latest: int
    review: bool
    feed: bool
    organises: bool


@dataclass(frozen=True, slots=True)
class Previewed:
    """What would be published now, and what becomes of it by itself."""

    edition: Edition
    post: Post
    channel: ChannelRef
    comes: datetime | None
    waits: bool
    review: bool


def overview(standing: Standing, now: datetime) -> Post:
    """How the digest stands, with a button for each thing that can be done."""
    parts: list[Part] = [text("{title}", title=Strong(label("For moderators")))]
    parts += _comes(standing)
    for row in standing.held:
        parts.append(_waiting(row, now))
        see = Button(f"waits:{row.week}", label("Look at it and send it"), Weight.MAIN)
        parts.append(Choices((see,)))
    if standing.channel is not None:
        parts.append(Choices(_next(standing.coming, standing.review)))
    kept = [_note_on(standing.latest)] if standing.latest else []
    kept.append(Button("digest:mail", label("Get it by mail")))
    kept.append(
        Button("digest:no-feed", label("Close the feed"))
        if standing.feed
        else Button("digest:feed", label("Open a feed"))
    )
    if standing.organises and standing.latest:
        kept.append(Button("public:", label("Who may read it")))
        kept.append(Button("figures:", label("Open data")))
    parts.append(Choices(tuple(kept)))
    return Post(tuple(parts))


def _comes(standing: Standing) -> list[Part]:
    if standing.channel is None:
        return [
            text(
                "No digest comes, because no channel that everybody can read is set for it. To set one, type {settings}.",
                settings=Code("/challenge settings"),
            )
        ]
    place = Place(standing.channel)
    if standing.comes is None:
        return []
    when = moment(standing.comes)
    if standing.review or standing.coming.hold:
        return [
            text(
                "The next digest is made {when}. It then waits until a moderator sends it to {channel}.",
                when=when,
                channel=place,
            )
        ]
    return [text("The next digest comes {when}, to {channel}.", when=when, channel=place)]


def _next(coming: Coming, review: bool) -> tuple[Button, ...]:
    words = label("Change its note") if coming.note else label("Add a note")
    buttons = [
        Button("proof:", label("Preview the next one")),
        Button(f"note:{COMING}", words, opens_form=True),
    ]
    if not review:
        buttons.append(_hold(coming.hold))
    now = "" if review or coming.hold else _sure()
    buttons.append(Button("digest:now", label("Make one now"), confirm=now))
    return tuple(buttons)


def _hold(held: bool) -> Button:
    if held:
        return Button("hold:off", label("Let it go out"))
    return Button("hold:on", label("Hold it"))


def _note_on(number: int) -> Button:
    return Button(
        f"note:{number}", label("Note on edition {number}", number=number), opens_form=True
    )


def _waiting(row: HeldRow, now: datetime) -> Text:
    since = day(row.held_at.date())
    if now - row.held_at > LONG:
        return text(
            "The digest up to {until} has waited since {since}, which is longer than a week.",
            until=day(row.edition.until.date()),
            since=since,
        )
    return text(
        "The digest up to {until} has waited since {since} for somebody to send it.",
        until=day(row.edition.until.date()),
        since=since,
    )


def preview(shown: Previewed) -> Post:
    """What would be published now, for one member alone."""
    since, until = _stamp(shown.edition.since), _stamp(shown.edition.until)
    buttons = [
        Button(f"note:{COMING}", label("Add a note"), opens_form=True)
        if not shown.edition.note
        else Button(f"note:{COMING}", label("Change its note"), opens_form=True)
    ]
    if not shown.review:
        buttons.append(_hold(shown.waits))
    buttons.append(
        Button(
            f"sendnow:{since}:{until}-{seen(shown.edition.note)}",
            label("Send it now"),
            Weight.MAIN,
            confirm=_sure(),
        )
    )
    return Post(
        (
            note("This is a preview. If it were sent now, it would stand in {channel} for everybody to read:", channel=Place(shown.channel)),
            *shown.post.parts,
            _by_itself(shown),
            Choices(tuple(buttons)),
        )
    )  # fmt: skip


def _sure() -> str:
    return label("It is posted for everybody, and sent to those who get it by mail. A mail cannot be taken back.")  # fmt: skip


def _by_itself(shown: Previewed) -> Note:
    if shown.comes is None:
        return note("It does not come by itself.")
    when = moment(shown.comes)
    if shown.waits:
        return note("It is made {when} with all that is said until then, and waits until a moderator sends it.", when=when)  # fmt: skip
    return note("It comes by itself {when}, with all that is said until then.", when=when)


def seen(words: str) -> str:
    """What stands for the note that was shown, so that no other is sent."""
    return blake2b(words.encode("utf-8", "replace"), digest_size=6).hexdigest()


def held(
    row: HeldRow,
    shown: Post,
    channel: ChannelRef | None,
    now: datetime,
    *,
    drafts: bool = False,
    changed: bool = False,
) -> Post:
    """A digest that waits, as it would be sent; `drafts` is whether a model may be asked for some.

    `changed` is whether somebody wanted to send it with another note than it has by now.
    """
    words = label("Change its note") if row.edition.note else label("Add a note")
    buttons = [Button(f"note:{row.week}", words, opens_form=True)]
    if channel is not None:
        mark = seen(row.edition.note)
        send = label("Send it now")
        buttons.append(Button(f"send:{row.week}:{mark}", send, Weight.MAIN, confirm=_sure()))
    if drafts:
        buttons.append(Button("model:look", label("Drafts by a model")))
    other = [text("The note changed since you looked, so nothing was sent. This is how the digest stands now.")] if changed else []  # fmt: skip
    return Post((*other, _waiting(row, now), *shown.parts, Choices(tuple(buttons))))


def looked_at_again() -> Post:
    """In place of sending a preview that had another note."""
    return sentence("The note changed since you looked, so nothing was sent. A new preview comes in a moment.")  # fmt: skip


def nothing_yet() -> Post:
    """In place of a preview of a quiet week."""
    return sentence("There is nothing to tell yet: it was quiet since the last digest. If that stays so, one line says it and no mail is sent.")  # fmt: skip


def unknown(words: str, nearest: str) -> Post:
    """For words behind the command that it does not know."""
    typed = Code(f"/challenge digest {words[:MOST_REPEATED]}")
    if nearest:
        return sentence(
            "I do not know {typed}. Did you mean {nearest}? Nothing was changed.",
            typed=typed,
            nearest=Code(f"/challenge digest {nearest}"),
        )
    return sentence(
        "I do not know {typed}. Type {help} to see what there is. Nothing was changed.",
        typed=typed,
        help=Code("/challenge help digest"),
    )


def being_made(waits: bool) -> Post:
    """After a moderator asked for a digest now."""
    if waits:
        return sentence("A digest of the time since the last one is being made. It then waits: to look at it and send it, type {digest}.", digest=Code("/challenge digest"))  # fmt: skip
    return sentence(
        "A digest of the time since the last one is being made. It comes to the channel in a moment."
    )


def one_waits() -> Post:
    """In place of another digest, where nothing came after the one that waits."""
    return sentence("There is nothing to tell since the digest that waits, so no other was made. To look at it and send it, type {digest}.", digest=Code("/challenge digest"))  # fmt: skip


def being_sent(channel: ChannelRef) -> Post:
    """After a preview was sent."""
    return sentence("It comes to {channel} in a moment, without what was withdrawn since.", channel=Place(channel))  # fmt: skip


def sent(channel: ChannelRef) -> Post:
    """After a digest that waited was sent."""
    return sentence("Sent to {channel}.", channel=Place(channel))


def hold_decided(held: bool, review: bool, comes: datetime | None) -> Post:
    """What becomes of the next digest."""
    if held or review:
        return Post(
            (
                text("The next digest waits until a moderator sends it."),
                *((Choices((_hold(held),)),) if held and not review else ()),
            )
        )
    if comes is None:
        return sentence("The next digest does not wait.")
    return Post(
        (
            text("The next digest comes by itself {when}.", when=moment(comes)),
            Choices((_hold(held),)),
        )
    )


def waits(edition: Edition) -> Post:
    """For those who may send it: a digest was made and waits."""
    return sentence(
        "The digest up to {until} is made and waits for you, or for another moderator, to send it. To look at it, type {digest}.",
        until=day(edition.until.date()),
        digest=Code("/challenge digest"),
    )


def waits_long(row: HeldRow) -> Post:
    """For the same, once, after a week."""
    return sentence(
        "The digest up to {until} has waited for longer than a week. To look at it and send it, type {digest}. It is thrown away when it has waited for 30 days.",
        until=day(row.edition.until.date()),
        digest=Code("/challenge digest"),
    )


def note_form(subject: str, words: str) -> Form:
    """The question for the words at the top of a digest."""
    return Form(
        name="note",
        subject=subject,
        title=label("Note for the digest", MAX_FORM_TITLE),
        introduction=spans("It stands at the top of the digest, unsigned, wherever it is read."),
        fields=(
            Field(
                "note",
                label("Your note"),
                FieldKind.PARAGRAPH,
                required=False,
                hint=label(
                    "At most {limit} characters. Leave it empty to have none", limit=LONGEST_NOTE
                ),
                value=words,
                most=LONGEST_NOTE,
            ),
        ),
        send=label("Save"),
    )


def noted_coming(words: str) -> Post:
    """After the note of the next digest was kept or taken away."""
    if not words:
        return sentence("The next digest has no note.")
    return sentence("Kept. It stands at the top of the next digest, and of no other.")


def noted(words: str, *, sent: bool) -> Post:
    """After the note of a digest was changed."""
    if not words:
        return sentence("The note is taken away.")
    if sent:
        return sentence("The note is changed in the channel, on the page and in the feed. Mails that were sent stay as they are.")  # fmt: skip
    return sentence("Kept. It stands at the top when the digest is sent.")


def _stamp(at: datetime) -> str:
    return str((at - _EPOCH) // timedelta(microseconds=1))
