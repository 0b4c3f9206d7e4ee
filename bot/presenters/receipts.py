"""What the holder of a receipt is told: what became of the entry, and what to try next time."""

from __future__ import annotations

from adapters.posts import MAX_BUTTON_ID, Button, Choices, Code, Part, Post, Text, Weight
from bot.presenters import marking, results
from bot.presenters.words import label, marked, moment, note, sentence, text
from challenges import phases
from challenges.feedback import Became, Fate, Hint
from challenges.rounds import Round, RoundState

HINTS = {
    Hint.FOLLOW: marked("Next time: you know it can work. Offer a hand with what was taken up, or ask in a month what came of it."),
    Hint.ASK_AGAIN: marked("Next time: end with one question to whoever answers. A question is harder to leave alone than a worry."),
    Hint.ASK_WHAT_WOULD: marked("Next time: ask what would have to be true for the answer to change. Then there is something to look for together."),
    Hint.SHORTER: marked("Next time: say one thing in two or three sentences, the most important first. Long entries are read to the end by few."),
    Hint.CHECKABLE: marked("Next time: add one thing that people can check: a number, a date, a place, or a question."),
    Hint.WHO_FEELS_IT: marked("Next time: say who would feel it first, and when: one street, one team, one resident."),
}  # fmt: skip


def about() -> Post:
    """What a receipt is, for whoever typed no code."""
    return sentence(
        "A receipt is the code you were given in private when you wrote something in a round. Type it after {command}, in the channel of that round, and I tell you in private what became of your words.",
        command=Code("/challenge receipt"),
    )


def given(code: str) -> tuple[Part, ...]:
    """The code itself, for the author alone, with a button that spares them the typing."""
    return (
        note(
            "Your receipt is {receipt}. Nobody else has it, and I keep no copy. Note it down: type it after {command}, and I tell you in private what became of your words.",
            receipt=Code(code),
            command=Code("/challenge receipt"),
        ),
        Choices((Button(f"receipt:{code}", label("What became of it")),)),
    )


def became(round_: Round, found: Became, code: str) -> Post:
    """What became of an entry so far. It does not repeat the entry, as others may look on."""
    parts: list[Part] = [_fate(round_, found)]
    each = found.tally
    if each is not None and results.voted(each, round_) and (counts := marking.counted(each)):
        parts.append(text("{counts}", counts=counts))
    if each is not None and (each.response is not None or found.unanswered):
        parts.append(results.response(each))
    if each is not None and found.hint is not None:
        parts += _afterwards(round_, label(HINTS[found.hint]))
    if not round_.over and len(f"withdraw:{code}") <= MAX_BUTTON_ID:
        parts.append(
            Choices(
                (
                    Button(
                        f"withdraw:{code}",
                        label("Take it back"),
                        Weight.DANGER,
                        confirm=label("It is erased, with the votes and replies it got."),
                    ),
                )
            )
        )
    parts.append(note("Nobody is told that you asked, and I keep no note of it."))
    return Post(tuple(parts))


def withdrawn() -> Post:
    """After an entry was taken back by its receipt."""
    return sentence("It is taken back and erased. The receipt is good for nothing now.")


def _fate(round_: Round, found: Became) -> Text:
    if found.entry is None:
        return _erased(round_)
    if found.fate is Fate.TOO_FEW:
        return text(
            "Fewer than 3 people wrote something in that part of round {id}, so it was shown to nobody and is erased.",
            id=round_.id,
        )
    if found.fate is Fate.HIDDEN:
        return text(
            "It is in round {id} and hidden. This part of the round ends {when}.",
            id=round_.id,
            when=moment(round_.phase_ends),
        )
    if found.fate is Fate.COUNTED:
        return text(
            "You said “{none}” in round {id}, and it counts. Nobody can see who said so.",
            none=label(round_.ask(found.entry.stage).none),
            id=round_.id,
        )
    if found.entry.about:
        return text(
            "It is shown below entry {number} of round {id}, without a name.",
            number=found.entry.about,
            id=round_.id,
        )
    if found.entry.author:
        return text(
            "It is shown as entry {number} of round {id}, with the name of who wrote it.",
            number=found.entry.id,
            id=round_.id,
        )
    return text(
        "It is shown as entry {number} of round {id}, without a name.",
        number=found.entry.id,
        id=round_.id,
    )


def _erased(round_: Round) -> Text:
    if round_.ended_by == phases.TOO_FEW:
        return text(
            "Too few people wrote something in round {id}, so it was shown to nobody and is erased.",
            id=round_.id,
        )
    if round_.ended_by == phases.KEYLESS:
        return text(
            "Round {id} could not go on, as a secret it needs was lost. What you wrote is erased and was shown to nobody.",
            id=round_.id,
        )
    if round_.state is RoundState.ABANDONED:
        return text(
            "Round {id} ended before it could be shown to everybody, so it is erased.", id=round_.id
        )
    return text(
        "Round {id} is over, and what was not for everybody is erased: your words too.",
        id=round_.id,
    )


def _afterwards(round_: Round, hint: str) -> list[Part]:
    """How the group's view moved, and one thing to try."""
    parts: list[Part] = []
    shift = round_.shift
    if shift is not None:
        parts += results.before_and_after(shift, round_.method.stands)
        parts += results.changed_answers(shift)
    parts.append(text("{hint}", hint=hint))
    return parts
