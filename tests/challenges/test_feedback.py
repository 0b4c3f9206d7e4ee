"""What the holder of a receipt is told of an entry, and the one thing to try next time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from challenges import phases, taking_part
from challenges.ballots import receipt_hash
from challenges.feedback import LONG, Fate, Hint, feedback, hint
from challenges.messages import MemberId
from challenges.rounds import Entry, Reply, Response, Round, Written, entries_of
from challenges.scales import MARKS, Scale
from challenges.tally import EntryTally
from tests.challenges.test_rounds import ANN, BOB, CAS, DICE, NOW, opened

MOVES, UNMOVED, _ = MARKS[Scale.MOVES]
CODES = {ANN: "aaaa", BOB: "bbbb", CAS: "cccc"}


def written(*people: str, words: str = "It failed in 2031.") -> Round:
    round_ = opened()
    for by in people or CODES:
        round_ = taking_part.enter(
            round_, MemberId("eve"), by, Written((words,)), NOW, receipt_hash(CODES[by])
        )
    return round_


def of(round_: Round, by: str) -> Fate:
    return feedback(round_, receipt_hash(CODES[by])).fate


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert receipt_hash(" AB-cd 2 ") == receipt_hash("abcd2") != receipt_hash("abcd3")


def test_an_entry_is_hidden_then_shown() -> None:
    round_ = written()
    assert of(round_, ANN) is Fate.HIDDEN
    shown = phases.expire(round_, NOW, DICE)
    found = feedback(shown, receipt_hash(CODES[ANN]))
    assert (found.fate, found.tally, found.hint) == (Fate.SHOWN, None, None)
    assert found.entry is not None
    assert found.entry.by == ANN


def test_its_votes_are_told_when_they_are_complete_and_a_hint_at_the_end() -> None:
    round_ = phases.expire(written(), NOW, DICE)
    (mine,) = entries_of(round_, ANN)
    for by in (BOB, CAS):
        round_ = taking_part.vote(round_, MemberId("eve"), by, mine.id, MOVES, NOW)
    counted = phases.expire(round_, NOW, DICE)
    found = feedback(counted, receipt_hash(CODES[ANN]))
    assert found.tally is not None
    assert (found.tally.yes, found.hint) == (2, None)
    over = phases.expire(counted, NOW, DICE)
    found = feedback(over, receipt_hash(CODES[ANN]))
    assert (found.hint, found.unanswered) == (Hint.ASK_AGAIN, True)


def test_what_too_few_wrote_is_told_as_that_and_as_erased_afterwards() -> None:
    round_ = replace(written(), unshown=(0,))
    assert of(round_, ANN) is Fate.TOO_FEW
    over = phases.expire(written(ANN, BOB), NOW, DICE)
    assert over.ended_by == phases.TOO_FEW
    assert of(over, ANN) is Fate.ERASED


def test_no_receipt_is_nobodys() -> None:
    round_ = opened()
    round_ = taking_part.enter(round_, MemberId("eve"), ANN, Written(("No code.",)), NOW)
    assert feedback(round_, "").fate is Fate.ERASED


def test_a_round_without_its_key_ends_and_erases_what_nobody_saw() -> None:
    lost = phases.lose(replace(written(), key=b""), NOW)
    assert (lost.ended_by, lost.entries) == (phases.KEYLESS, ())


def weighed(words: str, reply: Reply | None = None, *marks: str) -> EntryTally:
    response = Response(1, reply, "why") if reply else None
    return EntryTally(Entry(1, ANN, (words,)), marks, response)


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (weighed("It fails.", Reply.AMEND), Hint.FOLLOW),
        (weighed("It fails.", Reply.REJECT, MOVES, MOVES), Hint.ASK_WHAT_WOULD),
        (weighed("It fails.", None, MOVES, MOVES), Hint.ASK_AGAIN),
        (weighed("It fails. " * LONG, None, MOVES), Hint.SHORTER),
        (weighed("It fails.", None, UNMOVED), Hint.CHECKABLE),
        (weighed("It fails in 2031.", Reply.SAY), Hint.WHO_FEELS_IT),
    ],
)
def test_the_hint_goes_by_what_this_time_came_to(each: EntryTally, expected: Hint) -> None:
    assert hint(each) is expected


def test_a_reply_has_no_votes_of_its_own() -> None:
    entry = Entry(2, ANN, ("A reply.",), 0, 1, receipt=receipt_hash("dddd"))
    round_ = phases.expire(written(), NOW, DICE)
    round_ = replace(round_, entries=(*round_.entries, replace(entry, id=9)))
    assert feedback(round_, receipt_hash("dddd")).tally is None
