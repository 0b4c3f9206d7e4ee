from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from challenges.library import LONGEST_CLAIM, LONGEST_TEXT, Scope, Status, View, share, stale
from challenges.messages import CommunityId, MemberId
from challenges.refusals import NotValid

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
