from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.contrast import (
    ON_TOPIC,
    Match,
    choose,
    key,
    pick,
    scores,
    side,
    usefulness,
)
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
QUESTION = "We should move every council form to one national platform"
CLAIM = "One national platform for every council form"


def view(
    number: int,
    council: str,
    status: Status = Status.CONSIDERING,
    text: str = "Our forms are on a national platform.",
    claim: str = CLAIM,
    days: int = 10,
) -> View:
    return View(
        number,
        claim,
        text,
        status,
        council,
        "unitary",
        "",
        None,
        CommunityId("c"),
        Scope.EVERYWHERE,
        NOW - timedelta(days=days),
    )


def test_what_another_council_dropped_comes_before_what_is_most_alike() -> None:
    views = [
        view(1, "Leeds", Status.KEPT, text=QUESTION),
        view(2, "York", Status.DROPPED),
        view(3, "Bath", Status.TRIED),
    ]
    picked = pick(QUESTION, frozenset(), views, NOW)
    assert [(each.view.council, each.why) for each in picked][:2] == [
        ("York", "other-council-dropped"),
        ("Bath", "other-council-tried"),
    ]


def test_a_question_that_doubts_is_shown_who_kept_it() -> None:
    views = [view(1, "Leeds", Status.DROPPED), view(2, "York", Status.KEPT)]
    picked = pick("We should not move every form to one platform", frozenset(), views, NOW)
    assert (picked[0].view.council, picked[0].why) == ("York", "other-council-kept")


def test_words_against_count_where_there_is_no_outcome() -> None:
    views = [
        view(1, "Leeds", text="A platform for forms is better and saves money."),
        view(2, "York", text="A platform for forms is a costly risk and fails carers."),
    ]
    picked = pick(QUESTION, frozenset(), views, NOW)
    assert [(each.view.council, each.why) for each in picked] == [
        ("York", "other-council-differs"),
        ("Leeds", "other-council-angle"),
    ]


def test_councils_in_the_talk_are_left_out_and_each_other_speaks_once() -> None:
    views = [
        view(1, "Leeds", Status.DROPPED),
        view(2, "York", Status.DROPPED),
        view(3, "york", Status.TRIED),
    ]
    picked = pick(QUESTION, frozenset({"LEEDS"}), views, NOW)
    assert [each.view.id for each in picked] == [2]


def test_another_subject_is_no_contrast_whatever_became_of_it() -> None:
    other = view(1, "York", Status.DROPPED, text="Bins go weekly.", claim="Bin rounds on Fridays")
    assert pick(QUESTION, frozenset(), [other], NOW) == ()
    assert pick(QUESTION, frozenset(), [], NOW) == ()


def test_an_old_view_counts_less() -> None:
    views = [view(1, "York", Status.DROPPED, days=500), view(2, "Bath", Status.DROPPED)]
    assert [each.view.id for each in pick(QUESTION, frozenset(), views, NOW)] == [2, 1]


def test_a_view_that_repeats_another_gives_way() -> None:
    views = [
        view(1, "York", text="The national platform lost forms and people complained."),
        view(2, "Bath", text="The national platform lost forms and people complained."),
        view(
            3, "Hull", text="The national platform for every council form hurt carers and failed."
        ),
    ]
    assert {each.view.id for each in pick(QUESTION, frozenset(), views, NOW, most=2)} >= {3}


@pytest.mark.parametrize(
    ("text", "taken"),
    [("We should close it", 1), ("We should not close it", -1), ("We should not ban the forms", 1)],
)
def test_a_question_takes_a_side(text: str, taken: int) -> None:
    assert side(text) == taken


def read(each: View, likeness: float = 0.6, against: float = 0.0, unrelated: float = 0.1) -> Match:
    """A match as a reader leaves it."""
    rest = 1 - unrelated
    return Match(each, likeness, rest * (1 + against) / 2, rest * (1 - against) / 2, unrelated)


def chosen(found: list[Match], **more: object) -> list[int]:
    picked = choose(QUESTION, frozenset(), found, NOW, 3, **more)  # type: ignore[arg-type] # of tests
    return [each.view.id for each in picked]


def test_what_reads_as_standing_against_the_question_comes_first() -> None:
    found = [
        read(view(1, "Leeds", text="It will serve us well."), 0.7, against=-0.8),
        read(view(2, "York", text="Small offices lose their say."), 0.6, against=0.8),
    ]
    picked = choose(QUESTION, frozenset(), found, NOW)
    assert [(each.view.id, each.why) for each in picked] == [
        (2, "other-council-differs"),
        (1, "other-council-angle"),
    ]


