"""People by kind of council: never fewer than five of one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from challenges.messages import MemberId, conversations
from challenges.voices import LEAST, OTHERS, kinds, voices
from tests.challenges.test_digest import message


def test_each_person_counts_once_and_who_named_no_council_does_not() -> None:
    said = conversations([message(str(n), by, "Hello") for n, by in enumerate("aabbc")])
    kind_of = {MemberId("a"): "county", MemberId("b"): "county", MemberId("z"): "district"}
    assert kinds(said, kind_of) == {"county": 2}


def test_small_kinds_are_put_together_and_left_out_if_that_is_still_small() -> None:
    assert voices({"county": 5, "district": 7, "parish": 4}) == (("district", 7), ("county", 5))
    assert voices({"county": 4, "parish": 1}) == ((OTHERS, 5),)
    assert voices({}) == ()


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 12), max_size=6))
def test_no_number_below_five_is_ever_shown(counted: dict[str, int]) -> None:
    shown = voices(counted)
    assert all(people >= LEAST for _, people in shown)
    assert sum(people for _, people in shown) <= sum(counted.values())
