from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import library
from challenges.library import (
    LONGEST_CLAIM,
    LONGEST_TEXT,
    OPEN_WEB,
    Scope,
    Shelf,
    Status,
    View,
    guess_status,
    share,
    shown_at,
    stale,
    tagged,
)
from challenges.messages import ChannelId, CommunityId, MemberId
from challenges.refusals import NotValid, NotYours

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GIVEN: dict[str, Any] = {
    "id": 1,
    "claim": " One platform\n for every form ",
    "text": " We tried it and went back. ",
    "status": Status.DROPPED,
    "council": " Leeds ",
    "council_kind": "metropolitan district",
    "by": MemberId("ann"),
    "community": CommunityId("slack"),
    "now": NOW,
}


def test_a_view_keeps_who_said_it_and_when() -> None:
    view = share(**GIVEN, link="https://leeds.gov.uk/forms?page=2#top")
    assert (view.claim, view.text, view.council) == (
        "One platform for every form",
        "We tried it and went back.",
        "Leeds",
    )
    assert (view.by, view.shared_at, view.scope) == ("ann", NOW, Scope.COMMUNITY)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("claim", "  ", "view-needs-claim"),
        ("text", "\n", "view-needs-text"),
        ("council", "", "view-needs-council"),
        ("claim", "x" * (LONGEST_CLAIM + 1), "view-too-long"),
        ("text", "x" * (LONGEST_TEXT + 1), "view-too-long"),
        ("link", "javascript:alert(1)", "link-not-web"),
        ("link", "leeds.gov.uk", "link-not-web"),
        ("link", "https://leeds.gov.uk/a b", "link-not-web"),
        ("link", "https://", "link-not-web"),
        ("link", "https://leeds.gov.uk/" + "x" * 500, "view-too-long"),
        ("scope", Scope.CHANNEL, "view-needs-channel"),
        ("tags", [f"tag {number}" for number in range(9)], "too-many-tags"),
        ("tags", ["x" * 31], "tag-too-long"),
    ],
)
def test_a_view_that_cannot_be_used_is_refused(field: str, value: str, code: str) -> None:
    with pytest.raises(NotValid) as refused:
        share(**{**GIVEN, field: value})
    assert refused.value.code == code


def test_a_view_is_stale_after_a_year() -> None:
    view: View = share(**GIVEN)
    assert not stale(view, NOW + timedelta(days=365))
    assert stale(view, NOW + timedelta(days=366))


ANN, BOB = MemberId("ann"), MemberId("bob")
HERE, THERE = CommunityId("slack"), CommunityId("discord")
TODAY = NOW.date()


def test_what_is_said_of_a_view_later_makes_it_fresh_again() -> None:
    view = share(**GIVEN)
    later = NOW + timedelta(days=400)
    asked = library.ask(view, later.date())
    assert asked.asked_on == later.date()
    assert stale(asked, later)
    held = library.confirm(asked, ANN, later)
    assert (held.followed_up_at, held.asked_on, held.ask_on) == (later, None, None)
    assert not stale(held, later)
    changed = library.edit(
        asked, ANN, claim="Two platforms", text="Both.", status=Status.KEPT, link="",
        scope=Scope.PUBLIC, now=later,
    )  # fmt: skip
    assert (changed.claim, changed.status, changed.scope) == (
        "Two platforms", Status.KEPT, Scope.PUBLIC,
    )  # fmt: skip
    assert (changed.heard_at, changed.asked_on, changed.shared_at) == (later, None, NOW)


def test_its_author_says_when_to_be_asked_or_is_asked_after_a_year() -> None:
    view = share(**GIVEN)
    assert view.asks_at == date(2027, 11, 2)
    soon = library.describe(
        library.ask(view, TODAY), ANN, tags=["Rural", "#rural"], ask_on=date(2027, 3, 1),
        today=TODAY,
    )  # fmt: skip
    assert (soon.asks_at, soon.asked_on, soon.tags) == (date(2027, 3, 1), None, ("rural",))
    again = library.describe(soon, ANN, tags=(), ask_on=date(2027, 3, 1), today=date(2028, 1, 1))
    assert (again.ask_on, again.tags) == (date(2027, 3, 1), ())
    for day in (TODAY, TODAY + timedelta(days=366)):
        with pytest.raises(NotValid, match="view-day-wrong"):
            library.describe(view, ANN, tags=(), ask_on=day, today=TODAY)


def test_a_view_is_its_authors_alone() -> None:
    for view in (share(**GIVEN), share(**{**GIVEN, "by": None})):
        with pytest.raises(NotYours, match="not-your-view"):
            library.confirm(view, BOB, NOW)


def test_tags_are_read_as_people_write_them() -> None:
    view = share(**GIVEN, tags=tagged("#Rural;  Small   team, ,rural\n  Granicus"))
    assert view.tags == ("rural", "small team", "granicus")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("We joined it in 2023 and left after a year: we dropped it.", Status.DROPPED),
        ("We joined a shared platform and left.", Status.DROPPED),
        ("We tried it and we kept it.", Status.KEPT),
        ("We've piloted a chatbot in two services.", Status.TRIED),
        ("Should councils have chatbots?", Status.CONSIDERING),
        ("The board left us waiting.", Status.CONSIDERING),
    ],
)
def test_what_became_of_it_is_guessed_from_the_words(words: str, status: Status) -> None:
    assert guess_status(words) is status


# -- who may see it

scopes = st.sampled_from(Scope)
communities = st.sampled_from([HERE, THERE])
channels = st.sampled_from([ChannelId("c1"), ChannelId("c2")])
views = st.builds(
    lambda community, scope, channel: replace(
        share(**GIVEN), community=community, scope=scope, channel=channel
    ),
    communities,
    scopes,
    st.none() | channels,
)
places = st.builds(Shelf, communities, st.none() | channels, st.booleans()) | st.just(OPEN_WEB)


def readers(shelf: Shelf) -> frozenset[str]:
    """Everybody who reads a shelf, as who they are to it."""
    if shelf.community is None:
        return frozenset({"slack", "discord", "outsider"})
    who = {f"{shelf.community} {shelf.channel}" if shelf.channel else shelf.community}
    return frozenset(who | ({"outsider"} if shelf.outsiders else set()))


def allowed(view: View, shelf: Shelf) -> frozenset[str]:
    """Everybody a view is meant for, in the same words."""
    here = {view.community, f"{view.community} c1", f"{view.community} c2"}
    match view.scope:
        case Scope.CHANNEL:
            # Whoever reads the channel it was shared in, another organisation included.
            own = f"{view.community} {view.channel}" if view.channel else ""
            return frozenset({own, "outsider"} if own in readers(shelf) else {own})
        case Scope.COMMUNITY:
            return frozenset(here)
        case Scope.EVERYWHERE:
            return frozenset({f"{c}{n}" for c in (HERE, THERE) for n in ("", " c1", " c2")})
        case Scope.PUBLIC:
            return readers(shelf)


@given(views, places)
def test_a_view_is_shown_where_all_who_read_are_within_its_scope_and_nowhere_else(
    view: View, shelf: Shelf
) -> None:
    assert shown_at(view, shelf) == (readers(shelf) <= allowed(view, shelf))


@given(views, places)
def test_a_wider_scope_hides_a_view_only_from_another_organisation(
    view: View, shelf: Shelf
) -> None:
    order = list(Scope)
    wider = order[order.index(view.scope) :]
    if shown_at(view, shelf) and not shelf.outsiders:
        assert all(shown_at(replace(view, scope=scope), shelf) for scope in wider)
