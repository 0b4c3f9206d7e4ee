"""A round as people see it: the board, the entries, the votes, the outcome with the minority report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.chat import MemberRef
from adapters.posts import (
    MAX_BUTTON_LABEL,
    Button,
    Choices,
    Code,
    Mention,
    Note,
    Part,
    Post,
    Quote,
    Strong,
    Text,
    Weight,
)
from bot.presenters import marking, results
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
from challenges import phases, rounds, tally
from challenges.methods import METHODS, Act, Method, Role
from challenges.numbers import spread
from challenges.rounds import Entry, Round, RoundState
from challenges.scales import Scale
from challenges.tally import EntryTally, Outcome

NOBODY_ANSWERS = marked(
    "The person who was to answer had their name taken off this round, so nobody is asked to answer now."
)
SUGGESTED = (
    "authentic-dissent",
    "pre-mortem",
    "devils-advocacy",
    "consider-the-opposite",
    "consent",
)
ENTRIES_IN_A_POST = 6  # Discord: 40 components in a post, five for each entry


def methods(known: Mapping[str, Method], challenge_id: int = 0) -> Post:
    """The ways of dissenting to choose from: a few to start with, then the names of all."""
    parts: list[Part] = [
        text("Choose how to dissent. You open the round, and you answer its objections.")
    ]
    suggested = [known[name] for name in SUGGESTED if name in known]
    parts += [_introduced(each) for each in suggested]
    parts.append(Choices(tuple(_open_button(each, challenge_id) for each in suggested)))
    others = [each for each in known.values() if each not in suggested]
    if others:
        parts.append(
            text(
                "There are more. Type {round} and one of these names:",
                round=Code("/challenge round"),
            )
        )
        parts += [
            text("{name}: {summary}", name=Code(each.name), summary=label(each.summary))
            for each in others
        ]
    return Post(tuple(parts))  # fmt: skip


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
    if round_.began_as:
        parts.append(
            note(
                "Fewer people wrote something than {method} needs, so this round goes on in a simpler way. Nothing that was written is lost.",
                method=label(METHODS[round_.began_as].title)
                if round_.began_as in METHODS
                else round_.began_as,
            )
        )
    if round_.unshown:
        parts.append(
            note(
                "In one part fewer than 3 people wrote something, so it was shown to nobody and is erased."
            )
        )
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
    if round_.current.role is not Role.EVERYONE and round_.responder:
        who = Mention(MemberRef.parse(round_.responder))
        parts.append(
            text("In this part {who} only listens.", who=who)
            if round_.current.role is Role.OTHERS
            else text("In this part only {who} speaks.", who=who)
        )
    buttons = phase_buttons(round_)
    parts.append(Choices(buttons))
    if round_.current.ask and not round_.current.ask.signed and round_.phase < round_.method.reveal:
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


def entered(round_: Round, receipt: str) -> Post:
    """What the author of an entry is told in private. It does not repeat the entry."""
    parts: list[Part] = [
        text(
            "Your entry is in and hidden. You can change it or take it back until {when}.",
            when=moment(round_.phase_ends),
        )
    ]
    if receipt:
        parts.append(_receipt(receipt))
    return Post(tuple(parts))


def _receipt(receipt: str) -> Note:
    return note(
        "Your receipt is {receipt}. Nobody else has it, and it is not kept here. Keep it, and {command} tells you in private what became of your words.",
        receipt=Code(receipt),
        command=Code("/challenge receipt"),
    )


def taken_out() -> Post:
    """After somebody took their entries back."""
    return sentence("What you wrote in this round is taken back and erased.")


def counted() -> Post:
    """After a ballot."""
    return sentence("Your ballot is in. You can change it until this part of the round ends.")


def replied(round_: Round, receipt: str) -> Post:
    """What the author of a reply is told in private."""
    parts: list[Part] = [
        text(
            "Your reply is in and hidden until {when}. You can change it until then.",
            when=moment(round_.phase_ends),
        )
    ]
    if receipt:
        parts.append(_receipt(receipt))
    return Post(tuple(parts))


def voted() -> Post:
    """After a vote."""
    return sentence("Your vote is in. You can change it until this part of the round ends.")


def entries(round_: Round, stage: int) -> list[Post]:
    """The entries of a stage, revealed together, each with what there is to press below it."""
    shown = rounds.on_stage(round_, stage)
    numbers = [each.number for each in shown if each.number is not None]
    above: list[Part] = []
    if (found := spread(numbers)) is not None:
        above = [
            results.spread(found),
            note(
                "Below are the reasons from both ends. {look} has them all.",
                look=Strong(label("See what people wrote")),
            ),
        ]
        shown = tally.in_tails(shown)
    if round_.method.phases[stage].minority_first:
        above.append(note("Those on the smaller side of the first ballot come first."))
    return _batched(above, [_entry(round_, each) for each in shown])


def replies(round_: Round, phase: int) -> list[Post]:
    """The replies that were written in a phase, revealed together."""
    shown = [each for each in rounds.visible(round_) if each.about and each.stage == phase]
    return _batched([], [(results.entry(each, round_),) for each in shown])


def _batched(above: list[Part], entries: Sequence[tuple[Part, ...]]) -> list[Post]:
    starts = range(0, len(entries), ENTRIES_IN_A_POST)
    batches = [entries[start : start + ENTRIES_IN_A_POST] for start in starts]
    return [
        Post((*(above if place == 0 else ()), *(part for each in batch for part in each)))
        for place, batch in enumerate(batches)
    ]


def _entry(round_: Round, entry: Entry) -> tuple[Part, ...]:
    ask, phase = round_.ask(entry.stage), round_.current
    words = Quote(results.words(entry, ask), results.caption(entry, ask, round_.id))
    if round_.over or phase.on != entry.stage:
        return (words,)
    subject = f"{round_.id}.{entry.id}"
    buttons: tuple[Button, ...] = ()
    if phase.scale:
        buttons = marking.buttons(phase.scale, subject, entry.id)
    if Act.REPLY in phase.accepts:
        said = label("{number}: reply", number=entry.id)
        buttons = (*buttons, Button(f"reply:{subject}", said, opens_form=True))
    return (words, Choices(buttons)) if buttons else (words,)


def look(round_: Round, shown: tuple[Entry, ...], hand: tuple[Entry, ...]) -> Post:
    """The entries, for one who asks to see them again, and what they were dealt alone."""
    parts: list[Part] = [results.entry(each, round_) for each in shown]
    if hand:
        parts.append(text("This was dealt to you alone:"))
        parts += [Quote(each.text, spans("Somebody else’s words")) for each in hand]
    return Post(tuple(parts))


def to_answer(round_: Round, owed: tuple[EntryTally, ...]) -> list[Post]:
    """The objections the responder is asked to answer, for everyone to see."""
    asked: list[Part] = [
        heading("Round {id}: the answers", id=round_.id),
        _asked_to_answer(round_),
    ]
    return _batched(asked, [_owed(round_, each) for each in owed])


def _answering(round_: Round) -> bool:
    return not round_.over and Act.RESPONSE in round_.current.accepts


def _asked_to_answer(round_: Round) -> Text:
    if not _answering(round_):
        return text("What was to be answered, and what became of it.")
    if not round_.current.decides and round_.responder:
        return text(
            "{who}, these are for you to answer, until {when}. Nothing is decided yet.",
            who=Mention(MemberRef.parse(round_.responder)),
            when=moment(round_.phase_ends),
        )
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
    return (results.weighed(each, round_), *((results.response(each),) if told else ()), *asked)


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
    parts += map(results.spread, result.numbers)
    if Scale.CRUX in {phase.scale for phase in round_.method.phases}:
        parts += _shared(result)
    # A platform that must cut a long post cuts its end, and the minority is never what is cut first:
    # the objections and their answers stand in posts of their own as well.
    if result.minority:
        parts.append(heading("What the minority said"))
        parts += (results.entry(each, round_) for each in result.minority)
    else:
        parts.append(
            note(
                "No minority report: nobody disagreed, and every objection that moved somebody was taken up."
            )
        )
    if result.entries:
        parts.append(heading("What weighed most, and the answers"))
    for each in result.entries[: round_.method.top]:
        parts += (results.weighed(each, round_), results.response(each))
    return Post(tuple(parts))


def _shared(result: Outcome) -> list[Part]:
    if not result.shared:
        return [
            text(
                "Nothing that was written would change minds on both sides. That is worth knowing too."
            )
        ]
    return [
        heading("What would change minds on both sides"),
        *(results.entry(each) for each in result.shared),
    ]  # fmt: skip


def _abandoned(round_: Round, result: Outcome) -> Text:
    if round_.ended_by == phases.NOT_HEARD:
        return text(
            "This round ended without a result. The criticism waits until whoever proposed it says “yes, that is it” to one "
            "of the retellings, and that did not come."
        )
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
