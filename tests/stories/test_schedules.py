"""Schedules as moderators meet them: a form, the next runs in words, undo, skip, pause, missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.events import Audience, CommandCalled
from adapters.port import ChoicesWanted, FormWanted
from adapters.posts import MAX_OPTIONS, Choices, Form, Option, When, plain_post
from bot.presenters.schedule_forms import as_many_as_fit
from challenges.moves import MOVES
from tests.house import COMMUNITY, House
from tests.stories.test_times import CHANNEL, TUESDAY_TEN, WEEK, asked, on, until

TEN_MINUTES = timedelta(minutes=10)
TUESDAYS = {"when": "Tuesday 10:00"}


async def set_(house: House, **filled: str) -> str:
    """Switch on and fill in the form of a schedule."""
    await on(house)
    return await house.form("ann", CHANNEL, "schedule", "new", **filled)


async def log(house: House, person: str = "bob", channel: str = CHANNEL) -> str:
    return await house.command(person, channel, "log")


async def list_(house: House, person: str = "ann") -> str:
    return await house.command(person, CHANNEL, "list")


# -- setting one


async def test_a_form_is_filled_in_and_the_next_three_runs_are_said_in_words(house: House) -> None:
    said = await set_(house, **TUESDAYS, called="Weekly check")
    assert "Set. It is called Weekly check." in said
    assert "I ask a question in #general at these times" in said
    for day in ("Tuesday 24 November 2026", "Tuesday 1 December 2026", "Tuesday 8 December 2026"):
        assert f"{day} at 10am" in said
    assert "Everybody in this community can read it there." in said
    assert "Weekends and bank holidays are left out." in said
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_a_run_is_a_moment_that_each_reader_sees_on_their_own_clock(house: House) -> None:
    await set_(house, **TUESDAYS)
    _, post = house.platform.private[-1]
    moments = [
        span for part in post.parts for span in getattr(part, "spans", ()) if isinstance(span, When)
    ]
    assert [each.at for each in moments] == [TUESDAY_TEN + each * WEEK for each in range(3)]


async def test_nothing_is_posted_before_the_first_run_and_the_preview_is_private(
    house: House,
) -> None:
    await set_(house, **TUESDAYS)
    before = len(house.posts(CHANNEL))
    shown = await house.press("ann", "Preview", "It is called")
    assert "This is how Tuesday 10:00 would read in #general" in shown
    assert "?" in shown
    assert "Next: Tuesday 24 November 2026 at 10am." in shown
    assert "Everybody in this community can read it there." in shown
    assert len(house.posts(CHANNEL)) == before


async def test_a_command_without_a_time_says_what_to_write_and_offers_the_form(
    house: House,
) -> None:
    await on(house)
    assert "/challenge schedule Tuesday 10:00" in await house.command("ann", CHANNEL, "schedule")
    said = await house.fill("ann", "Set a schedule", "Write a day and a time", **TUESDAYS)
    assert "I ask a question in #general" in said


@pytest.mark.parametrize(
    ("filled", "problem"),
    [
        ({"when": "whenever", "called": "Our check"}, "“whenever” is not a time I can read"),
        ({"when": "*/5 9 * * *"}, "A schedule runs once a day at most"),
        ({"when": "Saturday 10:00"}, "“Saturday 10:00” never falls on a working day here"),
        ({"when": "Tuesday 9am", "zone": "Europe/Ambleford"}, "“Europe/Ambleford” is not a time"),
    ],
)  # fmt: skip
async def test_what_cannot_be_used_is_said_in_one_sentence_and_all_that_was_typed_is_kept(
    house: House, filled: dict[str, str], problem: str
) -> None:
    said = await set_(house, **filled)
    assert problem in said
    assert "nothing was set" in said
    for value in filled.values():
        assert value in said
    mended = dict.fromkeys(filled, "") | TUESDAYS
    assert "Set. It is" in await house.fill("ann", "Open the form again", problem, **mended)
    assert "whenever" not in await list_(house)


async def test_a_move_by_name_comes_every_time(house: House) -> None:
    said = await set_(house, **TUESDAYS, what="assumption")
    assert "I ask a question in #general (Name an assumption)" in said
    await until(house, TUESDAY_TEN + WEEK)
    assert len(asked(house)) == 2
    for words in asked(house):
        assert any(words.startswith(each) for each in MOVES["assumption"].wordings)


async def test_a_method_is_an_invitation_with_a_button_and_nobody_has_to(house: House) -> None:
    said = await set_(house, **TUESDAYS, what="round:pre-mortem")
    assert "I invite people in #general to open a round (Pre-mortem)" in said
    assert "Who has a proposal" in await house.press("ann", "Preview", "It is called")
    await until(house, TUESDAY_TEN)
    invitation = house.posts(CHANNEL)[-1]
    assert "Nobody has to. Whoever opens a round answers what weighs most in it." in invitation
    assert "@ann set a schedule for this." in invitation
    why = await house.press("bob", "Why this?", "Nobody has to")
    assert "A moderator set a schedule that invites people here to open a round." in why
    button = "Open a round: Pre-mortem"
    opened = await house.fill("bob", button, "Nobody has to", claim="We move in June.")
    assert "Round 1 is open" in opened
    assert "The invitation is on its way" in await house.press("ann", "Run now", "It is called")


async def whats(house: House, subject: str) -> tuple[str, ...]:
    """What can be chosen in the form of a schedule."""
    wanted = FormWanted(
        name="schedule",
        subject=subject,
        by=house.asked("ann", CHANNEL, None)["by"],
        community=COMMUNITY,
        channel=house.channel(CHANNEL),
        administers=True,
    )
    form = await house.app.queries.form(wanted)
    assert isinstance(form, Form)
    (field,) = [each for each in form.fields if each.name == "what"]
    return tuple(option.value for option in field.options)


async def test_questions_and_rounds_have_a_form_each_that_every_platform_can_show(
    house: House,
) -> None:
    await set_(house, **TUESDAYS, what="assumption")
    shown = await list_(house)
    assert shown
    questions, rounds = await whats(house, "new"), await whats(house, "rounds")
    assert questions[:2] == ("any", "office")
    assert {move.name for move in MOVES.values() if "schedule" in move.fits} == {*questions[2:]}
    assert all(each.startswith("round:") for each in rounds)
    said = await house.fill(
        "ann", "Invite to rounds", "Quiet hours are", **TUESDAYS, what="round:pre-mortem"
    )
    assert "I invite people in #general to open a round (Pre-mortem)" in said
    assert await whats(house, "1") == questions
    assert await whats(house, "2") == rounds


def test_what_a_schedule_does_can_be_chosen_however_many_choices_there_are() -> None:
    options = [Option(f"o{number}", "One") for number in range(40)]
    kept = [each.value for each in as_many_as_fit(options, "o30")]
    assert len(kept) == MAX_OPTIONS
    assert kept[-1] == "o30"
    assert as_many_as_fit(options[:3], "o30") == tuple(options[:3])


async def test_every_second_week_is_counted_on_the_calendar_from_the_first_run(
    house: House,
) -> None:
    said = await set_(house, when="every second Tuesday 10:00")
    for day in ("24 November", "8 December", "22 December"):
        assert day in said
    assert "1 December" not in said
    await until(house, TUESDAY_TEN + 2 * WEEK)
    assert len(asked(house)) == 2


async def test_a_schedule_has_a_clock_of_its_own(house: House) -> None:
    said = await set_(house, when="Tuesday 10:00", zone="america/new york")
    assert "Tuesday 17 November 2026 at 10am" in said  # five hours after it was set
    await until(house, datetime(2026, 11, 17, 15, 0, tzinfo=UTC))
    assert len(asked(house)) == 1


async def test_a_run_on_a_bank_holiday_can_move_to_the_next_working_day(house: House) -> None:
    await set_(house, when="Friday 10:00", days="later")
    await until(house, datetime(2026, 12, 24, 12, tzinfo=UTC))
    before = len(asked(house))
    await until(house, datetime(2026, 12, 29, 9, 59, tzinfo=UTC))  # Monday is a substitute day
    assert len(asked(house)) == before
    await until(house, datetime(2026, 12, 29, 10, tzinfo=UTC))
    assert len(asked(house)) == before + 1


async def test_out_of_term_a_schedule_rests_where_that_was_asked(house: House) -> None:
    await on(house)
    saved = await house.form("ann", CHANNEL, "settings", "quiet", terms="2026-11-20 to 2026-12-04")
    assert "Out of term: 2026-11-20 to 2026-12-04" in saved
    await house.form("ann", CHANNEL, "schedule", "new", **TUESDAYS, days="skip-term")
    await house.form("ann", CHANNEL, "schedule", "new", when="Tuesday 09:00")
    await until(house, TUESDAY_TEN + 2 * WEEK)
    assert len(asked(house)) == 4  # three of the one that runs always, one of the other


async def test_a_run_in_the_quiet_hours_takes_place_and_that_is_said(house: House) -> None:
    said = await set_(house, when="Tuesday 20:00")
    assert "That is in the quiet hours. It runs all the same, because you chose it." in said
    await until(house, datetime(2026, 11, 17, 20, 0, tzinfo=UTC))
    assert len(asked(house)) == 1


async def test_two_schedules_of_one_name_are_told_apart(house: House) -> None:
    await set_(house, **TUESDAYS, called="Check")
    said = await house.form("ann", CHANNEL, "schedule", "new", when="Friday 10:00", called="check")
    assert "It is called check (2)." in said


async def test_a_schedule_lives_through_a_restart_with_all_its_buttons(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.restart()
    assert "is left out" in await house.press("ann", "Skip the next one", "It is called")
    await house.restart()
    await until(house, TUESDAY_TEN)
    assert asked(house) == []


# -- changing, skipping, pausing, removing


async def test_a_schedule_is_changed_in_the_form_that_holds_what_it_is(house: House) -> None:
    await set_(house, when="every second Tuesday 10:00", called="Check", days="later")
    opened = await opened_form(house, "Change", "It is called")
    held = {field.name: field.value for field in opened.fields}
    assert held["when"] == "Every second Tuesday 10:00 from 2026-11-24"
    assert (held["called"], held["days"], held["zone"]) == ("Check", "later", "Europe/London")
    said = await house.fill("ann", "Change", "It is called", when="Friday 9am")
    assert "Changed. It is called Check." in said
    assert "Friday 20 November 2026 at 9am" in said
    told = await log(house)
    assert "@ann changed the schedule “Check” in #general. When: “Every second Tuesday" in told
    assert "10:00 from 2026-11-24” became “Friday 09:00”." in told
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_setting_changing_and_removing_can_be_undone_for_ten_minutes(house: House) -> None:
    await set_(house, **TUESDAYS, called="Check")
    await house.fill("ann", "Change", "Set.", when="Friday 9am")
    undone = await house.press("ann", "Undo", "Changed.")
    assert "The schedule is as it was before." in undone
    assert "Tuesday 24 November 2026 at 10am" in undone
    await house.press("ann", "Remove", "The schedule is as it was before.")
    assert "Check" not in await list_(house)
    assert "as it was before" in await house.press("ann", "Undo", "Removed.")
    assert "Check" in await list_(house)
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_an_undo_leaves_alone_what_was_skipped_since(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.fill("ann", "Change", "Set.", called="Check")
    await house.command("ann", CHANNEL, "skip")
    await house.press("ann", "Undo", "Changed.")
    assert "The next one is skipped." in await list_(house)


async def test_a_new_time_is_not_the_one_that_was_skipped(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.command("ann", CHANNEL, "skip")
    said = await house.fill("ann", "Change", "Set.", when="Friday 9am")
    assert "Friday 20 November 2026 at 9am" in said


async def test_a_pause_that_is_over_is_not_shown_any_more(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.fill("ann", "Pause until", "It is called", until="1 week")
    await house.pass_time(WEEK)
    assert "Paused until" not in await list_(house)
    await house.press("ann", "More about it", "Switched on in")
    assert house.button("ann", "Pause until", "Number 1")


async def test_a_schedule_that_was_just_set_can_be_taken_back(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.pass_time(TEN_MINUTES)
    assert "not set any more" in await house.press("ann", "Undo", "Set.")
    await until(house, TUESDAY_TEN)
    assert asked(house) == []


async def test_after_ten_minutes_a_removed_schedule_is_gone_for_good(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.press("ann", "Remove", "It is called")
    await house.pass_time(TEN_MINUTES + timedelta(seconds=1))
    assert "not there any more" in await house.press("ann", "Undo", "Removed.")
    await until(house, TUESDAY_TEN)
    assert asked(house) == []


async def test_an_undo_takes_back_what_it_stands_below_and_nothing_newer(house: House) -> None:
    await set_(house, **TUESDAYS)
    await house.fill("ann", "Change", "Set.", when="Friday 9am")
    assert "too late to take this back" in await house.press("ann", "Undo", "Set.")
    await house.pass_time(TEN_MINUTES + timedelta(seconds=1))
    assert "too late to take this back" in await house.press("ann", "Undo", "Changed.")
    assert "Friday 09:00" in await list_(house)


async def test_run_now_asks_at_once_and_later_runs_do_not_shift(house: House) -> None:
    await set_(house, **TUESDAYS)
    assert "Later runs stay as they are" in await house.press("ann", "Run now", "It is called")
    assert len(asked(house)) == 1
    assert "Tuesday 24 November 2026 at 10am" in await list_(house)
    await house.press("ann", "Take it back", "Later runs stay")
    assert asked(house) == []
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_run_now_asks_first_because_everybody_reads_it(house: House) -> None:
    await set_(house, **TUESDAYS)
    button, *_ = house.button("ann", "Run now", "It is called")
    assert "posted in the channel at once" in button.confirm


async def test_skip_is_a_command_too(house: House) -> None:
    assert "Nothing is scheduled" in await house.command("ann", CHANNEL, "skip")
    await set_(house, **TUESDAYS)
    said = await house.command("ann", CHANNEL, "skip")
    assert "The run of Tuesday 24 November 2026 at 10am is left out." in said
    await house.command("ann", CHANNEL, "skip")  # saying it twice does not put it back
    shown = await list_(house)
    assert "The next one is skipped." in shown
    assert "Next: Tuesday 1 December 2026 at 10am." in shown
    await until(house, TUESDAY_TEN)
    assert asked(house) == []
    await until(house, TUESDAY_TEN + WEEK)
    assert len(asked(house)) == 1


async def test_of_several_schedules_the_one_to_skip_is_named(house: House) -> None:
    await set_(house, **TUESDAYS, called="Check")
    await house.form("ann", CHANNEL, "schedule", "new", when="Friday 10:00")
    assert "Which one is to be skipped?" in await house.command("ann", CHANNEL, "skip")
    said = await house.command("ann", CHANNEL, "skip friday 10:00")
    assert "The run of Friday 20 November 2026" in said
    assert "The run of Tuesday" in await house.press("ann", "Check", "Which one")
    assert "not there any more" in await house.command("ann", CHANNEL, "skip nonsense")
    wanted = ChoicesWanted(
        command="skip",
        argument="which",
        typed="ch",
        by=house.asked("ann", CHANNEL, None)["by"],
        community=COMMUNITY,
        channel=house.channel(CHANNEL),
    )
    assert await house.app.queries.choices(wanted) == ("Check",)


async def test_a_schedule_rests_until_a_day_and_then_runs_by_itself(house: House) -> None:
    await set_(house, **TUESDAYS)
    said = await house.fill("ann", "Pause until", "It is called", until="2026-12-02")
    assert "paused until Wednesday 2 December 2026" in said
    assert "Tuesday 8 December 2026 at 10am" in said
    assert "Paused until" in await list_(house)
    await until(house, TUESDAY_TEN + WEEK)
    assert asked(house) == []
    await until(house, TUESDAY_TEN + 2 * WEEK)
    assert len(asked(house)) == 1


async def test_a_pause_can_end_early_and_needs_a_day_to_come(house: House) -> None:
    await set_(house, **TUESDAYS)
    wrong = await house.fill("ann", "Pause until", "It is called", until="2020-01-01")
    assert "“2020-01-01” is not a day to come" in wrong
    await house.fill("ann", "Open the form again", "is not a day to come", until="3 weeks")
    assert "runs again" in await house.press("ann", "End the pause", "is paused until")
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_a_channel_is_paused_for_days_or_until_a_day(house: House) -> None:
    await set_(house, **TUESDAYS)
    said = await house.command("ann", CHANNEL, "pause until 2027-01-04")
    assert "until Monday 4 January 2027" in said
    assert "#general is paused until Monday 4 January 2027" in await list_(house)
    assert "is not a day to come" in await house.command("ann", CHANNEL, "pause a while")
    assert "@ann paused questions in #general until Monday 4 January 2027" in await log(house)
    await house.command("ann", CHANNEL, "resume")
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_only_moderators_change_schedules_and_members_see_them(house: House) -> None:
    await set_(house, **TUESDAYS)
    assert "Only moderators" in await house.command("bob", CHANNEL, "schedule Friday 10:00")
    assert "Only moderators" in await house.form("bob", CHANNEL, "schedule", "new", **TUESDAYS)
    assert "Only moderators" in await house.command("bob", CHANNEL, "skip")
    shown = await list_(house, "bob")
    assert "Tuesday 10:00 in #general: Any question that fits." in shown
    assert "set by @ann" in shown
    post = house.platform.private[-1][1]
    assert not any(isinstance(part, Choices) for part in post.parts)


# -- what was missed


async def test_a_run_that_is_a_little_late_takes_place_and_says_so(house: House) -> None:
    await set_(house, **TUESDAYS)
    house.clock.at = TUESDAY_TEN + timedelta(hours=3, minutes=59)
    await house.restart()
    await house.app.settle()
    assert len(asked(house)) == 1
    assert "This was due Tuesday 24 November 2026 at 10am." in asked(house)[0]
    await house.app.settle()
    assert len(asked(house)) == 1


async def test_a_run_that_is_very_late_is_left_out_and_that_is_said(house: House) -> None:
    await set_(house, **TUESDAYS)
    house.clock.at = TUESDAY_TEN + timedelta(hours=4, minutes=1)
    await house.restart()
    await house.app.settle()
    assert asked(house) == []
    missed = "was left out: the bot was not running then"
    assert missed in await log(house)
    assert f"The run of Tuesday 24 November 2026 at 10am {missed}" in await list_(house)
    await until(house, TUESDAY_TEN + WEEK)
    assert len(asked(house)) == 1
    assert missed not in await list_(house)


async def test_of_several_runs_that_were_slept_through_only_the_last_takes_place(
    house: House,
) -> None:
    await set_(house, when="weekdays 10:00")
    house.clock.at = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)  # Friday; it slept since Tuesday
    await house.restart()
    await house.app.settle()
    assert len(asked(house)) == 1
    assert "This was due Friday 20 November 2026 at 10am." in asked(house)[0]
    assert "The run of Thursday 19 November 2026 at 10am" in await log(house)
    await until(house, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    assert len(asked(house)) == 2


async def test_a_machine_asleep_over_a_clock_change_asks_once_at_the_right_hour(
    house: House,
) -> None:
    await set_(house, when="Tuesday 10:00")
    house.clock.at = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    await house.restart()
    await house.app.settle()
    before = len(asked(house))
    house.clock.at = datetime(2027, 3, 30, 10, 30, tzinfo=UTC)  # half past eleven on the wall
    await house.restart()
    await house.app.settle()
    assert len(asked(house)) == before + 1
    assert "This was due Tuesday 30 March 2027 at 10am." in asked(house)[-1]


async def test_a_skipped_run_that_was_slept_through_is_the_one_that_is_skipped(
    house: House,
) -> None:
    await set_(house, when="weekdays 10:00")
    await house.command("ann", CHANNEL, "skip")
    house.clock.at = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
    await house.restart()
    await house.app.settle()
    assert len(asked(house)) == 1
    assert "was left out" not in await log(house)


async def test_what_somebody_set_who_is_no_moderator_any_more_does_not_run(house: House) -> None:
    await set_(house, **TUESDAYS)
    house.admins = frozenset({"cat"})
    await house.command("ann", CHANNEL, "skip")  # the platform no longer vouches for ann
    await until(house, TUESDAY_TEN)
    assert asked(house) == []
    assert "left out: whoever set it is not a moderator any more" in await log(house)


# -- the log


async def test_every_change_is_in_the_log_in_words(house: House) -> None:
    await set_(house, **TUESDAYS, called="Check")
    await house.command("ann", CHANNEL, "skip")
    await house.fill("ann", "Pause until", "It is called", until="2026-12-02")
    await house.press("ann", "End the pause", "is paused until")
    await house.press("ann", "Run now", "It is called")
    await house.press("ann", "Remove", "It is called")
    await house.press("ann", "Undo", "Removed.")
    told = await log(house)
    for words in (
        "@ann set the schedule “Check” in #general: Any question that fits, Tuesday 10:00.",
        "@ann left out the run of Tuesday 24 November 2026 at 10am of the schedule “Check”",
        "@ann paused the schedule “Check” in #general until Wednesday 2 December 2026",
        "@ann ended the pause of the schedule “Check”",
        "@ann ran the schedule “Check” in #general once in between.",
        "@ann removed the schedule “Check” from #general.",
        "@ann took back the latest change of the schedule “Check”",
    ):
        assert words in told


async def test_the_log_of_a_private_channel_is_read_in_that_channel_alone(house: House) -> None:
    async def command(channel: str, words: str, audience: Audience) -> str:
        verb, _, rest = words.partition(" ")
        values = {**house.asked("ann", channel, None), "audience": audience}
        before = len(house.whispers("ann"))
        await house.hear(CommandCalled(**values, verb=verb, text=rest))
        return "\n".join(house.whispers("ann")[before:])

    await on(house)
    await command("board", "on", Audience.PRIVATE)
    said = await command("board", "schedule Friday 10:00", Audience.PRIVATE)
    assert "The members of that private channel can read it there." in said
    assert "Friday 10:00" in await command("board", "log", Audience.PRIVATE)
    assert "Friday 10:00" not in await log(house)
    assert "board" not in await log(house)


async def opened_form(house: House, label: str, containing: str) -> Form:
    """The form a button opens, as it stands before anybody types."""
    button, _, channel, _ = house.button("ann", label, containing)
    verb, subject, _ = button.name
    found = await house.opened("ann", channel, verb, subject)
    assert isinstance(found, Form), plain_post(found)
    return found


async def test_half_a_character_in_what_somebody_typed_costs_nothing(house: House) -> None:
    half = "a\ud800b"  # JSON can carry it, and no text can hold it
    assert "“a?b” is not a time" in await set_(house, when=half)
    assert "“a?b” is not two times" in await house.form("ann", CHANNEL, "settings", quiet=half)
    assert "is not a day to come" in await house.command("ann", CHANNEL, f"pause {half}")
    await house.form("ann", CHANNEL, "schedule", "new", **TUESDAYS, called=half)
    assert "a?b in #general" in await list_(house)
    assert "the schedule “a?b”" in await log(house)
