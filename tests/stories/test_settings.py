"""Settings as moderators meet them: a menu, a form for each part, mistakes that cost nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from adapters.posts import MAX_FORM_PARTS, Button, Choices, Form
from bot.presenters import settings
from config.community import CommunitySettings
from tests.house import House
from tests.stories.test_times import CHANNEL, asked, on, until

ELSEWHERE = {
    "language",
    "digest_channel",
    "feed",
    "exchange",
    "camps",
    "open_figures",
    "suggestions",
}
"""Set by a command or a button of its own, or by what is chosen as a place."""


async def save(house: House, section: str, **filled: str) -> str:
    return await house.form("ann", CHANNEL, "settings", section, **filled)


async def test_settings_open_a_private_menu_with_all_of_them_and_a_form_for_each_part(
    house: House,
) -> None:
    await on(house)
    before = len(house.posts(CHANNEL))
    said = await house.command("ann", CHANNEL, "settings")
    for words in (
        "Quiet hours: 18:00 to 08:30",
        "Whose bank holidays: England",
        "Out of term: nothing",
        "Whose clock: Europe/London",
        "When does the digest come: Monday 09:00",
        "Where does the digest come: #general",
        "May I ask of my own accord: Yes, when a thread has heard one side only",
        "For how many days are messages kept: 30",
    ):
        assert words in said
    assert len(house.posts(CHANNEL)) == before
    _, post = house.platform.private[-1]
    rows = [part for part in post.parts if isinstance(part, Choices)]
    titles = [button.label for button in rows[0].buttons]
    assert titles == ["Quiet times", "Digest", "Questions", "Reactions", "Records"]


async def test_each_part_is_changed_by_its_own_form_and_takes_effect(house: House) -> None:
    await on(house)
    await house.command("ann", CHANNEL, "settings")
    said = await house.fill("ann", "Quiet times", "Quiet hours", nation="SCT", closed="24/12/2026")
    assert "Whose bank holidays: Scotland" in said
    assert "Other days closed: 2026-12-24" in said
    assert "Quiet hours" not in said  # that stayed as it was
    await house.command("ann", CHANNEL, "schedule Monday 10:00")
    shown = await house.command("ann", CHANNEL, "list")
    assert "Next: Monday 23 November 2026" in shown
    await until(house, datetime(2026, 11, 30, 12, tzinfo=UTC))  # St Andrew's Day
    assert len(asked(house)) == 1


async def test_who_changed_which_setting_from_what_to_what_is_in_the_log(house: House) -> None:
    await on(house)
    await save(house, "quiet", quiet="5pm - 9am", nation="WLS")
    await save(house, "records", kept="60")
    told = await house.command("bob", CHANNEL, "log")
    assert "@ann changed the settings. Quiet hours: “18:00 to 08:30” became “17:00 to" in told
    assert "09:00”. Whose bank holidays: “England” became “Wales”." in told
    assert "For how many days are messages kept: “30” became “60”." in told


@pytest.mark.parametrize(
    ("section", "filled", "problem"),
    [
        ("quiet", {"quiet": "late to early"}, "“late to early” is not two times."),
        ("quiet", {"closed": "Christmas"}, "“Christmas” are not days."),
        ("quiet", {"terms": "2027-01-04 to 2026-12-18"}, "are not times out of term."),
        ("quiet", {"zone": "Europe/Ambleford"}, "“Europe/Ambleford” is not a time zone I know."),
        ("digest", {"digest": "first Monday 9am"}, "“first Monday 9am” is not a day of the week"),
        ("questions", {"most": "8"}, "“8” is not a number from 1 to 7."),
        ("questions", {"most": "some"}, "“some” is not a number from 1 to 7."),
        ("records", {"kept": "6"}, "“6” is not a number of days from 7 to 365."),
        ("records", {"kept": "366"}, "“366” is not a number of days from 7 to 365."),
    ],
)
async def test_what_cannot_be_used_is_named_with_an_example_and_nothing_typed_is_lost(
    house: House, section: str, filled: dict[str, str], problem: str
) -> None:
    await on(house)
    said = await save(house, section, **filled)
    assert said.startswith("Nothing was changed.")
    assert problem in said
    for value in filled.values():
        assert f"“{value}”" in said
    _, post = house.platform.private[-1]
    again = next(part for part in post.parts if isinstance(part, Choices)).buttons[0]
    assert (again.label, again.opens_form) == ("Open the form again", True)
    assert "changed the settings" not in await house.command("bob", CHANNEL, "log")


async def test_all_mistakes_of_a_form_are_said_at_once(house: House) -> None:
    await on(house)
    said = await save(house, "quiet", quiet="never", closed="Christmas", zone="Europe/Paris")
    assert "“never” is not two times." in said
    assert "“Christmas” are not days." in said
    assert "You wrote:" in said
    assert "“Europe/Paris”" in said


async def test_a_digest_that_would_never_come_is_refused(house: House) -> None:
    await on(house)
    said = await save(house, "digest", digest="Sunday 09:00")
    assert "The digest would never come" in said
    await save(house, "quiet", nation="NONE")
    assert "Saved." in await save(house, "digest", digest="Sunday 09:00")
    assert "The digest would never come" in await save(house, "quiet", nation="ENG")


async def test_the_digest_can_come_to_this_channel_or_nowhere(house: House) -> None:
    await on(house)
    await house.command("ann", "random", "on")
    said = await house.form("ann", "random", "settings", "digest", place="here")
    assert "Where does the digest come: #random" in said
    assert "Where does the digest come: nothing" in await save(house, "digest", place="nowhere")
    assert "The next digest" not in await house.command("ann", CHANNEL, "list")
    refused = await house.form("ann", "quiet-corner", "settings", "digest", place="here")
    assert "The digest cannot come here." in refused
    forged = await house.form("ann", CHANNEL, "settings", "digest", place="fake:T1/quiet-corner")
    assert "Saved." in forged  # it means the channel somebody stands in, never one they name
    assert "#general" in forged


async def test_the_bot_can_be_told_not_to_ask_by_itself_and_how_often(house: House) -> None:
    await on(house)
    said = await save(house, "questions", prompts="no", most="1")
    assert "May I ask of my own accord: No, only on request or on schedule" in said
    assert "How many questions a week, at most: 1" in said
    switched = await house.command("ann", CHANNEL, "on")
    assert "I ask only on request or on a schedule" in switched


async def test_a_zone_of_their_own_moves_all_wall_clocks(house: House) -> None:
    await on(house)
    await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    await save(house, "quiet", zone="europe/paris")
    at = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    await until(house, at - timedelta(minutes=1))
    assert asked(house) == []
    await until(house, at)
    assert len(asked(house)) == 1


async def test_nothing_different_changes_nothing(house: House) -> None:
    await on(house)
    assert "Nothing was different" in await save(house, "quiet")
    assert "changed the settings" not in await house.command("bob", CHANNEL, "log")


async def test_only_moderators_change_settings(house: House) -> None:
    await on(house)
    assert "Only moderators" in await house.command("bob", CHANNEL, "settings")
    assert "Only moderators" in await house.form("bob", CHANNEL, "settings", "quiet", nation="SCT")


def test_every_setting_is_declared_and_each_reads_what_it_writes() -> None:
    kept = CommunitySettings()
    stored = kept.model_dump(mode="json")
    reached: set[str] = set()
    for each in settings.every():
        if each.name == "place":
            continue
        found = each.read(each.write(kept))
        reached |= set(found)
        rules = found.get("judgement", {})
        assert {**stored, **found, "judgement": {**stored["judgement"], **rules}} == stored
    assert reached | ELSEWHERE == set(CommunitySettings.model_fields)


def test_every_form_fits_every_platform_and_every_sentence_has_one_gap() -> None:
    for each in settings.SECTIONS:
        form = settings.form(each, CommunitySettings())
        assert isinstance(form, Form)
        assert len(form.fields) <= MAX_FORM_PARTS
        assert Button(f"settings:{each.name}", each.title)
        for setting in each.settings:
            gaps = {gap for _, gap, _, _ in Formatter().parse(setting.wrong) if gap}
            assert gaps <= {"typed"}


def test_the_limits_that_are_said_are_those_that_hold() -> None:
    declared = {each.name: each for each in settings.every()}
    for name, (least, most) in settings.LIMITS.items():
        for words in (declared[name].hint, declared[name].wrong):
            assert f"{least} to {most}" in words
