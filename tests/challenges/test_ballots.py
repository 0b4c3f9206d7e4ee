from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from challenges.ballots import NO_SHIFT, Alias, Ballot, Counts, Stand, alias, compare
from challenges.messages import MemberId

ANN, BOB = MemberId("ann"), MemberId("bob")


def ballots(*stands: str, confidence: int = 3) -> tuple[Ballot, ...]:
    """Letters in the order of the members: a(gree), u(nsure), d(isagree), or - for no ballot."""
    named = {"a": Stand.AGREE, "u": Stand.UNSURE, "d": Stand.DISAGREE}
    return tuple(
        Ballot(Alias(f"m{n}"), named[letter], confidence)
        for n, letter in enumerate("".join(stands))
        if letter != "-"
    )


def test_a_member_has_one_alias_in_a_round_and_another_in_the_next() -> None:
    assert alias(b"k" * 16, ANN) == alias(b"k" * 16, ANN)
    assert alias(b"k" * 16, ANN) != alias(b"l" * 16, ANN)


def test_two_members_have_two_aliases_and_neither_holds_the_name() -> None:
    assert alias(b"k" * 16, ANN) != alias(b"k" * 16, BOB)
    assert ANN not in alias(b"k" * 16, ANN)


def test_an_alias_is_32_hexadecimal_digits() -> None:
    assert len(bytes.fromhex(alias(b"k" * 16, ANN))) == 16


def test_both_ballots_are_counted() -> None:
    shift = compare(ballots("aaud"), ballots("addd-a"))
    assert shift.before == Counts(agree=2, unsure=1, disagree=1)
    assert shift.after == Counts(agree=2, disagree=3)
    assert shift.before.total == 4
    assert (shift.paired, shift.changed) == (4, 2)


def test_only_those_who_stand_where_they_stood_can_be_surer() -> None:
    before, after = ballots("aaa", confidence=3), ballots("daa", confidence=4)
    shift = compare(before, after)
    assert (shift.changed, shift.surer, shift.less_sure) == (1, 2, 0)
    shift = compare(after, before)
    assert (shift.changed, shift.surer, shift.less_sure) == (1, 0, 2)


def test_two_ballots_are_too_few_to_show() -> None:
    shift = compare(ballots("aad"), ballots("ad"))
    assert shift.before == Counts(agree=2, disagree=1)
    assert shift.after == Counts()
    assert (shift.paired, shift.changed, shift.surer, shift.less_sure) == (0, 0, 0, 0)
    assert compare(ballots("ad"), ballots("aad")).before == Counts()


def test_who_disagreed_and_did_not_answer_again_still_disagrees() -> None:
    assert compare(ballots("daaa"), ballots("-aaa")).against == 1
    assert compare(ballots("daaa"), ballots("aaaa")).against == 0
    assert compare(ballots("aaaa"), ballots("aaad")).against == 1


def test_no_ballots_make_no_shift() -> None:
    assert compare((), ()) == NO_SHIFT


STANDS = st.text("aud-", min_size=0, max_size=12)


@given(STANDS, STANDS)
def test_no_count_of_one_or_two_is_ever_given(before: str, after: str) -> None:
    shift = compare(ballots(before), ballots(after))
    for counts in (shift.before, shift.after):
        assert counts.total == 0 or counts.total >= 3
    assert shift.changed + shift.surer + shift.less_sure <= shift.paired
    assert shift.paired <= min(shift.before.total, shift.after.total)
