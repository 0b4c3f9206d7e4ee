"""A round of any method, played through any door by people who do what its file asks of them.

It reads the method and nothing else: which phases there are, who speaks in them, what the forms ask
and on which scale members vote. What it finds in the channel it holds against the promises: nothing
shows before its time, the board says who may speak, and the outcome keeps the minority's words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.presenters.marking import BUTTONS
from bot.presenters.round_forms import stands
from challenges.methods import FEWEST, Act, Method, Phase, Question, Role, Showing
from challenges.numbers import tails
from challenges.rounds import Stand
from challenges.scales import Scale
from tests.stories.afternoon import SURE, Door

PROPOSER = "bob"
LATE = "fay"  # comes when the first stage is over, where enough others wrote; looks, never votes
LOOK = "See what people wrote"
LISTENS = "in this part you only listen"
SPEAKS_NOT = "only whoever opened the round speaks"
OF_ITSELF: Mapping[str, Stand] = {
    "ann": Stand.AGREE,
    "bob": Stand.AGREE,
    "cat": Stand.DISAGREE,
    "dan": Stand.DISAGREE,
    "eve": Stand.UNSURE,
    "fay": Stand.UNSURE,
}

Step = Callable[["Played"], Awaitable[None]]
Numbers = Callable[[int, int], float]
"""The number that a person gives in a phase."""


async def by_a_moderator(played: Played) -> None:
    """A moderator ends the part; nobody else is offered to."""
    end = f"Round {played.number}: end this part now"
    await played.door.command("ann", "rounds")
    await played.door.press("ann", end, f"Round {played.number}, part")


async def nothing(played: Played) -> None:
    """Nothing more is looked at."""


@dataclass
class Played:
    """One round of a method, the `number`th of its community, from its opening to its outcome.

    `end` ends a phase that does not end by itself. `hidden` looks, while a phase goes on, wherever
    what was written in it could have come to light. People write and vote alike in every round;
    only their `numbers` are given.
    """

    door: Door
    method: Method
    number: int = 1
    end: Step = by_a_moderator
    hidden: Step = nothing
    numbers: Numbers = lambda phase, person: person * 20.0
    people: Sequence[str] = ("ann", "bob", "cat", "dan", "eve", "fay")
    written: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """The words of each stage, with who wrote them."""
    replied: dict[str, str] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    revealed_as: dict[str, int] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    before: dict[str, Stand] = field(default_factory=dict)
    after: dict[str, Stand] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)

    async def to_its_end(self) -> str:
        """Play the whole round; the words of its outcome."""
        await self.open()
        index = await self.phase()
        while index is not None:
            index = await self.one_phase(index)
        return await self.outcome()

    # -- where it stands

    @property
    def claim(self) -> str:
        return f"We join the platform, as it stands in round {self.number}."

    @property
    def heading(self) -> str:
        """Words that only the board has."""
        return f"Round {self.number}: {self.method.title}"

    async def posts(self) -> list[str]:
        return [" ".join(each.split()) for each in await self.door.posts()]

    async def board(self) -> str:
        return next(each for each in await self.posts() if self.heading in each)

    async def phase(self, board: str = "") -> int | None:
        """The phase that the board says the round is in, as a member reads it."""
        found = re.search(r"Part (\d+) of (\d+): ", board or await self.board())
        if found is None:
            return None
        assert int(found[2]) == len(self.method.phases)
        return int(found[1]) - 1

    async def over(self, index: int) -> bool:
        """Whether a phase has ended by itself."""
        phase = self.method.phases[index]
        return (phase.full or phase.unlocks) and await self.phase() != index

    # -- what people do

    async def open(self) -> None:
        offered = await self.door.command(PROPOSER, f"round {self.method.name}")
        assert " ".join(self.method.summary.split()) in " ".join(offered.split())
        answers = {each.label: f"So it is: {each.name}." for each in self.method.proposal}
        answers[self.method.proposal[0].label] = self.claim
        button = f"Open a round: {self.method.title}"
        opened = await self.door.fill(PROPOSER, button, self.method.summary, answers)
        assert f"Round {self.number} is open" in opened, opened
        board = await self.board()
        assert self.claim in board
        for each in self.method.proposal[1:]:
            assert f"{each.label} So it is: {each.name}." in board

    async def one_phase(self, index: int) -> int | None:
        """All that people do in one phase, and what must not show until it ends; the next one."""
        assert all(index > each for each in self.seen), "never backwards"
        phase = self.method.phases[index]
        left_out = self.method.phases[self._next : index]
        assert all(each.again or each.second_try for each in left_out)
        self.seen.append(index)
        shown = await self.posts()
        self._check_board(phase, next(each for each in shown if self.heading in each))
        await self.locked_out(index, phase)
        for act in (self.ballots, self.entries, self.replies, self.votes):
            if not await self.over(index):
                await act(index, phase)
        if not await self.over(index):
            assert await self.posts() == shown, "nothing shows before its time"
            await self.early_look(index)
            await self.hidden(self)
            if Act.RESPONSE in phase.accepts:
                await self.responses(index, phase)
        if not await self.over(index):
            assert not phase.full, f"{phase.name} waits for nobody"
            await self.end(self)
        return await self.after_phase(index, phase)

    @property
    def _next(self) -> int:
        return self.seen[-1] + 1 if self.seen else 0

    def _check_board(self, phase: Phase, board: str) -> None:
        assert phase.title in board
        assert " ".join(phase.call.split()) in board
        assert ("only listens" in board) is (phase.role is Role.OTHERS)
        assert ("speaks." in board) is (phase.role is Role.PROPOSER)
        if Act.RESPONSE in phase.accepts:
            assert "answers." in board

    def may(self, phase: Phase) -> list[str]:
        """Who writes, replies or votes in a phase."""
        if phase.role is Role.PROPOSER:
            return [PROPOSER]
        return [each for each in self.people if phase.role is Role.EVERYONE or each != PROPOSER]

    async def locked_out(self, index: int, phase: Phase) -> None:
        """Whoever has no say in a phase reads why, in place of a form or a vote."""
        if phase.role is Role.EVERYONE:
            return
        person, why = (PROPOSER, LISTENS) if phase.role is Role.OTHERS else ("cat", SPEAKS_NOT)
        if phase.ask:
            assert why in await self.door.fill(person, "Take part", self.heading, {})
        if phase.scale and phase.scale is not Scale.GRID:
            words = next(iter(self.written[phase.on]))
            label = BUTTONS[phase.scale][0].format(number=await self.entry(words))
            assert why in await self.door.press(person, label, words)

    async def ballots(self, index: int, phase: Phase) -> None:
        """Whoever does not write in this phase says where they stand without writing."""
        if Act.BALLOT not in phase.accepts or (phase.ask and phase.role is Role.EVERYONE):
            return
        for person in [PROPOSER] if phase.ask else self.people:
            answers = {self.method.ballot_question: self.stand(index, person), SURE_LABEL: SURE}
            label = "Say where you stand now"
            said = await self.door.fill(person, label, self.heading, answers)
            assert "ballot is in" in said, said
            if await self.over(index):
                return

    def stand(self, index: int, person: str) -> str:
        """Where somebody stands, as it is counted and as the form has it."""
        cast = self.before if index < self.method.reveal else self.after
        cast[person] = OF_ITSELF[person] if cast is self.before else Stand.UNSURE
        if person == "dan":  # one who stays of their mind
            cast[person] = Stand.DISAGREE
        return stands(self.method.stands)[cast[person].value]

    def writers(self, index: int, phase: Phase) -> list[str]:
        """Who writes: all who may, but the late one in the first stage, unless it needs them."""
        may = self.may(phase)
        late = index == self.method.stages[0] and len(may) - 1 >= self.method.minimum
        return [each for each in may if not (late and each == LATE)]

    async def entries(self, index: int, phase: Phase) -> None:
        if phase.ask is None:
            return
        for person in self.writers(index, phase):
            if person == "eve" and phase.ask.none:
                said = await self.door.fill(person, "Take part", self.heading, {})
                assert "in and hidden" in said, said
                above = " ".join(self.door.above_the_box.split())
                assert f"To say “{phase.ask.none}”, leave all boxes empty" in above
                continue
            if person == "cat" and phase.ask.most == 1 and index == 0:
                await self.write(index, phase, person, "A first thought.")
                self.taken_back |= set(self._of(index, person))
                self.written[index] = {
                    words: by for words, by in self.written[index].items() if by != person
                }
            if person == "dan" and index == 0 and not phase.full:
                await self.write(index, phase, person, "Words to be taken back.")
                said = await self.door.press(person, "Take mine back", self.heading)
                assert "taken back" in said
                self.taken_back |= set(self._of(index, person))
                self.written[index] = {
                    words: by for words, by in self.written[index].items() if by != person
                }
            await self.write(index, phase, person, "What I think.")
            if await self.over(index):
                return

    def _of(self, index: int, person: str) -> list[str]:
        return [words for words, by in self.written[index].items() if by == person]

    async def write(self, index: int, phase: Phase, person: str, remark: str) -> None:
        assert phase.ask is not None
        words = f"Word {self.number}-{index}-{person} of {phase.name}. {remark}"
        answers: dict[str, str] = {}
        if Act.BALLOT in phase.accepts:
            answers = {self.method.ballot_question: self.stand(index, person), SURE_LABEL: SURE}
        if phase.ask.kinds:
            kinds = phase.ask.kinds
            answers[phase.ask.kinds_label] = kinds[self.people.index(person) % len(kinds)].label
        if phase.ask.number:
            answers[phase.ask.number.label] = f"{self._number(index, person):g}"
        answers |= self._parts(phase.ask.parts, words)
        said = await self.door.fill(person, "Take part", self.heading, answers)
        assert "in and hidden" in said, said
        assert words not in said
        self.written[index][words] = person
        self._check_form(phase, index, person)

    def _number(self, index: int, person: str) -> float:
        return self.numbers(index, self.people.index(person))

    def _parts(self, parts: Sequence[Question], words: str) -> dict[str, str]:
        """The words stand in the first part; an optional one is left empty."""
        required = [each for each in parts if each.required] or list(parts[:1])
        return {
            each.label: words if place == 0 else f"More on the {each.name}."
            for place, each in enumerate(required)
        }

    def _check_form(self, phase: Phase, index: int, person: str) -> None:
        """Above the box stands what is asked and who will see it, and what one was dealt."""
        above = " ".join(self.door.above_the_box.split())
        assert phase.ask is not None
        assert " ".join(phase.ask.prompt.split()) in above
        promise = "bears your name" if phase.ask.signed else "for you alone"
        if phase.ask.signed or phase.ask.shown is Showing.NOBODY:
            assert promise in above
        else:
            assert "without your name" in above
        if phase.dealt:
            dealt = [by for words, by in self.written[index - 1].items() if words in above]
            assert len(dealt) == phase.dealt
            assert person not in dealt, "nobody is dealt their own words"

    async def early_look(self, index: int) -> None:
        said = await self.door.press(LATE, LOOK, self.heading)
        if index < self.method.reveal and not self.method.phases[index].dealt:
            assert "stays hidden" in said
        fresh = {*self.written[index], *(w for w, s in self._replies_of(index))}
        assert not any(words in said for words in fresh | self.taken_back)

    def _replies_of(self, index: int) -> list[tuple[str, str]]:
        return [(w, s) for w, s in self.replied.items() if s.startswith(f"{index}:")]

    async def replies(self, index: int, phase: Phase) -> None:
        if Act.REPLY not in phase.accepts:
            return
        about = next(iter(self.written[phase.on]))
        number = await self.entry(about)
        for person in [each for each in self.may(phase) if each != LATE][:FEWEST]:
            words = f"Reply {self.number}-{index}-{person}: how do you know?"
            answers = {"What do you say to it?": words}
            said = await self.door.fill(person, f"{number}: reply", about, answers)
            assert "reply is in and hidden" in said, said
            self.replied[words] = f"{index}:{person}"

    async def votes(self, index: int, phase: Phase) -> None:
        if phase.scale is None:
            return
        shown = list(self.written[phase.on])[:2]
        numbers = [await self.entry(words) for words in shown]
        for person in [each for each in self.may(phase) if each != LATE]:
            for place, (words, number) in enumerate(zip(shown, numbers, strict=True)):
                await self.vote(phase, person, words, number, place)
                if await self.over(index):
                    return
                if phase.scale is Scale.BACK:
                    break

    async def vote(self, phase: Phase, person: str, words: str, number: int, place: int) -> None:
        assert phase.scale is not None
        said = BUTTONS[phase.scale]
        if phase.scale is Scale.GRID:
            answers = {"How important is it?": "4", "How certain is it?": "2"}
            told = await self.door.fill(person, said[0].format(number=number), words, answers)
        else:
            label = said[place % len(said)].format(number=number)
            told = await self.door.press(person, label, words)
        assert "vote is in" in told, told

    async def responses(self, index: int, phase: Phase) -> None:
        """The proposer answers what they owe an answer; two at least go without, if they may."""
        heading = f"Round {self.number}: the answers"
        asked = " ".join(each for each in await self.posts() if heading in each)
        owed = [words for words in self.written[phase.on] if words in asked]
        assert len(owed) == min(self.method.top, len(self.written[phase.on]))
        for place, words in enumerate(owed if phase.full else owed[:2]):
            number = await self.entry(words)
            answer = f"Because of {self.number}-{index}-{place}."
            answers = {"Your answer": answer}
            if phase.decides:
                answers = {"Your answer": "Reject: this is not taken up", "Why?": answer}
            button = f"Answer entry {number}"
            told = await self.door.fill(PROPOSER, button, words, answers)
            assert "with your name" in told, told
            assert answer in " ".join(await self.posts())
            self.answered[words] = answer

    # -- what shows

    async def entry(self, words: str) -> int:
        """The number under which an entry was revealed; it is never given another."""
        if words not in self.revealed_as:
            post = next(each for each in await self.posts() if words in each)
            found = re.search(r"Entry (\d+)", post.partition(words)[2])
            assert found, f"{words!r} has no number"
            self.revealed_as[words] = int(found[1])
        return self.revealed_as[words]

    def shown(self, stage: int, now: int) -> bool:
        """Whether what was written in a stage may stand in the channel in a later phase."""
        ask = self.method.phases[stage].ask
        assert ask is not None
        enough = ask.signed or len(set(self.written[stage].values())) >= FEWEST
        return ask.shown is Showing.ALL and enough and now > stage

    def _at_an_end(self, stage: int, person: str) -> bool:
        numbers = [self._number(stage, by) for by in self.written[stage].values()]
        low, high = tails(numbers)
        return not low < self._number(stage, person) < high

    async def after_phase(self, index: int, phase: Phase) -> int | None:
        """What was written shows now, all of it at once, or never."""
        posts = await self.posts()
        everything = " ".join(posts)
        now = await self.phase(next(each for each in posts if self.heading in each))
        for stage in self.written:
            for words, person in self.written[stage].items():
                shows = self.shown(stage, len(self.method.phases) if now is None else now)
                ask = self.method.phases[stage].ask
                if shows and ask and ask.number:  # its post has the ends; a look has all
                    shows = self._at_an_end(stage, person)
                assert (words in everything) is shows, words
                if shows and ask and not ask.signed:
                    post = next(each for each in posts if words in each)
                    assert not re.search(rf"@(U{person.upper()}|{person})\b", post)
        for words, _ in self._replies_of(index):
            assert words in everything
        if phase.ask and phase.ask.none:
            assert f"1 person said: “{phase.ask.none}”." in everything
        assert not any(words in everything for words in self.taken_back)
        voted = phase.scale and not phase.unlocks and index == self.method.votes_on(phase.on)[-1]
        if voted:
            voters = len([each for each in self.may(phase) if each != LATE])
            first = next(iter(self.written[phase.on]))
            assert any(first in each and f"{voters} people" in each for each in posts)
        return now

    async def outcome(self) -> str:
        """The outcome as it stands in the channel, with all that it owes to those who took part."""
        posts = await self.posts()
        said = next(each for each in posts if f"Round {self.number}: the outcome" in each)
        assert "This round is over. The outcome stands below." in await self.board()
        assert self.claim in said
        for when, cast in (("Before", self.before), ("After", self.after)):
            stood = list(cast.values())
            counts = [stood.count(each) for each in (Stand.AGREE, Stand.UNSURE, Stand.DISAGREE)]
            line = "{}: {} to go ahead, {} not sure, {} against.".format(when, *counts)
            if self.method.stands:
                said_so = zip(counts, stands(self.method.stands).values(), strict=True)
                line = f"{when}: {', '.join(f'{n} “{answer}”' for n, answer in said_so)}."
            assert line in said, (line, said)
        judged = self.written[self.method.judged]
        ask = self.method.phases[self.method.judged].ask
        if ask and ask.shown is not Showing.NOBODY:
            minority = said.partition("What the minority said")[2]
            of_all = self.method.scale(self.method.judged) is Scale.AGREE  # what most agree with
            if of_all and Stand.DISAGREE not in self.after.values():
                assert "No minority report: at the end nobody was against it." in said
            else:
                assert any(words in minority.partition("What weighed most")[0] for words in judged)
            everything = " ".join(posts)  # a long outcome goes on in further posts
            answered = [self.answered[words] for words in judged if words in self.answered]
            assert any(answer in everything for answer in answered)
        else:
            assert not any(words in said for words in judged)
            assert "nothing was written here for others to read" in said
        if any(phase.scale is Scale.CRUX for phase in self.method.phases):
            assert "What would change minds on both sides" in said
        for index in self.seen:
            phase = self.method.phases[index]
            if phase.ask and phase.ask.number:
                assert f"{len(self.written[index])} numbers: the middle one is" in said
        return said


SURE_LABEL = "How sure are you?"


async def switch_on(door: Door) -> None:
    """A channel in which rounds can be opened."""
    assert "Switched on" in await door.command("ann", "on")
