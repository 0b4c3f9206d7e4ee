"""What a round shows once the votes on a stage are complete, for the next part to build on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.posts import Choices, Quote, plain_post
from bot.presenters import revealed
from challenges import rounds
from challenges.method_files import METHODS
from challenges.methods import Method
from challenges.tally import tallies
from tests.challenges.test_methods_walked import Walk


def after(method: str, phase: str) -> Walk:
    """A round of a method, walked until a phase begins."""
    walk = Walk(METHODS[method])
    while walk.round.current.name != phase:
        walk.one_phase()
    return walk


def shown(walk: Walk, stage: int) -> str:
    return "\n".join(plain_post(post) for post in revealed.entries(walk.round, stage))


def test_while_votes_come_in_no_count_is_shown() -> None:
    assert "we do this already" not in shown(after("triz", "already"), 0)


def test_what_should_stop_is_asked_below_what_is_done_already() -> None:
    walk = after("triz", "stop")
    text = shown(walk, 0)
    assert "8 people say we do this already, 0 that we do not, 0 not sure." in text
    entry = revealed.entries(walk.round, 0)[0].parts[1]
    assert isinstance(entry, Quote)
    assert "8 people say we do this already" in "".join(map(str, entry.source))


def test_the_risky_assumptions_stand_first_when_they_are_talked_about() -> None:
    walk = after("assumption-surfacing", "debate")
    weights = [each.entry.id for each in tallies(walk.round, 0)]
    places = [shown(walk, 0).index(f"Entry {number}.") for number in weights]
    assert places == sorted(places)
    posts = revealed.entries(walk.round, 0)
    choices = [part for post in posts for part in post.parts if isinstance(part, Choices)]
    pressed = [button.id for each in choices for button in each.buttons]
    assert pressed == [f"reply:1.{number}" for number in weights]


def test_what_people_on_both_sides_hang_on_is_marked() -> None:
    walk = after("double-crux", "tests")
    assert len(walk.round.shared) == 1
    assert shown(walk, 0).count("People on both sides would change their minds over this.") == 1


def test_the_smaller_side_comes_first_until_the_votes_are_counted() -> None:
    first = "The smaller side of the first ballot comes first."
    assert first in shown(after("authentic-dissent", "talk"), 1)
    assert first not in shown(after("authentic-dissent", "response"), 1)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_nothing_is_lost_when_the_votes_are_counted(method: Method) -> None:
    walk = Walk(method)
    while not walk.round.over:
        walk.one_phase()
        if walk.round.revealed and not walk.round.over:
            for stage in walk.round.method.stages:
                if not any(each.number is not None for each in walk.round.entries):
                    for entry in rounds.on_stage(walk.round, stage):
                        assert entry.answers[0] in shown(walk, stage)


def test_of_very_many_entries_one_who_asks_sees_the_newest_and_is_told_so() -> None:
    round_ = after("statements", METHODS["statements"].phases[1].name).round
    one = rounds.visible(round_)[0]
    many = tuple(replace(one, id=n, answers=(f"entry {n}",)) for n in range(1, 201))
    told = "\n".join(plain_post(post) for post in revealed.look(round_, many, ()))
    assert "There are 200 entries, too many for one answer. These are the newest 60." in told
    assert "entry 141" in told
    assert "entry 140" not in told
