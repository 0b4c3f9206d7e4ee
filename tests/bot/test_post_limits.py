"""Whatever members write in a round of whatever method: its posts go onto every platform whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from adapters.chat import MessageRef
from adapters.discord import components
from adapters.posts import Post
from adapters.slack import blocks
from bot import showing
from bot.presenters import revealed
from bot.presenters import rounds as board
from challenges import rounds
from challenges.ballots import alias
from challenges.messages import MemberId
from challenges.method_files import METHODS
from challenges.methods import Method
from challenges.rounds import Entry
from challenges.taking_part import MAX_ENTRY
from challenges.tally import outcome
from tests.challenges.test_methods_walked import DICE, KEY, RAY, Numbers, Walk

PEOPLE = 60
FILLING = "It went wrong (again): the *new* forms_v2 [draft] did not save.\n"


@dataclass
class Wordy(Walk):
    """People who write, reply and answer as much as anybody may."""

    people: int = PEOPLE
    numbers: Numbers = lambda stage, person: float(person)

    @property
    def members(self) -> list[MemberId]:
        return [RAY, *(MemberId(f"fake:member{number:02}") for number in range(self.people))]

    def answers(self) -> None:
        super().answers()
        self.round = replace(
            self.round,
            entries=tuple(map(wordy, self.round.entries)),
            responses=tuple(replace(each, why=filled(each.why)) for each in self.round.responses),
        )


def filled(words: str, most: int = MAX_ENTRY) -> str:
    return (words + " " + FILLING * MAX_ENTRY)[:most].strip()


def wordy(entry: Entry) -> Entry:
    each = MAX_ENTRY // len(entry.answers) - 1
    return replace(entry, answers=tuple(filled(answer, each) for answer in entry.answers))


def posts_of(walk: Walk) -> Iterator[Post]:
    """All that a round says at one moment, with what one member is shown alone."""
    yield board.board(walk.round)
    yield from dict(showing.shown(walk.round)).values()
    yield from dict(showing.answers(walk.round)).values()
    hand = rounds.dealt(walk.round, alias(KEY, walk.members[1]), DICE)
    seen = rounds.visible(walk.round) if walk.round.revealed else ()
    yield from revealed.look(walk.round, seen, hand)
    if walk.round.over:
        result = outcome(walk.round)
        yield revealed.outcome(walk.round, result)
        yield from revealed.rest_of_outcome(walk.round, result)


def fits_on_discord(post: Post) -> None:
    (container,) = components.container(post)
    everything = list(components.walk([container]))
    texts = [each["content"] for each in everything if "content" in each]
    assert components.CUT not in "\n".join(texts), f"{sum(map(len, texts))} characters"
    assert len(everything) <= components.MAX_COMPONENTS
    assert sum(map(len, texts)) <= components.MAX_TEXT


def fits_on_slack(post: Post) -> None:
    def permalink(message: MessageRef) -> str:
        return f"https://chat.example/{message.id}"

    made = [block for part in post.parts for block in blocks.blocks_of(part, permalink)]
    assert len(made) <= 50
    for block in made:
        if block["type"] == "section":
            assert len(block["text"]["text"]) <= blocks.MAX_SECTION


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_round_of_very_many_words_goes_onto_every_platform_whole(method: Method) -> None:
    walk = Wordy(method)
    while True:
        posts = list(posts_of(walk))
        for post in posts:
            fits_on_discord(post)
            fits_on_slack(post)
        assert len(dict(showing.shown(walk.round))) == len(list(showing.shown(walk.round)))
        if walk.round.over:
            break
        walk.one_phase()
