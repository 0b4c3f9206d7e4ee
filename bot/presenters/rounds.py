"""A round as people see it: the board, the entries, the votes, the outcome with the minority report."""

from __future__ import annotations

from adapters.chat import MemberRef
from adapters.posts import (
    MAX_BUTTON_LABEL,
    Button,
    Choices,
    Code,
    Mention,
    Part,
    Post,
    Quote,
    Strong,
    Text,
    Weight,
)
from bot.presenters import results
from bot.presenters.round_forms import ANONYMITY
from bot.presenters.words import (
    count,
    heading,
    label,
    marked,
    moment,
    note,
    sentence,
    spans,
    text,
)
from challenges.methods import METHODS, Act, Method
from challenges.rounds import Entry, Round, RoundState
from challenges.tally import EntryTally, Outcome

NOBODY_ANSWERS = marked(
    "The person who was to answer had their name taken off this round, so nobody is asked to answer now."
)
ENTRIES_IN_A_POST = 6  # Discord: 40 components in a post, five for each entry


def methods(challenge_id: int = 0) -> Post:
    """The ways of dissenting to choose from."""
    parts: list[Part] = [
        text("Choose how to dissent. You open the round, and you answer its objections.")
    ]
    for method in METHODS.values():
        parts.append(_introduced(method))
    parts.append(Choices(tuple(_open_button(each, challenge_id) for each in METHODS.values())))
    return Post(tuple(parts))


def method(chosen: Method, challenge_id: int = 0) -> Post:
    """One way of dissenting, with its evidence."""
    return Post(
        (
            _introduced(chosen),
            note("{evidence} ({source})", evidence=label(chosen.evidence), source=chosen.source),
            Choices((_open_button(chosen, challenge_id),)),
        )
    )


def _introduced(chosen: Method) -> Text:
    return text(
        "{title}: {summary}", title=Strong(label(chosen.title)), summary=label(chosen.summary)
    )


def _open_button(chosen: Method, challenge_id: int) -> Button:
    words = label("Open a round: {method}", MAX_BUTTON_LABEL, method=label(chosen.title))
    return Button(f"open:{chosen.name}.{challenge_id}", words, Weight.MAIN, opens_form=True)


def opened(round_: Round) -> Post:
    """What the member who opened it is told in private."""
    return Post(
        (
            text(
                "Round {id} is open. You can see where it is with {rounds}, and take it back for 10 minutes.",
                id=round_.id,
                rounds=Code("/challenge rounds"),
            ),
            Choices(
                (
                    Button(
                        f"unopen:{round_.id}",
                        label("Take it back"),
                        confirm=label("The round is removed, and with it what was written in it."),
                    ),
                )
            ),
        )
    )


def taken_back(round_: Round) -> Post:
    """After the member who opened a round took it back."""
    return sentence("Round {id} is taken back, and what was written in it is erased.", id=round_.id)


def board(round_: Round) -> Post:
    """Where a round stands, for everyone."""
    parts: list[Part] = [
        heading("Round {id}: {method}", id=round_.id, method=label(round_.method.title)),
        text("{claim}", claim=Strong(round_.claim)),
    ]
    for question in round_.method.proposal[1:]:
        if answer := dict(round_.proposal).get(question.name, "").strip():
            parts.append(
                text("{question} {answer}", question=Strong(label(question.label)), answer=answer)
            )
    if round_.state is RoundState.OPEN:
        parts += _going_on(round_)
    else:
        parts.append(
            text("This round is over. The outcome stands below.")
            if round_.state is RoundState.CLOSED
            else text("This round was stopped.")
        )
    return Post(tuple(parts))


def _going_on(round_: Round) -> list[Part]:
    where = label(
        "Part {part} of {parts}, {title}.",
        part=round_.phase + 1,
        parts=len(round_.method.phases),
        title=label(round_.current.title),
    )
    parts: list[Part] = [
        text("{part} {call}", part=Strong(where), call=label(round_.current.call)),
        text("This part ends {when}.", when=moment(round_.phase_ends)),
    ]
    if Act.RESPONSE in round_.current.accepts:
        parts.append(_who_answers(round_))
    buttons = phase_buttons(round_)
    parts.append(Choices(buttons))
    if Act.ENTRY in round_.current.accepts:
        fewest = count(
            round_.method.minimum,
            "Nothing is shown unless at least {number} person has written something.",
            "Nothing is shown unless at least {number} people have written something.",
        )
        parts.append(note("{fewest}", fewest=fewest))
    return parts


