"""How the two ballots of a round are told where its method words the answers itself."""

from __future__ import annotations

from adapters.posts import Post, Tally, plain_post
from bot.presenters import results, round_forms
from bot.presenters.pages import charts
from challenges.ballots import Counts, Shift
from challenges.method_files import METHODS
from challenges.methods import MAX_STAND

SHIFT = Shift(Counts(2, 1, 1), Counts(3, 0, 1), 4, 1, 0, 0, 1)
CONSENT = METHODS["consent"].stands


def test_the_counts_stand_beside_the_answers_that_people_chose_from() -> None:
    before, after = results.before_and_after(SHIFT, CONSENT)
    assert isinstance(before, Tally)
    assert [row[0] for row in before.rows] == ["Yes, safe to try", "I am not sure", "No, not yet"]
    said = plain_post(Post((before, after)))
    assert "Before: 2 “Yes, safe to try”, 1 “I am not sure”, 1 “No, not yet”." in said
    assert "After: 3 “Yes, safe to try”, 0 “I am not sure”, 1 “No, not yet”." in said


def test_a_method_that_asks_whether_to_go_ahead_needs_no_words_of_its_own() -> None:
    said = plain_post(Post(tuple(results.before_and_after(SHIFT))))
    assert "Before: 2 to go ahead, 1 not sure, 1 against." in said
    assert round_forms.stands(None)["agree"] == "Yes, go ahead"


def test_long_answers_have_a_line_each_below_the_chart() -> None:
    words = dict(
        zip(charts.STANDS, ("a" * MAX_STAND, "b" * MAX_STAND, "c" * MAX_STAND), strict=True)
    )
    drawn = charts.ballots("round-1", SHIFT.before, SHIFT.after, "It moved.", words)
    plain = charts.ballots("round-1", SHIFT.before, SHIFT.after, "It moved.")
    for each in words.values():
        assert f'x="26.0" y="{154 + 26 * list(words.values()).index(each)}.0">{each}<' in drawn
    assert all(f">{each}<" in plain for each in charts.STAND_WORDS.values())
