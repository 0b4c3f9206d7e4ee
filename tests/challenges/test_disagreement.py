from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.disagreement import ORDER, about, chart, reason, standards
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOPIC = "a chatbot on council websites"


def view(
    number: int, council: str, status: Status, text: str, kind: str = "district", days: int = 0
) -> View:
    return View(
        number, "Every council needs a chatbot on its website", text, status, council, kind, "",
        None, CommunityId("slack"), Scope.COMMUNITY, NOW - timedelta(days=days),
    )  # fmt: skip


LEEDS = view(1, "Leeds", Status.KEPT, "It answers bin questions at night.", "metropolitan district")
HULL = view(
    2, "Hull", Status.DROPPED,
    "We ran it for a year. We dropped it because four in ten answers failed WCAG 2.2 checks."
    " Staff were glad.",
    "unitary",
)  # fmt: skip
KENT = view(3, "Kent", Status.KEPT, "Kept it, under the GOV.UK Service Standard.", "county", 400)
VIEWS = (LEEDS, HULL, KENT)


def test_each_position_names_its_councils_kinds_reasons_and_age() -> None:
    found = chart(TOPIC, VIEWS, NOW)
    assert found is not None
    assert [(each.status, each.councils) for each in found.positions] == [
        (Status.KEPT, ("Kent", "Leeds")),
        (Status.DROPPED, ("Hull",)),
    ]
    kept, dropped = found.positions
    assert kept.kinds == (("county", 1), ("metropolitan district", 1))
    assert dropped.reasons[0].text.startswith("We dropped it because four in ten")
    assert (kept.oldest, kept.newest) == ((NOW - timedelta(days=400)).date(), NOW.date())
    assert (found.councils, found.views, found.stale, found.divided) == (3, 3, 1, True)
    assert found.apart == (("GOV.UK Service Standard", "WCAG"),)


def test_a_council_stands_once_where_it_spoke_last_and_a_view_shared_twice_counts_once() -> None:
    later = replace(LEEDS, id=4, status=Status.DROPPED, text="We dropped it: nobody used it.",
                    shared_at=NOW + timedelta(days=9), council="Leeds City Council")  # fmt: skip
    twice = replace(HULL, id=5, text=f"{HULL.text} Thanks")
    found = chart(TOPIC, (*VIEWS, later, twice), NOW)
    assert found is not None
    assert (found.councils, found.views) == (3, 4)
    assert [each.councils for each in found.positions] == [
        ("Kent",),
        ("Hull", "Leeds City Council"),
    ]


def test_one_council_is_no_map_and_one_position_is_no_division() -> None:
    assert chart(TOPIC, (LEEDS,), NOW) is None
    found = chart(TOPIC, (LEEDS, KENT), NOW)
    assert found is not None
    assert not found.divided


def test_what_speaks_of_another_thing_is_not_on_the_map() -> None:
    bins = replace(HULL, id=6, claim="Bins should go out weekly", text="Residents asked for it.")
    assert set(about(TOPIC, (*VIEWS, bins))) == set(VIEWS)
    assert about("", VIEWS) == ()
    assert about("the of and", VIEWS) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It was slow. We left because each change took nine weeks. Fine.",
         "We left because each change took nine weeks."),
        ("Short. One that is a good deal longer than the other.",
         "One that is a good deal longer than the other."),
        ("Ok", "Ok"),
    ],
)  # fmt: skip
def test_a_reason_is_the_sentence_that_says_why(text: str, said: str) -> None:
    assert reason(text) == said


def test_standards_are_known_by_their_names_alone() -> None:
    assert standards("It failed WCAG 2.2 and Cyber Essentials Plus; agile teams.") == {
        "WCAG", "Cyber Essentials", "Agile",
    }  # fmt: skip
    assert standards("A fragile capsnack and an itilian.") == frozenset()


@given(
    st.lists(
        st.builds(
            view,
            st.integers(1, 99),
            st.sampled_from(["Leeds", "Hull", "Kent"]),
            st.sampled_from(Status),
            st.text(max_size=40),
            st.sampled_from(["", "unitary"]),
            st.integers(0, 900),
        ),
        max_size=8,
    )
)
def test_any_views_make_a_map_in_which_each_council_stands_once(views: list[View]) -> None:
    found = chart(TOPIC, views, NOW)
    if found is not None:
        names = [name for each in found.positions for name in each.councils]
        assert len(names) == len(set(names)) == found.councils
        assert [each.status for each in found.positions] == [
            each for each in ORDER if each in {position.status for position in found.positions}
        ]
        assert found.stale <= found.councils <= found.views <= len(views)
