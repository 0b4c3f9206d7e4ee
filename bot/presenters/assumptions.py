"""The register of assumptions as people see it: the offer, the forms, the list, the one question."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Jump,
    Mention,
    Part,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Text,
    Weight,
)
from bot.presenters import owed, results
from bot.presenters.words import (
    count,
    day,
    full_day,
    heading,
    label,
    marked,
    note,
    sentence,
    shortened,
    spans,
    text,
)
from challenges.assumptions import Assumption, AssumptionState
from challenges.pledges import LONGEST_PLEDGE
from challenges.rounds import Round
from challenges.tally import EntryTally

WHEN = marked("When will you test it?")
SETTLED = {
    AssumptionState.HOLDS: marked("Noted: it holds. That is shown where it was asked."),
    AssumptionState.FELL: marked("Noted: it fell. The channel is told, so that the plan can be looked at again."),
    AssumptionState.OPEN: marked("Taken back: it is to be tested again, as it was."),
}  # fmt: skip


def offer(round_: Round, found: Sequence[EntryTally], noted: Sequence[Assumption]) -> Post:
    """What a round found important and not certain, for its proposer to choose from."""
    on_register = {each.entry: each for each in noted}
    parts: list[Part] = [heading("Round {id}: what this rests on", id=round_.id)]
    left = [each for each in found if each.entry.id not in on_register]
    if left:
        parts.append(_who_chooses(round_))
        parts += [results.weighed(each, round_) for each in left]
        words = label("Put them on the register")
        parts.append(Choices((Button(f"register:{round_.id}", words, opens_form=True),)))
    if noted:
        parts.append(text("{title}", title=Strong(label("On the register"))))
        parts += [line(each) for each in noted]
    return Post(tuple(parts))


def _who_chooses(round_: Round) -> Text:
    if not round_.responder:
        return text("These assumptions matter and are not certain. A moderator can put them on the register, with a day to test them.")  # fmt: skip
    return text(
        "These assumptions matter and are not certain. {who} or a moderator can put them on the register, with a day to test them.",
        who=Mention(MemberRef.parse(round_.responder)),
    )  # fmt: skip


def register_form(round_: Round, found: Sequence[EntryTally]) -> Form:
    """Which of them, and when they are tested."""
    numbers = ", ".join(str(each.entry.id) for each in found)
    words = tuple(
        part
        for each in found
        for part in (f"{each.entry.id}: “", shortened(each.entry.text, 100), "” ")
    )
    return Form(
        name="register",
        subject=str(round_.id),
        title=label("What to test", MAX_FORM_TITLE),
        fields=(
            Field(
                "which", label("Which entries?", MAX_FIELD_LABEL), value=numbers, most=60,
                hint=label("Their numbers, with commas between. Take out what needs no test.", MAX_FIELD_HINT),
            ),
            owed.when(label(WHEN)),
        ),
        send=label("Put on the register", MAX_FORM_TITLE),
        introduction=spans("{words}Your name stands with it: I ask you once, on that day, whether they still hold.", words=words),
    )  # fmt: skip


def hand_form(channel: ChannelRef) -> Form:
    """An assumption in somebody's own words."""
    return Form(
        name="assume",
        subject="new",
        title=label("An assumption to test", MAX_FORM_TITLE),
        fields=(
            Field(
                "text", label("What is taken for granted?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH,
                hint=label("A sentence that can turn out to be true or not.", MAX_FIELD_HINT),
                most=LONGEST_PLEDGE,
            ),
            owed.when(label(WHEN)),
        ),
        send=label("Put on the register", MAX_FORM_TITLE),
        introduction=spans("It stands on the register of {channel}, with your name. I ask there once, on that day, whether it still holds.", channel=Place(channel)),
    )  # fmt: skip


def date_form(noted: Assumption) -> Form:
    """Another day for a test."""
    return Form(
        name="retest",
        subject=str(noted.id),
        title=label("Another day", MAX_FORM_TITLE),
        fields=(owed.when(label(WHEN)),),
        send=label("Save", MAX_FORM_TITLE),
        introduction=spans("“{words}”", words=shortened(noted.text, 300)),
    )


def hand_offer(words: str) -> Post:
    """After somebody typed an assumption: one press, and the form has it."""
    parts: list[Part] = [text("When shall we look whether it holds? Press, and say a day.")]
    if words:
        parts.append(Quote(words))
    else:
        parts = [text("Write down what is taken for granted here, and a day to test it.")]
    button = Button("assume:new", label("Write it down"), Weight.MAIN, opens_form=True)
    return Post((*parts, Choices((button,))))


def registered(noted: Sequence[Assumption]) -> Post:
    """After some were put on the register."""
    said = count(
        len(noted),
        "It is on the register, to be tested on {day}. You can take it back for 10 minutes.",
        "{number} assumptions are on the register, to be tested on {day}. You can take them back for 10 minutes.",
        day=full_day(noted[0].test_on),
    )
    names = ".".join(str(each.id) for each in noted)
    return Post(
        (
            text("{said}", said=said),
            Choices((Button(f"unassume:{names}", label("Take it back")),)),
            note("To see the register, type {list}.", list=Code("/challenge rounds assumptions")),
        )
    )  # fmt: skip


def taken_back() -> Post:
    """After an assumption was taken back."""
    return sentence("Taken back: it is not on the register any more.")


def line(noted: Assumption) -> Text:
    """One assumption and what is known of it."""
    values: dict[str, Span | int | tuple[Span, ...]] = {
        "words": shortened(noted.text, 300),
        "day": day(noted.test_on),
    }
    match noted.state:
        case AssumptionState.HOLDS:
            return text("“{words}” It held when it was tested.", **values)
        case AssumptionState.FELL:
            return text("“{words}” It fell.", **values)
    if noted.asked_on is not None:
        return text("“{words}” To be tested on {day}. No word yet.", **values)
    return text("“{words}” To be tested on {day}.", **values)


def question(noted: Assumption, who: MemberRef | None, board: MessageRef | None) -> Post:
    """The one question, on the day."""
    opening = (
        text("{who}, this was to be tested about now. Does it still hold?", who=Mention(who))
        if who is not None
        else text("This was to be tested about now. Does it still hold?")
    )
    return Post(
        (
            opening,
            Quote(noted.text, _source(noted, board)),
            _choices(noted),
            note("Whoever looks after it, or a moderator, can say so. If nobody does, the register says “no word yet”."),
        )
    )  # fmt: skip


def _source(noted: Assumption, board: MessageRef | None) -> tuple[Span, ...]:
    if not noted.round:
        return spans("Written down by hand on {day}", day=day(noted.noted_at.date()))
    name = label("round {id}", id=noted.round)
    where: Span = Jump(name, board) if board is not None else name
    return spans("Entry {number} of {round}", number=noted.entry, round=where)


def _choices(noted: Assumption) -> Choices:
    return Choices(
        (
            Button(f"stands:{noted.id}:holds", label("It holds"), Weight.MAIN),
            Button(f"stands:{noted.id}:fell", label("It fell")),
            Button(f"retest:{noted.id}", label("Not known yet: another day"), opens_form=True),
        )
    )


def answered(noted: Assumption) -> Post:
    """In place of the question, once it was answered."""
    return Post((line(noted),))


def fell(noted: Assumption, board: MessageRef | None) -> Post:
    """What the channel is told."""
    return Post(
        (
            text("An assumption did not hold. What was built on it may need another look."),
            Quote(noted.text, _source(noted, board)),
            note("To argue about what follows, type {round}.", round=Code("/challenge round")),
        )
    )


def fell_not() -> Post:
    """In place of it, when that was taken back."""
    return sentence("It was said here that an assumption fell. That was taken back.")


def settled(before: Assumption, after: Assumption) -> Post:
    """After somebody said what is known of one."""
    changed = before.state is not after.state and after.state is not AssumptionState.OPEN
    return owed.noted(text(SETTLED[after.state]), _undo(before) if changed else None)


def redated(before: Assumption, after: Assumption) -> Post:
    """After it was given another day."""
    said = text("Noted: it is to be tested on {day}.", day=full_day(after.test_on))
    return owed.noted(said, _undo(before))


def _undo(before: Assumption) -> Choices:
    return Choices((Button(f"restand:{before.id}:{before.test_on}", label("Undo")),))


def listed_(noted: Sequence[Assumption], settles: frozenset[int]) -> Post:
    """The register of a channel; with buttons for those one may settle."""
    parts: list[Part] = []
    pressed = 0
    for each in noted[: owed.MOST_LISTED]:
        parts.append(line(each))
        if each.open and each.id in settles and pressed < owed.MOST_WITH_BUTTONS:
            parts.append(_choices(each))
            pressed += 1
    if not noted:
        parts.append(text("Nothing is on the register of this channel."))
    if len(noted) > owed.MOST_LISTED:
        parts.append(owed.and_more(len(noted) - owed.MOST_LISTED))
    parts.append(
        note("To add one, type {assume} and what is taken for granted.", assume=Code("/challenge rounds assume"))
    )  # fmt: skip
    return Post(tuple(parts))
