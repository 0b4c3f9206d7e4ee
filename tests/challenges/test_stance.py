from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.stance import Stance, words_and_rules

CLAIM = "We should move every council form to one national platform"


@pytest.mark.parametrize(
    ("reply", "stance"),
    [
        ("Agreed, this works for us", Stance.AGREES),
        ("+1", Stance.AGREES),
        ("I disagree, it failed at our place", Stance.CHALLENGES),
        ("My worry is that it doesn't work for parish councils", Stance.CHALLENGES),
        ("One national platform would not suit council forms", Stance.NEITHER),
        ("Who would pay for that?", Stance.ASKS),
        ("The meeting is on Tuesday", Stance.NEITHER),
        ("Yes, but it failed and I am not convinced. Why do it?", Stance.CHALLENGES),
    ],
)
def test_a_stance_is_read_from_plain_words_or_not_at_all(reply: str, stance: Stance) -> None:
    assert words_and_rules(reply, CLAIM)[0] is stance


def test_a_not_where_the_claim_has_none_adds_to_other_signs() -> None:
    plain = words_and_rules("But the forms on that platform are late", CLAIM)
    turned = words_and_rules("But the forms on that platform are not ready", CLAIM)
    assert plain[0] is turned[0] is Stance.CHALLENGES
    assert turned[1] > plain[1]


@given(st.text(max_size=500), st.text(max_size=500))
def test_any_texts_have_some_stance_and_a_probability(reply: str, answered: str) -> None:
    stance, probability = words_and_rules(reply, answered)
    assert isinstance(stance, Stance)
    assert 0.5 <= probability <= 0.9