def test_nothing_is_said_rather_than_something_about_another_subject() -> None:
    assert chosen([read(view(1, "York", Status.DROPPED), likeness=0.44)]) == []
    assert chosen([read(view(1, "York", Status.DROPPED), unrelated=0.9)]) == []
    assert chosen([read(view(1, "York"), likeness=0.44)], least=0.4) == [1]


def test_what_a_council_did_that_is_said_here_too_stands_against_nothing() -> None:
    kept = read(view(1, "York", Status.KEPT, text="We kept it and are glad."), against=0.9)
    plain = read(view(2, "Bath", text="Think of the offices."))
    assert chosen([kept, plain]) == [2, 1]


def test_a_view_is_left_out_when_its_council_is_in_the_talk_under_a_longer_name() -> None:
    found = [read(view(1, "York"))]
    assert choose(QUESTION, frozenset({"City of York Council"}), found, NOW) == ()


def test_the_same_view_shared_twice_is_shown_once_and_so_is_one_page() -> None:
    twice = [read(view(1, "York", days=30)), read(view(2, "City of York Council"))]
    assert chosen(twice) == [2]
    one = replace(view(3, "Hull", text="Offices lost their say."), link="https://a.example/x")
    other = replace(view(4, "Bath", text="Nobody asked the carers."), link=one.link)
    assert chosen([read(one, against=0.5), read(other)]) == [3]


def test_kinds_of_council_and_feeds_are_mixed() -> None:
    first = view(1, "York", text="Offices lost their say.")
    same = view(2, "Bath", text="Nobody asked the carers.")
    county = replace(view(3, "Kent", text="The bill doubled."), council_kind="county")
    found = [read(first, 0.7, 0.5), read(same, 0.6, 0.2), read(county, 0.6, 0.1)]
    assert chosen(found) == [1, 3, 2]
    fed = [replace(each, council_kind="", via="a blog") for each in (first, same)]
    found = [read(fed[0], 0.7, 0.5), read(fed[1], 0.6, 0.2), read(county, 0.6, 0.1)]
    assert chosen(found) == [1, 3, 2]


def test_what_was_followed_up_comes_before_what_was_not() -> None:
    first = view(1, "York", text="Offices lost their say.", days=100)
    second = view(2, "Bath", text="Nobody asked the carers.", days=200)
    followed = replace(second, followed_up_at=NOW - timedelta(days=100))
    assert chosen([read(first), read(second)]) == [1, 2]
    assert chosen([read(first), read(followed)]) == [2, 1]


def test_use_to_different_kinds_of_council_counts_and_popularity_does_not() -> None:
    assert usefulness({"county": 2, "district": 2}) == 0  # too few
    assert usefulness({"": 9}) == 0  # nobody said which council they speak from
    assert usefulness({"county": 900}) == usefulness({"county": 5}) < 0.5
    assert usefulness({"county": 2, "district": 2, "parish": 1, "unitary": 1}) == 1
    first = view(1, "York", text="Offices lost their say.")
    second = view(2, "Bath", text="Nobody asked the carers.")
    found = [read(first), read(second)]
    assert chosen(found) == [1, 2]
    assert chosen(found, useful={key(second): 1.0}) == [2, 1]


def test_only_what_is_surest_about_the_subject_can_win_by_standing_against_it() -> None:
    likeness = np.linspace(0.9, 0.5, 20)
    chances = np.tile([0.1, 0.7, 0.2], (20, 1))
    chances[-1] = [0.8, 0.0, 0.2]
    order = np.argsort(-scores(likeness, chances), kind="stable")
    assert order.tolist() == list(range(20))
    chances[ON_TOPIC - 1] = [0.8, 0.0, 0.2]
    assert np.argmax(scores(likeness, chances)) == ON_TOPIC - 1
    alike = scores(np.array([0.5, 0.5001]), np.full((2, 3), 1 / 3))
    assert abs(alike[0] - alike[1]) < 0.01  # as good as the same


@given(st.text(max_size=300), st.lists(st.text(max_size=100), max_size=6), st.integers(0, 4))
def test_any_texts_can_be_compared(question: str, texts: list[str], most: int) -> None:
    views = [view(n, f"Council {n}", text=text) for n, text in enumerate(texts)]
    picked = pick(question, frozenset(), views, NOW, most)
    assert len(picked) <= most
    assert len({each.view.council for each in picked}) == len(picked)
