"""Every packaged method, walked from its opening to its outcome by people who do all they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from adapters.posts import plain_post
from bot.presenters import revealed
from challenges import rounds, taking_part
from challenges.ballots import Stand, alias
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId
from challenges.method_files import METHODS
from challenges.methods import Act, Method, Role, Showing
from challenges.phases import NOT_HEARD, expire, full
from challenges.refusals import NotYours
from challenges.rounds import Reply, Round, RoundState, Written
from challenges.scales import MARKS, Scale
from challenges.tally import Outcome, outcome, to_answer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = b"0123456789abcdef"
DICE = SeededDice(b"seed")
RAY = MemberId("fake:ray")  # opens the round, and answers
Numbers = Callable[[int, int], float]


def apart(stage: int, person: int) -> float:
    return person * 10.0


def close(stage: int, person: int) -> float:
    return 50.0 + person % 3


@dataclass
class Walk:
    """One round of a method, and what each phase of it did."""

    method: Method
    people: int = 7
    numbers: Numbers = apart
    heard: tuple[str, ...] = ("yes",)
    round: Round = field(init=False)
    names: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        proposal = tuple((each.name, "so it is") for each in self.method.proposal)
        self.round = rounds.open_(
            1, self.method, ChannelId("C1"), None, "One form is enough", proposal,
            opened_by=RAY, responder=RAY, key=KEY, now=NOW,
        )  # fmt: skip
        self.now = NOW

    @property
    def members(self) -> list[MemberId]:
        return [RAY, *(MemberId(f"fake:member{number}") for number in range(self.people))]

    def to_its_end(self) -> Outcome:
        while not self.round.over:
            self.one_phase()
        return outcome(self.round)

    def one_phase(self) -> None:
        name = self.round.current.name
        self.names.append(name)
        for person, member in enumerate(self.members):
            self.all_that_one_may(person, member)
        self.answers()
        if full(self.round):
            self.early.append(name)
        self.now = self.round.phase_ends
        self.round = expire(self.round, self.now, DICE)

    def may(self, act: Act, member: MemberId) -> bool:
        if act not in self.round.current.accepts:
            return False
        try:
            taking_part.speaking(self.round, act, member, self.now)
        except NotYours:
            return False
        return True

    def all_that_one_may(self, person: int, member: MemberId) -> None:
        by, phase, now = alias(KEY, member), self.round.current, self.now
        if Act.BALLOT in phase.accepts:
            stand = (Stand.AGREE, Stand.DISAGREE)[person % 2]
            self.round = taking_part.ballot(self.round, by, stand, 3, now)
        if phase.ask and self.may(Act.ENTRY, member):
            kinds, number = phase.ask.kinds, phase.ask.number
            draft = Written(
                tuple(f"{member} on {part.name}" for part in phase.ask.parts),
                kinds[person % len(kinds)].name if kinds else "",
                self.numbers(self.round.phase, person) if number else None,
            )
            hand = rounds.dealt(self.round, by, DICE)
            assert len(hand) == phase.dealt
            assert all(str(member) not in each.text for each in hand)
            self.round = taking_part.enter(self.round, member, by, draft, now)
        shown = rounds.on_stage(self.round, phase.on) if phase.on >= 0 else ()
        if self.may(Act.REPLY, member):
            self.round = taking_part.reply(self.round, member, by, shown[0].id, "Why?", now)
        if phase.scale and self.may(Act.VOTE, member):
            marks = MARKS[phase.scale]
            if phase.scale is Scale.HEARD:
                marks = (self.heard[self.names.count("heard-again")],) * len(shown)
            for entry, mark in zip(shown, marks, strict=False):
                self.round = taking_part.vote(self.round, member, by, entry.id, mark, now)

    def answers(self) -> None:
        phase = self.round.current
        if Act.RESPONSE in phase.accepts:
            answer = Reply.AMEND if phase.decides else Reply.SAY
            for owed in to_answer(self.round, phase.on):
                self.round = taking_part.respond(
                    self.round, RAY, owed.entry.id, answer, "Because.", self.now
                )


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_is_walked_through_every_phase_to_its_outcome(method: Method) -> None:
    walk = Walk(method)
    result = walk.to_its_end()
    assert walk.round.state is RoundState.CLOSED
    assert walk.names == [phase.name for phase in method.phases if not phase.second_try]
    assert result.took_part == len(walk.members)
    assert result.shift.paired == len(walk.members)
    assert not result.unanswered
    private = all(phase.ask.shown is Showing.NOBODY for phase in method.phases if phase.ask)
    assert bool(result.entries) is not private


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_phase_that_waits_for_those_who_wrote_ends_when_they_are_done(method: Method) -> None:
    walk = Walk(method)
    walk.to_its_end()
    assert walk.early == [phase.name for phase in method.phases if phase.full]


def test_when_no_retelling_gets_a_yes_the_others_try_once_more() -> None:
    walk = Walk(METHODS["steelman"], heard=("not-yet", "yes"))
    result = walk.to_its_end()
    assert walk.names[:5] == ["restate", "heard", "restate-again", "heard-again", "criticise"]
    assert walk.round.state is RoundState.CLOSED
    assert {each.entry.stage for each in result.entries} == {4}


def test_when_the_second_try_gets_no_yes_either_the_round_ends_and_says_so() -> None:
    walk = Walk(METHODS["steelman"], heard=("not-yet", "not-yet"))
    assert walk.to_its_end().abandoned
    assert walk.names == ["restate", "heard", "restate-again", "heard-again"]
    assert walk.round.ended_by == NOT_HEARD
    assert "the second time either" in plain_post(revealed.outcome(walk.round, outcome(walk.round)))


@pytest.mark.parametrize("people", [0, 1, 2])
def test_a_second_try_that_too_few_write_in_unlocks_nothing(people: int) -> None:
    walk = Walk(METHODS["steelman"], heard=("not-yet",))
    walk.one_phase()
    walk.one_phase()
    for person, member in list(enumerate(walk.members))[1 : 1 + people]:
        walk.all_that_one_may(person, member)
    walk.round = expire(walk.round, walk.round.phase_ends, DICE)
    assert walk.round.ended_by == NOT_HEARD


def test_a_yes_that_is_taken_back_later_ends_nothing() -> None:
    walk = Walk(METHODS["steelman"])
    while walk.round.current.name != "criticise":
        walk.one_phase()
    for member in walk.members[1:]:
        walk.round = taking_part.withdraw_entries(walk.round, alias(KEY, member), walk.now)
    walk.to_its_end()
    assert walk.round.state is RoundState.CLOSED


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_fewest_people_a_method_needs_are_enough_for_it(method: Method) -> None:
    """Together with the proposer, where the proposer does not write first."""
    others = method.phases[method.stages[0]].role is Role.OTHERS
    walk = Walk(method, people=method.minimum - (not others), numbers=close)
    if method.phases[method.stages[-1]].dealt:
        return  # four people cannot be dealt three answers of others that were made from two
    result = walk.to_its_end()
    assert not result.abandoned
    assert walk.round.method == method
    assert walk.round.unshown == ()


@pytest.mark.parametrize(
    "method", [each for each in METHODS.values() if each.simpler], ids=lambda each: each.name
)
def test_when_too_few_write_the_round_goes_on_as_a_simpler_one(method: Method) -> None:
    simpler = METHODS[method.simpler]
    walk = Walk(method, people=simpler.minimum - 1)
    walk.to_its_end()
    assert walk.round.state is RoundState.CLOSED
    assert walk.round.method == simpler
    assert walk.round.began_as == method.name


def test_a_delphi_whose_numbers_lie_close_is_asked_for_twice_only() -> None:
    walk = Walk(METHODS["delphi"], numbers=close)
    result = walk.to_its_end()
    assert walk.names == ["first", "last", "response", "after"]
    assert len(result.numbers) == 2
    assert result.entries, "the last numbers are what is answered"


def test_a_delphi_whose_numbers_come_close_is_asked_for_once_more() -> None:
    walk = Walk(
        METHODS["delphi"],
        numbers=lambda stage, person: (apart if stage < 1 else close)(stage, person),
    )
    walk.to_its_end()
    assert walk.names == ["first", "second", "last", "response", "after"]


def test_two_who_advise_by_name_do_not_wait_for_the_clock() -> None:
    walk = Walk(METHODS["troika"], people=2)
    walk.to_its_end()
    assert walk.early == ["questions", "answers", "advice", "value"]


def test_where_all_write_by_name_one_alone_is_waited_with() -> None:
    walk = Walk(METHODS["troika"], people=1)
    walk.all_that_one_may(1, walk.members[1])
    assert not full(walk.round)


def test_a_phase_for_others_does_not_wait_for_the_proposer_who_listens() -> None:
    critique = METHODS["dialectical-inquiry"]
    listening = replace(critique.phases[2], role=Role.OTHERS, full=True)
    method = replace(critique, phases=(*critique.phases[:2], listening, *critique.phases[3:]))
    everyone = replace(method.phases[0], role=Role.EVERYONE)
    walk = Walk(replace(method, phases=(everyone, *method.phases[1:])))
    walk.to_its_end()
    assert walk.early == [listening.name]


def test_what_too_few_wrote_is_not_dealt_either() -> None:
    walk = Walk(METHODS["one-two-four-all"])
    walk.one_phase()
    for person, member in list(enumerate(walk.members))[:2]:
        walk.all_that_one_may(person, member)
    walk.round = expire(walk.round, walk.round.phase_ends, DICE)
    assert walk.round.current.name == "fours"
    assert walk.round.unshown == (1,)
    assert rounds.dealt(walk.round, alias(KEY, MemberId("newcomer")), DICE) == ()
