"""The office of challenger-in-chief: nobody is put in it, asked often, or kept in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from challenges import office, rota
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId
from challenges.office import Term, TermState
from challenges.refusals import AlreadyDone, NotNow, NotYours, Refusal
from challenges.rota import Request, Rota, Volunteer

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
HERE = ChannelId("C1")
ANN, BOB, CAT, DAN = (MemberId(name) for name in ("ann", "bob", "cat", "dan"))
EVERYBODY = (ANN, BOB, CAT, DAN)
DICE = SeededDice(b"seed" * 8)


def opened(weeks: int = 1) -> Term:
    return office.open_(
        id=1,
        channel=HERE,
        about="One form is enough",
        weeks=weeks,
        key=b"key" * 8,
        opened_by=ANN,
        now=NOW,
        until=NOW + DAY,
    )


def asking() -> Term:
    return office.lapse(opened(), NOW + DAY)


def asked(who: MemberId = BOB, at: datetime = NOW + DAY) -> Term:
    return office.invite(asking(), who, at + DAY)


def serving(who: MemberId = BOB, weeks: int = 1) -> Term:
    ready = office.lapse(opened(weeks), NOW + DAY)
    return office.accept(office.invite(ready, who, NOW + 2 * DAY), who, NOW + DAY)


def people(*who: MemberId) -> list[Volunteer]:
    return [Volunteer(each, HERE) for each in who]


def turn(
    volunteers: list[Volunteer],
    history: tuple[Request, ...] = (),
    purpose: str = "a turn",
    passed: tuple[MemberId, ...] = (),
) -> MemberId | None:
    chosen = rota.next_up(volunteers, history, NOW, DICE, purpose, passed)
    return chosen.member if chosen else None


# -- whose turn it is


def test_nobody_is_next_where_nobody_volunteered() -> None:
    assert turn([]) is None


def test_nobody_is_asked_again_within_four_weeks() -> None:
    for days, expected in ((0, None), (27, None), (28, ANN)):
        history = (Request(ANN, NOW - days * DAY),)
        assert turn(people(ANN), history) == expected


@pytest.mark.parametrize("weeks", rota.ALLOWED_WEEKS)
def test_one_who_allows_more_is_asked_as_often_as_they_allow_and_no_more(weeks: int) -> None:
    volunteer = [Volunteer(ANN, HERE, weeks_between=weeks)]
    assert turn(volunteer, (Request(ANN, NOW - weeks * WEEK + HOUR),)) is None
    assert turn(volunteer, (Request(ANN, NOW - weeks * WEEK),)) == ANN


def test_the_one_asked_least_of_late_comes_first() -> None:
    often = [Volunteer(each, HERE, weeks_between=1) for each in (ANN, BOB)]
    history = (
        Request(ANN, NOW - 2 * WEEK),
        Request(ANN, NOW - 3 * WEEK),
        Request(BOB, NOW - WEEK),
        Request(DAN, NOW - WEEK),  # who is on the rota no more
    )
    assert turn(often, history) == BOB
    assert turn(often, (*history, Request(BOB, NOW - 10 * WEEK))) == BOB  # long ago


def test_dice_decide_between_those_asked_as_little() -> None:
    found = {turn(people(*EVERYBODY), purpose=f"turn {number}") for number in range(60)}
    assert found == set(EVERYBODY)
    assert turn(people(*EVERYBODY)) == turn(people(*reversed(EVERYBODY)))


@pytest.mark.parametrize(
    "changed",
    [
        Volunteer(ANN, HERE, available=False),
        Volunteer(ANN, HERE, away_until=NOW + HOUR),
    ],
    ids=["left out", "away"],
)
def test_one_who_is_away_or_left_out_is_not_asked(changed: Volunteer) -> None:
    assert turn([changed]) is None
    assert turn([changed, *people(BOB)]) == BOB


def test_one_who_was_asked_for_this_term_is_not_asked_again() -> None:
    assert turn(people(ANN, BOB), passed=(ANN,)) == BOB


def test_who_is_back_is_asked_again() -> None:
    gone = rota.away(Volunteer(ANN, HERE), NOW)
    assert turn([gone]) == ANN
    assert turn([rota.away(rota.away(gone, NOW + DAY), None)]) == ANN


@given(st.lists(st.sampled_from(EVERYBODY), max_size=30), st.integers(0, 10**6))
def test_a_year_of_weekly_turns_never_goes_over_the_cap(away: list[MemberId], seed: int) -> None:
    history: list[Request] = []
    for week in range(52):
        now = NOW + week * WEEK
        volunteers = [
            Volunteer(each, HERE, available=away[week : week + 1] != [each]) for each in EVERYBODY
        ]
        chosen = rota.next_up(volunteers, history, now, SeededDice(b"%d" % seed), f"{week}")
        if chosen is not None:
            assert not any(
                each.member == chosen.member and now - each.at < 4 * WEEK for each in history
            )
            history.append(Request(chosen.member, now))
    if not away:
        counts = [sum(each.member == who for each in history) for who in EVERYBODY]
        assert max(counts) - min(counts) <= 1


def test_names_are_told_by_consent_and_no_small_count() -> None:
    named = rota.volunteer(ANN, HERE, named=True)
    assert rota.rota([*people(BOB, CAT), named]) == Rota((ANN,), 0)
    assert rota.rota([*people(BOB, CAT, DAN), named]) == Rota((ANN,), 3)
    assert rota.rota(people(BOB)).empty
    assert not rota.rota([named]).empty
    assert not rota.rota(people(BOB, CAT, DAN)).empty


def test_what_a_volunteer_chose_stays_when_they_change_whether_they_are_named() -> None:
    before = Volunteer(ANN, HERE, weeks_between=2, away_until=NOW)
    assert rota.volunteer(ANN, HERE, named=True, before=before) == replace(before, named=True)


# -- a real doubt first


def test_a_term_is_opened_for_one_to_four_weeks_with_a_key_and_a_time_to_come() -> None:
    assert opened(4).state is TermState.SEEKING
    for weeks in (0, 5):
        with pytest.raises(ValueError, match="1 to 4 weeks"):
            opened(weeks)
    with pytest.raises(ValueError, match="time to come"):
        office.open_(
            id=1, channel=HERE, about="", weeks=1, key=b"", opened_by=None, now=NOW, until=NOW
        )


def test_one_who_steps_forward_holds_the_office_and_plays_no_part() -> None:
    for before in (opened(), asking(), asked()):
        term = office.step_forward(before, CAT, NOW + HOUR)
        assert (term.challenger, term.genuine, term.state) == (CAT, True, TermState.SERVING)
        assert term.key == b""
        with pytest.raises(NotYours):
            office.speak(term, CAT, NOW + HOUR)
    assert office.lapse(term, NOW + WEEK + DAY).over


def test_nobody_steps_forward_where_the_office_is_taken_or_the_term_is_over() -> None:
    for before in (serving(), office.end(opened())):
        with pytest.raises(NotNow, match="term-over"):
            office.step_forward(before, CAT, NOW + DAY)


def test_fewer_than_three_doubts_are_never_counted_and_leave_nothing() -> None:
    term = office.doubt(office.doubt(opened(), CAT, NOW), DAN, NOW)
    assert CAT not in "".join(term.doubters)
    after = office.lapse(term, NOW + DAY)
    assert (after.state, after.doubted, after.doubters, after.key) == (TermState.ASKING, 0, (), b"")


def test_where_three_doubt_it_nobody_plays_a_part() -> None:
    term = opened()
    for each in (BOB, CAT, DAN):
        term = office.doubt(term, each, NOW)
    after = office.ask_volunteers(term)
    assert (after.over, after.doubted, after.doubters, after.key) == (True, 3, (), b"")


def test_one_person_doubts_once_and_only_in_time() -> None:
    term = office.doubt(opened(), CAT, NOW)
    with pytest.raises(AlreadyDone):
        office.doubt(term, CAT, NOW)
    with pytest.raises(NotNow, match="doubt-over"):
        office.doubt(term, DAN, NOW + DAY)


def test_the_volunteers_are_asked_once() -> None:
    with pytest.raises(NotNow):
        office.ask_volunteers(asking())


def test_the_order_of_doubts_tells_nothing() -> None:
    one, other = opened(), opened()
    for each in (BOB, CAT):
        one = office.doubt(one, each, NOW)
    for each in (CAT, BOB):
        other = office.doubt(other, each, NOW)
    assert one == other


# -- asked, and free to say no


def test_only_the_one_who_is_asked_may_answer() -> None:
    for move in (office.accept, office.decline):
        with pytest.raises(NotYours, match="not-asked"):
            move(asked(BOB), CAT, NOW + DAY)
        with pytest.raises(NotNow, match="term-over"):
            move(asking(), BOB, NOW + DAY)
        with pytest.raises(NotNow, match="term-over"):
            move(office.end(asked(BOB)), BOB, NOW + DAY)


def test_no_and_no_answer_pass_the_question_on() -> None:
    for after in (
        office.decline(asked(), BOB, NOW + DAY),
        office.lapse(asked(), NOW + 2 * DAY),
        office.step_down(asked(), BOB, NOW + DAY),
    ):
        assert (after.state, after.invited, after.passed) == (TermState.ASKING, None, (BOB,))
        with pytest.raises(ValueError, match="not this one"):
            office.invite(after, BOB, NOW + 3 * DAY)
        assert office.invite(after, CAT, NOW + 3 * DAY).invited == CAT


def test_an_answer_that_comes_too_late_is_none() -> None:
    with pytest.raises(NotNow, match="term-over"):
        office.accept(asked(), BOB, NOW + 2 * DAY)


def test_where_nobody_is_left_to_ask_the_term_is_over() -> None:
    assert office.give_up(asking()).over


def test_nobody_is_asked_until_it_is_a_time_to_write() -> None:
    term = office.wait(asking(), NOW + 3 * DAY)
    assert (term.invited, term.deadline) == (None, NOW + 3 * DAY)
    assert office.lapse(term, NOW + 2 * DAY) == term


# -- in office


def test_a_term_lasts_as_long_as_it_was_opened_for() -> None:
    for weeks in office.TERM_WEEKS:
        term = serving(weeks=weeks)
        assert term.taken
        assert term.ends == NOW + DAY + weeks * WEEK
        assert office.lapse(term, term.ends - HOUR) == term
        assert office.lapse(term, term.ends).over


def test_no_name_is_left_in_a_term_that_is_over() -> None:
    for term in (serving(), asked(), office.step_forward(opened(), CAT, NOW), with_a_stand_in()):
        left = repr(office.end(term))
        assert not any(repr(each) in left for each in EVERYBODY)
        assert office.end(term).challenger is None
        assert office.end(office.end(term)) == office.end(term)


def test_only_the_challenger_says_something_in_the_part() -> None:
    term = office.speak(serving(), BOB, NOW + 2 * DAY)
    assert term.said == 1
    with pytest.raises(NotYours):
        office.speak(term, CAT, NOW + 2 * DAY)
    with pytest.raises(NotYours):
        office.speak(term, BOB, NOW + 9 * DAY)


def away(days: int = 4, weeks: int = 2) -> Term:
    """Bob, in office for two weeks, is away from its first day on."""
    return office.hand_over(serving(weeks=weeks), BOB, NOW + (1 + days) * DAY, NOW + DAY)


def with_a_stand_in() -> Term:
    term = office.invite(away(), CAT, NOW + 2 * DAY)
    return office.accept(term, CAT, NOW + DAY)


def test_a_stand_in_holds_the_office_until_the_holder_is_back() -> None:
    assert away().state is TermState.ASKING
    assert away().challenger == BOB
    term = with_a_stand_in()
    assert (term.challenger, term.holder, term.deadline) == (CAT, BOB, NOW + 5 * DAY)
    back = office.lapse(term, NOW + 5 * DAY)
    assert (back.challenger, back.stand_in, back.deadline) == (BOB, None, term.ends)
    assert set(back.served) == {BOB, CAT}


def test_a_holder_may_come_back_early_and_nobody_else() -> None:
    assert office.come_back(with_a_stand_in(), BOB).challenger == BOB
    assert office.come_back(away(), BOB).state is TermState.SERVING
    assert office.come_back(with_a_stand_in(), CAT).challenger == CAT
    for term in (serving(), office.end(serving())):
        assert office.come_back(term, BOB) == term


def test_for_a_day_nobody_stands_in() -> None:
    assert away(days=1).state is TermState.SERVING
    sooner = office.hand_over(away(), BOB, NOW + 2 * DAY, NOW + DAY)
    assert (sooner.state, sooner.back_at) == (TermState.SERVING, None)


def test_where_nobody_stands_in_the_holder_stays() -> None:
    term = office.give_up(away())
    assert (term.state, term.challenger, term.back_at) == (TermState.SERVING, BOB, None)


def test_one_who_says_again_until_when_they_are_away_moves_the_day() -> None:
    later = office.hand_over(with_a_stand_in(), BOB, NOW + 7 * DAY, NOW + 2 * DAY)
    assert (later.challenger, later.back_at, later.due) == (CAT, NOW + 7 * DAY, NOW + 7 * DAY)
    waiting = office.invite(away(), CAT, NOW + 2 * DAY)
    moved = office.hand_over(waiting, BOB, NOW + 30 * DAY, NOW + DAY)
    assert (moved.invited, moved.back_at, moved.due) == (CAT, moved.ends, NOW + 2 * DAY)


def test_only_who_is_in_office_hands_it_over() -> None:
    for term, who in ((serving(), CAT), (office.end(serving()), BOB), (opened(), ANN)):
        with pytest.raises(NotYours):
            office.hand_over(term, who, NOW + 9 * DAY, NOW + DAY)


def test_a_stand_in_who_is_away_leaves_and_another_is_asked() -> None:
    term = office.hand_over(with_a_stand_in(), CAT, NOW + 9 * DAY, NOW + DAY)
    assert (term.state, term.challenger, term.stand_in) == (TermState.ASKING, BOB, None)
    assert term.served == (BOB,)


def test_one_who_truly_doubts_it_has_no_stand_in() -> None:
    term = office.step_forward(opened(), CAT, NOW)
    assert office.hand_over(term, CAT, NOW + 4 * DAY, NOW).over
    assert office.step_down(term, CAT, NOW).over


def test_stepping_down_frees_the_office_and_is_not_thanked_for() -> None:
    term = office.step_down(serving(), BOB, NOW + 2 * DAY)
    assert (term.state, term.challenger, term.served) == (TermState.ASKING, None, ())
    successor = office.accept(office.invite(term, CAT, NOW + 3 * DAY), CAT, NOW + 2 * DAY)
    assert (successor.challenger, successor.ends) == (CAT, serving().ends)


def test_near_the_end_nobody_new_is_asked() -> None:
    assert office.step_down(serving(), BOB, NOW + 7 * DAY).over


def test_a_stand_in_stays_when_the_holder_steps_down() -> None:
    term = office.step_down(with_a_stand_in(), BOB, NOW + 2 * DAY)
    assert (term.challenger, term.stand_in, term.served) == (CAT, None, (CAT,))
    assert term.deadline == term.ends


def test_one_who_has_nothing_to_do_with_a_term_changes_nothing_by_stepping_down() -> None:
    for term in (serving(), office.end(serving()), asked()):
        assert office.step_down(term, DAN, NOW + DAY) == term


def test_a_stand_in_is_looked_for_no_longer_than_the_holder_is_away() -> None:
    term = office.wait(away(days=3), NOW + 5 * DAY)
    assert term.due == NOW + 4 * DAY
    back = office.lapse(term, term.due)
    assert (back.state, back.challenger) == (TermState.SERVING, BOB)


class Months(RuleBasedStateMachine):
    """Whatever people do, in whatever order, whenever."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.term = opened(weeks=2)
        self.willing: set[MemberId] = set()
        self.invited: dict[MemberId, int] = {}
        self.ended = False

    def does(self, after: Term) -> None:
        if after.state is TermState.ASKING and after.invited is None and not after.over:
            free = [each for each in EVERYBODY if each not in (*after.passed, *after.served)]
            if free:
                after = office.invite(after, free[0], self.now + DAY)
                self.invited[free[0]] = self.invited.get(free[0], 0) + 1
            else:
                after = office.give_up(after)
        self.term = after

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR
        self.does(office.lapse(self.term, self.now))

    @rule(who=st.sampled_from(EVERYBODY), says=st.sampled_from(("accept", "decline")))
    def somebody_answers(self, who: MemberId, says: str) -> None:
        try:
            after = getattr(office, says)(self.term, who, self.now)
        except Refusal:
            return
        if says == "accept":
            self.willing.add(who)
        self.does(after)

    @rule(who=st.sampled_from(EVERYBODY), move=st.sampled_from(("doubt", "step_forward")))
    def somebody_doubts(self, who: MemberId, move: str) -> None:
        try:
            after = getattr(office, move)(self.term, who, self.now)
        except Refusal:
            return
        if move == "step_forward":
            self.willing.add(who)
        self.does(after)

    @rule(who=st.sampled_from(EVERYBODY))
    def somebody_steps_down(self, who: MemberId) -> None:
        self.willing.discard(who)
        self.does(office.step_down(self.term, who, self.now))
        assert self.term.challenger != who
        assert who not in self.term.served

    @rule(who=st.sampled_from(EVERYBODY), days=st.integers(1, 20))
    def somebody_is_away(self, who: MemberId, days: int) -> None:
        try:
            after = office.hand_over(self.term, who, self.now + days * DAY, self.now)
        except Refusal:
            return
        self.does(after)

    @rule(who=st.sampled_from(EVERYBODY))
    def somebody_is_back(self, who: MemberId) -> None:
        self.does(office.come_back(self.term, who))

    @invariant()
    def nobody_is_in_office_who_did_not_say_yes(self) -> None:
        assert {self.term.challenger, self.term.holder} <= {None, *self.willing}

    @invariant()
    def nobody_is_asked_twice_for_one_term(self) -> None:
        assert all(times == 1 for times in self.invited.values())

    @invariant()
    def what_is_over_stays_over_and_names_nobody(self) -> None:
        assert self.term.over or not self.ended
        self.ended = self.term.over
        if self.ended:
            assert not any(repr(each) in repr(self.term) for each in EVERYBODY)

    @invariant()
    def a_term_always_ends(self) -> None:
        if self.now > NOW + 60 * DAY:
            assert self.term.over


TestMonths = Months.TestCase
