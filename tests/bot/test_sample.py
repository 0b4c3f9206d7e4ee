"""The sample of the browser room can be looked at on any day and at any hour."""

from __future__ import annotations

from bot.presenters import settings
from bot.sample import EVERY_HOUR, QUIET
from config.community import CommunitySettings


def test_the_sample_fills_in_a_whole_part_of_the_settings_and_has_no_quiet_hours() -> None:
    part = settings.section(QUIET)
    assert [name for name, _ in EVERY_HOUR] == [each.name for each in part.settings]
    after, wrong = settings.read(part, EVERY_HOUR, CommunitySettings())
    assert wrong == ()
    assert after.quiet_from == after.quiet_to
    assert after.nation == "NONE"
