"""What organisers see of the exchange of views with communities on other bots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from adapters.posts import (
    MAX_BUTTON_LABEL,
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Part,
    Post,
    Quote,
    Span,
    Strong,
    Weight,
)
from bot.presenters import turns
from bot.presenters.words import count, label, marked, note, shortened, spans, text
from bot.store.exchange import UNCONFIRMED, LibraryRow
from challenges.exchange import MOST_VIEWS, SharedLibrary

TITLE = marked("Views that councils share with each other")
SHOWN = 3  # views that an organiser is shown before they confirm


def overview(
    address: str,
    keys: Sequence[str],
    rows: Sequence[LibraryRow],
    held: Mapping[int, int],
    shared: int,
    zone: ZoneInfo,
) -> Post:
    """What is shared with others, what is received from them, and how to change either."""
    parts: list[Part] = [*_ours(address, keys, shared)]
    for each in rows:
        parts += _theirs(each, held.get(each.id, 0), zone)
    add = Button("library:new", label("Receive from another community"), opens_form=True)
    return Post((*parts, Choices((add,))))


def _ours(address: str, keys: Sequence[str], shared: int) -> tuple[Part, ...]:
    if not address:
        return (
            text("Communities on other bots receive nothing from here."),
            note("If you let them, they can receive the views whose authors chose that other communities may see them, and nothing else."),
            Choices((Button("exchange:open", label("Let others receive our views")),)),
        )  # fmt: skip
    sure = label(
        "Nobody can receive your views any more. To share again, you give a new address to everybody."
    )
    return (
        text("Others can receive the views whose authors chose that other communities may see them. Give their organisers the address and the key, if you can by two different ways."),
        text("Address: {address}", address=Code(address)),
        text("Key: {key}", key=Code(keys[0] if keys else "")),
        *_too_many(shared),
        Choices((Button("exchange:close", label("Stop sharing"), Weight.DANGER, confirm=sure),)),
    )  # fmt: skip


def _too_many(shared: int) -> tuple[Part, ...]:
    if shared <= MOST_VIEWS:
        return ()
    return (
        text("{shared} views here are for others, which is more than one library holds: they receive the {most} newest. When an older one that they have is taken back, it is taken back there too.", shared=shared, most=MOST_VIEWS),
    )  # fmt: skip


def _theirs(row: LibraryRow, held: int, zone: ZoneInfo) -> list[Part]:
    name = shortened(row.name, 40)
    sure = label("It is received no more, and all of its views are taken away here.")
    away = Button(
        f"unreceive:{row.id}",
        label("Drop {library}", MAX_BUTTON_LABEL, library=name),
        Weight.DANGER,
        confirm=sure,
    )
    if row.state == UNCONFIRMED:
        main = Button(
            f"receive:{row.id}",
            label("Receive {library}", MAX_BUTTON_LABEL, library=name),
            Weight.MAIN,
        )
    else:
        main = Button(
            f"reread:{row.id}", label("Read {library} now", MAX_BUTTON_LABEL, library=name)
        )
    views = count(
        held,
        "{number} view from there can be shown here.",
        "{number} views from there can be shown here.",
    )
    return [
        text("{library}: {state} {views}", library=Strong(row.name), state=_state(row, zone), views=views),
        Choices((main, away)),
    ]  # fmt: skip


def _state(row: LibraryRow, zone: ZoneInfo) -> tuple[Span, ...]:
    if row.state == UNCONFIRMED and not row.fault:
        return spans("It waits for you to say yes.")
    return turns.state(row, zone)


def library_form() -> Form:
    """Ask for the library of another community."""
    return Form(
        name="library",
        subject="new",
        title=label("Receive views", MAX_FORM_TITLE),
        fields=(
            Field("whose", label("Whose library is it?", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("A name by which people here know that community", MAX_FIELD_HINT), most=60),
            Field("address", label("The address", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("Their organiser finds it with /challenge views exchange", MAX_FIELD_HINT), most=500),
            Field("key", label("The key", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("Eight groups of four, as their organiser sees them", MAX_FIELD_HINT), most=100),
        ),
        send=label("Look at it", MAX_FORM_TITLE),
        introduction=spans("I look at it and show you what is there. Nothing is taken over before you say yes."),
    )  # fmt: skip


def opened(address: str, keys: Sequence[str], shared: int) -> Post:
    """After sharing was begun."""
    return Post(_ours(address, keys, shared))


def closed() -> Post:
    """After sharing was ended."""
    return Post((text("Communities on other bots can receive your views no more. What they have they drop when they next look, within days."),))  # fmt: skip


def sure_to_receive(row: LibraryRow, found: SharedLibrary) -> Post:
    """What is in a library, for an organiser to say yes to."""
    number = len(found.views)
    parts: list[Part] = [
        text(
            "The key is right. {views}",
            views=count(number, "There is {number} view.", "There are {number} views."),
        ),
        *_newest(found),
    ]
    parts += [Quote(each.claim, (each.council,)) for each in found.views[:SHOWN]]
    parts += [
        text("Do you want members here to be shown the views of {library}? What is withdrawn there is withdrawn here.", library=Strong(row.name)),
        Choices(
            (
                Button(f"receive:{row.id}", label("Receive them"), Weight.MAIN),
                Button(f"unreceive:{row.id}", label("Do not receive them"), Weight.DANGER),
            )
        ),
    ]  # fmt: skip
    return Post(tuple(parts))


def _newest(found: SharedLibrary) -> tuple[Part, ...]:
    if found.whole:
        return ()
    return (
        note("They share more than one library holds, so you receive the newest. What they take back is taken back here, also when it is older."),
    )  # fmt: skip


def received(row: LibraryRow, found: SharedLibrary, new: int, changed: int, gone: int) -> Post:
    """After a library was read because somebody wanted it."""
    return Post(
        (
            text(
                "I have read {library}. Views that are new: {new}, changed: {changed}, withdrawn: {gone}.",
                library=Strong(row.name),
                new=new,
                changed=changed,
                gone=gone,
            ),
            *_newest(found),
        )
    )


def not_taken(row: LibraryRow, why: str) -> Post:
    """When a library could not be used the first time: it is not kept."""
    again = Button("library:new", label("Receive from another community"), opens_form=True)
    return turns.not_taken(Strong(row.name), why, again)


def stopped(row: LibraryRow, why: str) -> Post:
    """For whoever added a library, when it is received no more."""
    return Post((text("I have stopped receiving {library}, and its views are taken away. {why}", library=Strong(row.name), why=why),))  # fmt: skip


def dropped(row: LibraryRow, held: int) -> Post:
    """After a library was dropped."""
    gone = count(held, "{number} view is taken away.", "{number} views are taken away.")
    return Post((text("{library} is received no more. {gone}", library=Strong(row.name), gone=gone),))  # fmt: skip
