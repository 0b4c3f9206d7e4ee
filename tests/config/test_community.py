"""What moderators set in chat: its defaults, its checks, and what an older version stored."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from config.community import CommunitySettings, community_settings


def test_a_community_that_set_nothing_has_the_defaults() -> None:
    settings = community_settings({})
    assert settings == CommunitySettings()
    assert (settings.zone, settings.nation) == ("Europe/London", "ENG")
    assert (settings.quiet_from, settings.quiet_to) == (time(18), time(8, 30))


def test_what_is_stored_comes_back_and_the_rest_is_the_default() -> None:
    chosen = CommunitySettings(nation="SCT", quiet_from=time(17), closed=(date(2026, 12, 24),))
    stored = chosen.model_dump(mode="json", exclude_defaults=True)
    assert set(stored) == {"nation", "quiet_from", "closed"}
    assert community_settings(stored) == chosen


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"zone": "Europe/Ambleford"}, "'Europe/Ambleford' is not a time zone"),
        ({"nation": "FRA"}, "The setting nation was not changed"),
        ({"quiet_from": "late"}, "The setting quiet_from was not changed"),
        ({"keep_messages_days": 1}, "The setting keep_messages_days was not changed"),
        ({"quite_from": "18:00"}, "The setting quite_from was not changed"),
        ({"judgement": {"no_such_rule": 1}}, "The setting judgement.no_such_rule was not changed"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence_that_names_it(
    stored: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match="was not changed") as caught:
        community_settings(stored)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_settings_are_replaced_and_never_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        CommunitySettings().zone = "UTC"  # type: ignore[misc]  # the very thing that is refused


@pytest.mark.parametrize(
    "stored",
    [
        {"out_of_term": [["2027-01-04", "2026-12-18"]]},
        {"closed": ["2026-12-24"] * 101},
        {"judgement": {"most_per_week": 0}},
        {"judgement": {"most_per_week": 8}},
        {"keep_messages_days": 366},
    ],
)
def test_limits_are_kept(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="was not changed"):
        community_settings(stored)


def test_times_out_of_term_come_back_as_days() -> None:
    chosen = CommunitySettings(out_of_term=((date(2026, 12, 18), date(2027, 1, 4)),))
    stored = chosen.model_dump(mode="json", exclude_defaults=True)
    assert stored == {"out_of_term": [["2026-12-18", "2027-01-04"]]}
    assert community_settings(stored) == chosen


def test_reactions_are_compared_on_discord_only_once_an_organiser_said_so() -> None:
    usual = CommunitySettings()
    assert usual.compares_reactions("slack")
    assert not usual.compares_reactions("discord")
    assert CommunitySettings(camps=True).compares_reactions("discord")
    assert not CommunitySettings(camps=False).compares_reactions("slack")


def test_more_than_half_of_the_questions_may_never_come_of_luck() -> None:
    with pytest.raises(ValueError, match="judgement"):
        community_settings({"judgement": {"false_share": 0.9}})