def _who_answers(round_: Round) -> Text:
    if not round_.responder:
        return text(NOBODY_ANSWERS)
    return text("{who} answers.", who=Mention(MemberRef.parse(round_.responder)))


def phase_buttons(round_: Round) -> tuple[Button, ...]:
    """What a member can press in the current phase."""
    accepts = round_.current.accepts
    buttons = []
    if Act.ENTRY in accepts:
        buttons.append(
            Button(f"enter:{round_.id}", label("Take part"), Weight.MAIN, opens_form=True)
        )
        buttons.append(Button(f"takeout:{round_.id}", label("Take mine back")))
    elif Act.BALLOT in accepts:
        buttons.append(
            Button(
                f"ballot:{round_.id}",
                label("Say where you stand now"),
                Weight.MAIN,
                opens_form=True,
            )
        )
    buttons.append(Button(f"look:{round_.id}", label("See what people wrote")))
    buttons.append(Button(f"how:{round_.id}", label("How this works")))
    return tuple(buttons)


def how(round_: Round) -> Post:
    """The method, its evidence, and who could see what."""
    return Post(
        (
            _introduced(round_.method),
            text("{evidence}", evidence=label(round_.method.evidence)),
            note("Where this comes from: {source}", source=round_.method.source),
            note(ANONYMITY),
        )
    )


def entered(round_: Round) -> Post:
    """What the author of an entry is told in private. It does not repeat the entry."""
    return sentence(
        "Your entry is in and hidden. You can change it or take it back until {when}.",
        when=moment(round_.phase_ends),
    )


def taken_out() -> Post:
    """After somebody took their entries back."""
    return sentence("What you wrote in this round is taken back and erased.")


def counted() -> Post:
    """After a ballot."""
    return sentence("Your ballot is in. You can change it until this part of the round ends.")


def voted() -> Post:
    """After a vote."""
    return sentence("Your vote is in. You can change it until this part of the round ends.")


def entries(round_: Round, shown: tuple[Entry, ...]) -> list[Post]:
    """The entries, revealed together, unsigned, each with its votes to give."""
    batches = [
        shown[start : start + ENTRIES_IN_A_POST]
        for start in range(0, len(shown), ENTRIES_IN_A_POST)
    ]
    return [
        Post(tuple(part for entry in batch for part in _entry(round_, entry))) for batch in batches
    ]


def _entry(round_: Round, entry: Entry) -> tuple[Part, ...]:
    subject = f"{round_.id}.{entry.id}"
    words = Quote(entry.text, spans("Entry {number} of round {id}", number=entry.id, id=round_.id))
    if Act.VOTE not in round_.current.accepts or round_.over:
        return (words,)
    return (
        words,
        Choices(
            (
                Button(f"vote:{subject}:moves", label("{number}: moves me", number=entry.id)),
                Button(
                    f"vote:{subject}:unmoved", label("{number}: does not move me", number=entry.id)
                ),
                Button(f"vote:{subject}:unsure", label("{number}: not sure", number=entry.id)),
            )
        ),
    )


def look(shown: tuple[Entry, ...]) -> Post:
    """The entries, for one who asks to see them again."""
    return Post(tuple(results.entry(each) for each in shown))


def to_answer(round_: Round, owed: tuple[EntryTally, ...]) -> list[Post]:
    """The objections the responder is asked to answer, for everyone to see."""
    asked: tuple[Part, ...] = (
        heading("Round {id}: the answers", id=round_.id),
        _asked_to_answer(round_),
    )
    batches = [
        owed[start : start + ENTRIES_IN_A_POST] for start in range(0, len(owed), ENTRIES_IN_A_POST)
    ]
    return [
        Post(asked + tuple(part for each in batch for part in _owed(round_, each)))
        for batch in batches
    ]


def _answering(round_: Round) -> bool:
    return not round_.over and Act.RESPONSE in round_.current.accepts


