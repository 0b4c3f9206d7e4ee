from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.advice import MOST, Advice, advice, on_entry
from challenges.method_files import METHODS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The supplier changed owners twice, so support may end because nobody pays for it.", ()),
        ("It cost us £40,000 a year and the call centre got 30% more calls.", ()),
        ("<@U123> never tests anything because of costs.", (Advice.PERSON, Advice.ABSOLUTE)),
        ("You just do as you like, because of the deadline.", (Advice.PERSON,)),
        ("My team cannot support it, because two of us are leaving.", (Advice.AUTHOR,)),
        ("As I said before, it fails because of the data.", (Advice.AUTHOR,)),
        ("Everybody hates it because it is slow.", (Advice.ABSOLUTE,)),
        ("It will not work for residents on phones.", (Advice.REASON,)),
        ("Cost.", ()),
        ("What does it say when it does not know the answer?", ()),
    ],
)  # fmt: skip
def test_advice_on_a_text(text: str, expected: tuple[Advice, ...]) -> None:
    assert advice(text) == expected


def test_two_points_in_one_are_better_apart() -> None:
    text = "The data may not leave the country because of the contract. " * 8
    assert Advice.LONG in advice(text)


def test_a_signed_entry_may_say_who_wrote_it() -> None:
    assert advice("My team did this and it took 6 months.", signed=True) == ()


ARGUMENT = "It will not work for residents on phones."


@pytest.mark.parametrize(
    ("method", "stage", "answers", "expected"),
    [
        ("pre-mortem", 0, (ARGUMENT,), (Advice.REASON,)),
        ("consent", 2, (ARGUMENT, "", "", ""), (Advice.REASON,)),
        ("consent", 2, (ARGUMENT, "", "One visit in eight is from a phone.", ""), ()),
        ("consent", 0, (ARGUMENT,), ()),
        ("nominal-group", 0, ("Let people book a call by text message.",), ()),
        ("delphi", 0, ("Two wards of nine are on it now.",), ()),
    ],
)
def test_a_reason_is_missed_only_where_one_is_looked_for(
    method: str, stage: int, answers: tuple[str, ...], expected: tuple[Advice, ...]
) -> None:
    assert on_entry(METHODS[method], stage, answers) == expected


@given(st.text(max_size=1500))
def test_there_is_never_more_advice_than_one_would_read(text: str) -> None:
    given_ = advice(text)
    assert len(given_) <= MOST
    assert list(given_) == [each for each in Advice if each in given_]
