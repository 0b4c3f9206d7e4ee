from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from challenges.gathered import subjects
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def view(id: int, claim: str, council: str, status: Status = Status.KEPT, age: int = 1) -> View:
    shared = NOW - timedelta(days=age)
    community = CommunityId("web:room")
    words = f"{council} told of this, number {id}."
    return View(
        id, claim, words, status, council, "unitary", "", None, community, Scope.COMMUNITY, shared
    )


FORMS = "One platform for all online forms"


def test_views_of_one_subject_are_one_line_by_the_claim_told_last() -> None:
    found = subjects(
        [
            view(1, FORMS, "Leeds", Status.DROPPED, age=9),
            view(2, "A platform for online forms", "Kirklees", age=2),
            view(3, "Chatbots answer calls about tax", "Torbay", age=1),
        ]
    )
    assert [(each.claim, each.councils) for each in found] == [
        ("A platform for online forms", 2),
        ("Chatbots answer calls about tax", 1),
    ]
    assert found[0].stands == ((Status.KEPT, 1), (Status.DROPPED, 1))
    assert found[0].differ
    assert not found[1].differ


def test_each_council_stands_where_it_spoke_last() -> None:
    once = view(1, FORMS, "Leeds", Status.TRIED, age=30)
    [found] = subjects([once, replace(view(2, FORMS, "leeds", Status.DROPPED), text="We left it.")])
    assert (found.councils, found.stands) == (1, ((Status.DROPPED, 1),))


def test_to_think_about_something_is_not_to_differ() -> None:
    [found] = subjects([view(1, FORMS, "Leeds"), view(2, FORMS, "Kirklees", Status.CONSIDERING)])
    assert not found.differ


def test_claims_without_a_subject_stand_alone_and_no_views_make_no_subject() -> None:
    assert len(subjects([view(1, "Is it?", "Leeds"), view(2, "So so", "Kirklees")])) == 2
    assert subjects([]) == []