def _asked_to_answer(round_: Round) -> Text:
    if not _answering(round_):
        return text("The strongest objections, and what became of them.")
    if not round_.responder:
        return text("These are the strongest objections. {gone}", gone=label(NOBODY_ANSWERS))
    return text(
        "{who}, these are the strongest objections. Accept, amend or reject each, and say why, until {when}.",
        who=Mention(MemberRef.parse(round_.responder)),
        when=moment(round_.phase_ends),
    )


def _owed(round_: Round, each: EntryTally) -> tuple[Part, ...]:
    number = each.entry.id
    button = Button(
        f"respond:{round_.id}.{number}",
        label("Answer entry {number}", number=number),
        opens_form=True,
    )
    asked = (Choices((button,)),) if _answering(round_) else ()
    told = asked == () or each.response is not None
    return (results.weighed(each), *((results.response(each),) if told else ()), *asked)


def responded() -> Post:
    """After an answer."""
    return sentence("Your answer is in, with your name. You can change it until this part ends.")


def outcome(round_: Round, result: Outcome) -> Post:
    """What the round came to, and what the minority said, word for word."""
    parts: list[Part] = [
        heading("Round {id}: the outcome", id=round_.id),
        text("{claim}", claim=Strong(round_.claim)),
    ]
    if result.abandoned:
        parts.append(_abandoned(round_, result))
        return Post(tuple(parts))
    shift = result.shift
    parts += results.before_and_after(shift)
    if shift.paired:
        changed = count(
            shift.changed,
            "Of the {paired} who answered both times, {number} person stands elsewhere now.",
            "Of the {paired} who answered both times, {number} people stand elsewhere now.",
            paired=shift.paired,
        )
        parts.append(text("{changed}", changed=changed))
    if not (shift.before.total and shift.after.total):
        parts.append(
            note(
                "Where fewer than 3 people said where they stand, no counts are kept: they could give somebody away."
            )
        )
    # A platform that must cut a long post cuts its end, and the minority is never what is cut first:
    # the objections and their answers stand in posts of their own as well.
    if result.minority:
        parts.append(heading("What the minority said"))
        parts += map(results.entry, result.minority)
    else:
        parts.append(
            note(
                "No minority report: nobody disagreed, and every objection that moved somebody was taken up."
            )
        )
    parts.append(heading("The strongest objections, and the answers"))
    for each in result.entries[: round_.method.top]:
        parts += (results.weighed(each), results.response(each))
    return Post(tuple(parts))


def _abandoned(round_: Round, result: Outcome) -> Text:
    if result.entries:
        return text("A moderator stopped this round before its end.")
    return text(
        "This round ended without a result. It needs {minimum} people who write something, and it had too few or was "
        "stopped. What was written is erased and was shown to nobody.",
        minimum=round_.method.minimum,
    )


def open_rounds(going_on: list[Round], administers: bool) -> Post:
    """The open rounds, for one who wants to take part; the moderator's choices for a moderator."""
    if not going_on:
        return sentence("No round is open here. Type /challenge round to open one.")
    parts: list[Part] = []
    for round_ in going_on:
        where = label(
            "Round {id}, part {part} of {parts}: {title}.",
            id=round_.id,
            part=round_.phase + 1,
            parts=len(round_.method.phases),
            title=label(round_.current.title),
        )
        parts.append(text("{where} {claim}", where=Strong(where), claim=round_.claim))
        parts.append(text("This part ends {when}.", when=moment(round_.phase_ends)))
        parts.append(Choices(phase_buttons(round_)))
        if administers:
            parts.append(
                Choices(
                    (
                        Button(
                            f"advance:{round_.id}:{round_.phase}",
                            label("Round {id}: end this part now", id=round_.id),
                            confirm=label("Everyone moves on to the next part."),
                        ),
                        Button(f"extend:{round_.id}", label("One more day")),
                        Button(
                            f"abandon:{round_.id}",
                            label("Stop it"),
                            Weight.DANGER,
                            confirm=label("The round ends without a result."),
                        ),
                    )
                )
            )
    return Post(tuple(parts))  # fmt: skip


def moved_on(round_: Round) -> Post:
    """After a moderator moved a round on, gave it time or stopped it."""
    if round_.over:
        return sentence("Round {id} is over.", id=round_.id)
    return sentence(
        "Round {id} is in part {part} until {when}.",
        id=round_.id,
        part=round_.phase + 1,
        when=moment(round_.phase_ends),
    )
