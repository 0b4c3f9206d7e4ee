"""Rounds in which anybody does anything at any moment, and what must be true of them all the same.

Beside the round stands a plain record of what was done. It is kept without the rules' own code: who
wrote which words where, who marked them last and how, who was counted. The two are held together
after every step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from adapters.posts import plain_post
from bot import showing
from bot.presenters import revealed
from bot.presenters import rounds as board
from challenges import phases, rounds, taking_part, tally
from challenges.ballots import Stand, alias
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId
from challenges.method_files import METHODS, load
from challenges.methods import Act, Method, Role, Showing
from challenges.refusals import NotNow, Refusal
from challenges.rounds import Reply, Round, RoundState, Written
from challenges.scales import MARKS, Scale
from tests.challenges.promises import written

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = b"0123456789abcdef"
DICE = SeededDice(b"seed")
PEOPLE = tuple(MemberId(f"fake:{name}") for name in ("ann", "bob", "cas", "dee", "eli", "fay"))
PROPOSER = PEOPLE[0]
LEAST = 3

people = st.sampled_from(PEOPLE)
stands = st.sampled_from(Stand)
places = st.integers(0, 5)


def known_as(member: MemberId) -> rounds.Alias:
    return alias(KEY, member)


@dataclass
class Said:
    """Some words: who wrote them in which phase, below which other words, with which receipt."""

    by: MemberId
    stage: int
    below: str
    receipt: str


class AnyRound(RuleBasedStateMachine):
    """Members, the proposer, a moderator, the clock and the process, all as they like.

    `begin` is drawn from the methods of a subclass.
    """

    methods: st.SearchStrategy[Method] = st.sampled_from(list(METHODS.values()))

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        method = data.draw(self.methods)
        self.now = NOW
        self.round = rounds.open_(
            7, method, ChannelId("fake:T1/general"), None, "One form is enough",
            tuple((each.name, "so it is") for each in method.proposal),
            opened_by=PROPOSER, responder=PROPOSER, key=KEY, now=NOW,
        )  # fmt: skip
        self.numbers = count(1)
        self.words: dict[str, Said] = {}
        self.gone: set[str] = set()
        self.writers: dict[int, set[MemberId]] = {}
        self.spoke: dict[int, set[MemberId]] = {}
        self.nothing: set[tuple[MemberId, int]] = set()
        self.stood: dict[tuple[bool, MemberId], tuple[Stand, int]] = {}
        self.marked: dict[tuple[MemberId, str], str] = {}
        self.answered: dict[str, Reply] = {}
        self.entered = [0]
        self.expiries = 0
        for number in range(data.draw(st.integers(0, len(method.phases) - 1))):
            if not self.round.over:
                self.all_do_what_is_asked(data.draw(st.sampled_from([0.0, 50.0])))
            if not self.round.over and self.round.phase <= number:
                self.the_time_is_up()

    # -- what anybody may try

    def attempt(self, move: Callable[[], Round]) -> bool:
        """Whether the rules let it happen. A refusal changes nothing; after the end all refuse."""
        before = self.round
        try:
            self.round = move()
        except Refusal:
            assert self.round == before
            return False
        assert not before.over
        return True

    def acted(self, act: Act, member: MemberId, before: Round) -> None:
        """What was let happen was for this member to do, in this phase, before its end."""
        phase = before.current
        assert act in phase.accepts
        assert self.now < before.phase_ends
        if act in (Act.ENTRY, Act.REPLY, Act.VOTE):
            assert not (phase.role is Role.OTHERS and member == PROPOSER)
            assert not (phase.role is Role.PROPOSER and member != PROPOSER)
        if phases.full(self.round):
            self.expire()

    @rule(hours=st.sampled_from([1, 5, 12]))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule()
    def the_time_is_up(self) -> None:
        if not self.round.over:
            self.now = max(self.now, self.round.phase_ends)
            self.expire()

    @rule()
    def the_process_begins_anew(self) -> None:
        """The method is read again from the file that was kept with the round."""
        before = self.round
        self.round = self.kept_and_read(self.round)
        assert self.round == before

    def kept_and_read(self, round_: Round) -> Round:
        return replace(round_, method=load(round_.method.text))

    @rule(member=people, stand=stands, sure=st.integers(1, 6))
    def ballot(self, member: MemberId, stand: Stand, sure: int) -> None:
        before, now = self.round, self.now
        if self.attempt(lambda: taking_part.ballot(before, known_as(member), stand, sure, now)):
            self.stood[before.revealed, member] = (stand, sure)
            self.acted(Act.BALLOT, member, before)

    @rule(member=people, number=st.sampled_from([0.0, 4.5, 50.0, 99.0, 1e9]), kind=places)
    def write(self, member: MemberId, number: float, kind: int) -> None:
        before, now = self.round, self.now
        ask = before.current.ask
        if ask is None:
            empty = Written(("x",))
            assert not self.attempt(
                lambda: taking_part.enter(before, member, known_as(member), empty, now)
            )
            return
        text, receipt = self.fresh()
        draft = Written(
            (text, *("more" for _ in ask.parts[1:])),
            ask.kinds[kind % len(ask.kinds)].name if ask.kinds else "",
            number if ask.number else None,
        )
        own = [w for w, said in self.of(member) if said.stage == before.phase and not said.below]
        if not self.attempt(
            lambda: taking_part.enter(before, member, known_as(member), draft, now, receipt)
        ):
            return
        if (member, before.phase) in self.nothing:  # in its place, with its receipt
            self.nothing.discard((member, before.phase))
            self.words[text] = Said(member, before.phase, "", f"{member}-{before.phase}")
        elif ask.most == 1 and own:
            self.words[text] = self.words.pop(own[0])
            self.gone.add(own[0])
        else:
            assert len(own) < ask.most
            self.words[text] = Said(member, before.phase, "", receipt)
        self.acted(Act.ENTRY, member, before)

    @rule(member=people)
    def have_nothing_to_say(self, member: MemberId) -> None:
        before, now = self.round, self.now
        ask = before.current.ask
        draft = Written(("",) * len(ask.parts if ask else ()))
        own = [w for w, said in self.of(member) if said.stage == before.phase and not said.below]
        receipt = f"{member}-{before.phase}"
        if not self.attempt(
            lambda: taking_part.enter(before, member, known_as(member), draft, now, receipt)
        ):
            return
        assert ask
        assert ask.none
        if own:
            assert ask.most == 1
            self.gone.add(own[0])
            self.words.pop(own[0])
        self.nothing.add((member, before.phase))
        self.acted(Act.ENTRY, member, before)

    @rule(member=people, place=places)
    def reply(self, member: MemberId, place: int) -> None:
        before, now = self.round, self.now
        about = self.some_entry(place)
        text, receipt = self.fresh()
        if not self.attempt(
            lambda: taking_part.reply(before, member, known_as(member), about, text, now, receipt)
        ):
            return
        below = self.text_of(before, about)
        assert self.shown(below)
        own = [
            words
            for words, said in self.words.items()
            if (said.by, said.stage, said.below) == (member, before.phase, below)
        ]
        if own:
            self.words[text] = self.words.pop(own[0])
            self.gone.add(own[0])
        else:
            self.words[text] = Said(member, before.phase, below, receipt)
        self.acted(Act.REPLY, member, before)

    @rule(member=people, place=places, mark=st.integers(0, 24))
    def vote(self, member: MemberId, place: int, mark: int) -> None:
        before, now = self.round, self.now
        scale = before.current.scale or Scale.MOVES
        said = MARKS[scale][mark % len(MARKS[scale])]
        about = self.some_entry(place, before.current.on)
        if not self.attempt(
            lambda: taking_part.vote(before, member, known_as(member), about, said, now)
        ):
            return
        text = self.text_of(before, about)
        assert self.shown(text)
        assert self.words[text].stage == before.current.on
        if scale in (Scale.RANK, Scale.BACK):
            for (by, other), given in list(self.marked.items()):
                same = self.words[other].stage == before.current.on
                if (by, given) == (member, said) and same:
                    del self.marked[by, other]
        self.marked[member, text] = said
        self.acted(Act.VOTE, member, before)

    @rule(
        member=st.sampled_from([PROPOSER, PROPOSER, PEOPLE[1]]),
        place=places,
        answer=st.sampled_from(Reply),
        why=st.sampled_from(["", "so"]),
    )
    def answer(self, member: MemberId, place: int, answer: Reply, why: str) -> None:
        before, now = self.round, self.now
        about = self.some_entry(place, before.current.on)
        if self.attempt(lambda: taking_part.respond(before, member, about, answer, why, now)):
            assert member == PROPOSER
            self.answered[self.text_of(before, about)] = answer
            self.acted(Act.RESPONSE, member, before)

    @rule(member=people)
    def take_all_back(self, member: MemberId) -> None:
        before = self.round
        if self.attempt(lambda: taking_part.withdraw_entries(before, known_as(member), self.now)):
            self.without({words for words, _ in self.of(member)})
            self.nothing = {each for each in self.nothing if each[0] != member}

    @rule(place=st.integers(0, 30))
    def take_one_back(self, place: int) -> None:
        texts = list(self.words)
        said = self.words[texts[place % len(texts)]] if texts else Said(PROPOSER, 0, "", "none")
        before = self.round
        if self.attempt(lambda: taking_part.withdraw_by_receipt(before, said.receipt, self.now)):
            self.without({texts[place % len(texts)]})

    @rule(member=people)
    def leave(self, member: MemberId) -> None:
        before = self.round
        if self.attempt(lambda: taking_part.forget(before, known_as(member), self.now)):
            self.without({words for words, _ in self.of(member)})
            self.nothing = {each for each in self.nothing if each[0] != member}
            self.stood = {k: stood for k, stood in self.stood.items() if k[1] != member}
            self.marked = {k: mark for k, mark in self.marked.items() if k[0] != member}

    @rule(really=st.integers(0, 9))
    def stop(self, really: int) -> None:
        before = self.round
        if really == 9 and self.attempt(lambda: phases.abandon(before, self.now)):
            self.ended(before)

    @rule()
    def one_hour_more(self) -> None:
        before = self.round
        if self.attempt(lambda: phases.extend(before, HOUR, self.now)):
            assert self.round.phase_ends == max(before.phase_ends, self.now) + HOUR

    @rule(number=st.sampled_from([0.0, 50.0]))
    def all_do_what_is_asked(self, number: float) -> None:
        """Else few rounds would come far."""
        for place, member in enumerate(PEOPLE):
            self.ballot(member, list(Stand)[place % 3], 3)
            if place % 3 == 1:
                self.have_nothing_to_say(member)
            self.write(member, number + place, place)
            if place % 3 == 2:
                self.have_nothing_to_say(member)
            self.reply(member, place // 2)
            self.vote(member, place // 2, place)
            self.vote(member, place, place + 1)
            self.answer(PROPOSER, place, list(Reply)[place % 4], "so")

    # -- what moves the round on

    def expire(self) -> None:
        before, stage = self.round, self.round.phase
        self.writers[stage] = {
            said.by for said in self.words.values() if said.stage == stage and not said.below
        }
        self.spoke[stage] = {said.by for said in self.words.values() if said.stage == stage}
        content = {member for member, then in self.nothing if then == stage}
        self.spoke[stage] |= content
        self.writers[stage] |= content - {PROPOSER}
        assert self.attempt(lambda: phases.expire(before, self.now, DICE))
        self.expiries += 1
        ask = self.phase(stage).ask  # of the simpler method, if it goes on as that one
        erased = ask is not None and (
            ask.shown is Showing.NOBODY or not (ask.signed or len(self.writers[stage]) >= LEAST)
        )
        if self.round.over:
            self.ended(before)
            return
        if erased:
            self.erase({w for w, s in self.words.items() if s.stage == stage and not s.below})
            self.nothing = {each for each in self.nothing if each[1] != stage}
        if len(self.spoke[stage]) < LEAST:
            self.erase({w for w, s in self.words.items() if s.stage == stage and s.below})
        assert self.round.phase > stage, "never backwards"
        skipped = range(stage + 1, self.round.phase)
        assert Act.BALLOT not in {act for n in skipped for act in self.phase(n).accepts}
        self.entered.append(self.round.phase)
        self.marks_begin_anew()
        self.look_around()

    def phase(self, index: int) -> Any:
        return self.round.method.phases[index]

    def marks_begin_anew(self) -> None:
        """Where a stage is voted on once more on another scale, the earlier marks are gone."""
        on, scale = self.round.current.on, self.round.current.scale
        earlier = [self.phase(n) for n in self.entered[:-1]]
        if any(each.scale not in (None, scale) and each.on == on for each in earlier) and scale:
            self.marked = {
                (by, text): mark
                for (by, text), mark in self.marked.items()
                if self.words[text].stage != on
            }

    def ended(self, before: Round) -> None:
        """Count again by hand; then nothing says any more who did what."""
        self.at_end = before
        assert self.round.key == b""
        assert (self.round.before, self.round.after) == ((), ())
        assert {each.by for each in self.round.entries} <= {""}
        assert {each.by for each in self.round.votes} <= {""}
        for member in PEOPLE:
            assert known_as(member) not in repr(self.round)
            assert rounds.entries_of(self.round, known_as(member)) == ()
        self.recount()

    def recount(self) -> None:
        result = tally.outcome(self.round)
        closed = self.round.state is RoundState.CLOSED
        assert result.abandoned is not closed
        self.recount_ballots(result.shift)
        kept = {entry.answers[0] for entry in self.round.entries if entry.text}
        for judged in self.round.method.stages:
            told = judged < self.round.phase and len(self.writers.get(judged, ())) >= LEAST
            content = [member for member, stage in self.nothing if stage == judged]
            assert rounds.nothing_to_say(self.round, judged) == len(content) * told
        ever = {text for text in self.words if self.shown(text, at_end=closed)}
        assert kept == ever
        stage = self.round.method.judged
        scale = self.round.method.scale(stage)
        marks: dict[str, list[str]] = {
            text: [] for text in ever if self.words[text].stage == stage
            and not self.words[text].below
        }  # fmt: skip
        for (_, text), mark in self.marked.items():
            if text in marks:
                marks[text].append(mark)
        found = {each.entry.answers[0]: each for each in result.entries}
        assert found.keys() == marks.keys()
        weights = []
        for text, each in found.items():
            assert sorted(each.marks) == sorted(marks[text])
            assert each.weight == pytest.approx(weighed(scale, marks[text]))
            assert (each.response.reply if each.response else None) == self.answered.get(text)
            weights.append(each.weight)
        assert weights == sorted(weights, reverse=True)
        yes, no = MARKS[scale][0], (*MARKS[scale], "", "")[1]
        lost = {
            text for text in marks if self.answered.get(text) not in (Reply.ACCEPT, Reply.AMEND)
        }
        if scale is not Scale.GRID:
            assert {each.entry.answers[0] for each in result.moved} == {
                text
                for text, given in marks.items()
                if given.count(yes) >= 2 and given.count(yes) > given.count(no)
            }
        self.recount_minority(result, marks, lost)

    def recount_minority(
        self, result: tally.Outcome, marks: dict[str, list[str]], lost: set[str]
    ) -> None:
        """No word of the larger side is in it, and nothing of the smaller side is left out."""
        minority = {each.answers[0] for each in result.minority}
        went = self.where_the_room_went()
        assert result.went == went
        judged = self.round.method.judged
        ask = self.phase(judged).ask
        ways = {kind.name: kind.speaks for kind in ask.kinds}
        way = {
            each.entry.answers[0]: ways.get(each.entry.kind, ask.speaks) for each in result.entries
        }
        assert not {text for text in minority if went and way[text] == went}
        other = {text for text in marks if not (went and way[text] == went)}
        against = [member for member in PEOPLE if self.last_stand(member) is Stand.DISAGREE]
        if other and against and went != "against":
            assert minority, "whoever disagrees is not left without a word"
        if ask.number or self.round.method.scale(judged) in (Scale.GRID, Scale.AGREE):
            return
        if self.round.method.votes_on(judged):
            yes = MARKS[self.round.method.scale(judged)][0]
            backed = {text for text in other & lost if yes in marks[text]}
        else:
            backed = {text for text in other & lost if way[text] and went}
        assert minority >= backed
        if backed:
            assert minority == backed
        assert len(minority - backed) <= 1

    def where_the_room_went(self) -> str | None:
        if not self.at_end.revealed:
            return None
        before = [stood[0] for (then, _), stood in self.stood.items() if not then]
        after = [stood[0] for (then, _), stood in self.stood.items() if then]
        if max(len(before), len(after)) < LEAST:
            return None
        if len(after) >= LEAST:
            agree, against = after.count(Stand.AGREE), after.count(Stand.DISAGREE)
            unsure = after.count(Stand.UNSURE)
        else:
            latest = [self.last_stand(member) for member in PEOPLE]
            agree, against = before.count(Stand.AGREE), latest.count(Stand.DISAGREE)
            unsure = before.count(Stand.UNSURE)
        if agree > max(against, unsure):
            return "for"
        return "against" if against > max(agree, unsure) else None

    def last_stand(self, member: MemberId) -> Stand | None:
        cast = self.stood.get((True, member)) or self.stood.get((False, member))
        return cast[0] if cast else None

    def recount_ballots(self, shift: rounds.Shift) -> None:
        if not self.at_end.revealed:
            assert shift == rounds.NO_SHIFT
            return
        for when, counts in ((False, shift.before), (True, shift.after)):
            cast = [stood[0] for (then, _), stood in self.stood.items() if then is when]
            told = cast if len(cast) >= LEAST else []
            assert [counts.agree, counts.unsure, counts.disagree] == [
                told.count(Stand.AGREE), told.count(Stand.UNSURE), told.count(Stand.DISAGREE)
            ]  # fmt: skip
        both = [m for m in PEOPLE if (False, m) in self.stood and (True, m) in self.stood]
        if shift.before.total and shift.after.total:
            assert shift.paired == len(both)
            moved = [m for m in both if self.stood[False, m][0] != self.stood[True, m][0]]
            assert shift.changed == len(moved)
        else:
            assert (shift.paired, shift.changed, shift.surer, shift.less_sure) == (0, 0, 0, 0)

    # -- the record

    def fresh(self) -> tuple[str, str]:
        number = next(self.numbers)
        return f"words-{number}-of-them", f"receipt-{number}"

    def of(self, member: MemberId) -> list[tuple[str, Said]]:
        return [(words, said) for words, said in self.words.items() if said.by == member]

    def some_entry(self, place: int, stage: int = -1) -> int:
        """The number of an entry, mostly of one that there is."""
        there = [e.id for e in self.round.entries if stage in (-1, e.stage) and not e.about]
        return there[place % len(there)] if there and place < 5 else 99

    def text_of(self, round_: Round, number: int) -> str:
        return next(each.answers[0] for each in round_.entries if each.id == number)

    def without(self, texts: set[str]) -> None:
        self.gone |= texts
        self.erase(texts)

    def erase(self, texts: set[str]) -> None:
        texts = texts | {words for words, said in self.words.items() if said.below in texts}
        self.words = {words: said for words, said in self.words.items() if words not in texts}
        self.marked = {k: mark for k, mark in self.marked.items() if k[1] not in texts}
        self.answered = {t: answer for t, answer in self.answered.items() if t not in texts}

    def shown(self, text: str, *, at_end: bool = False) -> bool:
        """Whether all may read some words by now."""
        said, now = self.words[text], self.round.phase + at_end
        if self.round.phase <= self.round.method.stages[0] or now <= said.stage:
            return False
        if said.below:
            return len(self.spoke.get(said.stage, ())) >= LEAST
        ask = self.phase(said.stage).ask
        enough = ask.signed or len(self.writers.get(said.stage, ())) >= LEAST
        if ask.shown is Showing.NOBODY or not enough:
            return False
        if ask.shown is Showing.ALL:
            return True
        later = [n for n in self.round.method.stages if n > said.stage]
        return now > later[0]

    # -- what is always true

    def look_around(self) -> None:
        """Everything that the channel shows holds what may be seen, and not a word more."""
        posts = [*showing.shown(self.round), *showing.answers(self.round)]
        assert len({name for name, _ in posts}) == len(posts)
        told = [plain_post(post) for _, post in posts]
        told.append(plain_post(board.board(self.round)))
        if self.round.revealed:
            seen = rounds.visible(self.round)
            told += map(plain_post, revealed.look(self.round, seen, ()))
        everything = "\n".join(told)
        for text in self.words:
            if not self.shown(text):
                assert text not in everything
            elif not any(phase.ask and phase.ask.number for phase in self.round.method.phases):
                assert text in everything
        assert not any(text in everything for text in self.gone)

    @invariant()
    def nothing_is_seen_before_its_time(self) -> None:
        if self.round.over:
            return
        with pytest.raises(NotNow):
            tally.outcome(self.round)
        seen = set()
        if self.round.revealed:
            seen = {each.answers[0] for each in rounds.visible(self.round)}
        else:
            with pytest.raises(NotNow):
                rounds.visible(self.round)
        assert seen == {text for text in self.words if self.shown(text)}
        for stage in self.round.method.stages:
            looked = {each.answers[0] for each in rounds.on_stage(self.round, stage)}
            assert looked <= seen
            voting = any(n >= self.round.phase for n in self.round.method.votes_on(stage))
            tallied = tally.tallies(self.round, stage)
            assert not (voting and any(each.marks for each in tallied))
            try:
                owed = tally.to_answer(self.round, stage)
            except NotNow:
                assert voting
                continue
            assert {each.entry.answers[0] for each in owed} <= seen
        if self.round.revealed:
            for entry in rounds.visible(self.round):
                below = {each.answers[0] for each in rounds.replies(self.round, entry.id)}
                assert below <= seen
                assert (entry.by, entry.receipt) == ("", "")

    @invariant()
    def what_is_dealt_is_never_ones_own(self) -> None:
        if self.round.over:
            return
        for member in PEOPLE:
            hand = rounds.dealt(self.round, known_as(member), DICE)
            assert hand == rounds.dealt(self.round, known_as(member), DICE)
            assert len(hand) <= self.round.current.dealt
            for each in hand:
                said = self.words[each.answers[0]]
                ask = self.phase(said.stage).ask
                assert said.by != member
                assert said.stage < self.round.phase
                assert ask.signed or len(self.writers[said.stage]) >= LEAST
                assert ask.shown is not Showing.NOBODY
                assert (each.by, each.receipt) == ("", "")

    @invariant()
    def nobody_counts_twice(self) -> None:
        if self.round.over:
            return
        names = {known_as(member): member for member in PEOPLE}
        cast = [(False, each) for each in self.round.before]
        cast += [(True, each) for each in self.round.after]
        assert len(cast) == len(self.stood)
        assert {(w, names[b.by]): (b.stand, b.confidence) for w, b in cast} == self.stood
        votes = [
            ((names[each.by], self.text_of(self.round, each.entry)), each.mark)
            for each in self.round.votes
        ]
        assert len(votes) == len(self.marked)
        assert dict(votes) == self.marked
        ranked = [
            (by, mark, self.words[text].stage)
            for (by, text), mark in votes
            if mark in {*MARKS[Scale.RANK], *MARKS[Scale.BACK]}
        ]
        assert len(set(ranked)) == len(ranked)

    @invariant()
    def every_entry_is_somebodys_and_signed_only_where_it_says_so(self) -> None:
        held = {each.answers[0]: each for each in self.round.entries if each.text}
        empty = [each for each in self.round.entries if not each.text]
        assert len(held) + len(empty) == len(self.round.entries)
        assert len({each.id for each in self.round.entries}) == len(self.round.entries)
        empty = [each for each in empty if each.stage not in self.round.unshown]
        if not self.round.over:
            stated = {(known_as(member), stage) for member, stage in self.nothing}
            assert {(each.by, each.stage) for each in empty} == stated
            assert len(empty) == len(stated)
        if not self.round.over:
            assert held.keys() == self.words.keys()
        for text, entry in held.items():
            said = self.words[text]
            ask = self.phase(said.stage).ask
            signed = ask is not None and ask.signed and not said.below
            assert entry.author == (said.by if signed else "")
            assert entry.stage == said.stage
            assert (self.text_of(self.round, entry.about) if entry.about else "") == said.below
        numbers = {each.id for each in self.round.entries}
        assert {each.entry for each in self.round.votes} <= numbers
        assert {each.entry for each in self.round.responses} <= numbers

    @invariant()
    def every_expiry_brings_the_end_nearer(self) -> None:
        assert self.expiries <= len(self.round.method.phases)
        assert self.entered == sorted(set(self.entered))
        if self.expiries == len(self.round.method.phases):
            assert self.round.over

    def teardown(self) -> None:
        """Whatever happened, the clock alone ends a round in as many steps as it has phases."""
        if not hasattr(self, "round"):
            return
        while not self.round.over and self.expiries < len(self.round.method.phases):
            self.the_time_is_up()
        assert self.round.over
        self.every_entry_is_somebodys_and_signed_only_where_it_says_so()
        assert plain_post(revealed.outcome(self.round, tally.outcome(self.round)))


def weighed(scale: Scale, marks: list[str]) -> float:
    """How far up an entry stands, reckoned once more."""
    if scale is Scale.RANK:
        return 3 * marks.count("first") + 2 * marks.count("second") + marks.count("third")
    if scale is Scale.GRID:
        if not marks:
            return 0
        important = sum(int(mark.split("-")[0]) for mark in marks) / len(marks)
        certain = sum(int(mark.split("-")[1]) for mark in marks) / len(marks)
        return important * (6 - certain)
    return sum(mark == MARKS[scale][0] for mark in marks)


# Any method

Raw = dict[str, Any]


def _part(name: str) -> Raw:
    return {"name": name, "label": "What?", "hint": "Say.", "required": True, "paragraph": True}


@st.composite
def any_method(draw: st.DrawFn) -> Method:
    """A method that somebody could have written, of one to three stages."""

    def flips(chance: int = 2) -> bool:
        return draw(st.integers(1, chance)) == 1

    raw: list[Raw] = []

    def phase(**more: Any) -> Raw:
        name = f"part-{len(raw)}"
        raw.append({"name": name, "title": "A part", "window": "PT24H", "call": "Do."} | more)
        return raw[-1]

    asked_first = flips(3)
    if asked_first:
        phase(accepts=["ballot"])
    stages, dealing, seen, numbered = draw(st.integers(1, 3)), False, False, False
    all_signed = flips(5)
    for place in range(stages):
        last = place == stages - 1
        shown = draw(st.sampled_from(["all", "all", "all", "nobody"] + ["dealt"] * 2 * (not last)))
        role = draw(
            st.sampled_from(["everyone", "everyone", "others"] + ["proposer"] * (place > 0))
        )
        signed = all_signed or role == "proposer" or flips(4)
        ask: Raw = {
            "prompt": "What?",
            "most": draw(st.integers(1, 3)),
            "shown": shown,
            "signed": signed,
            "parts": [_part("first"), _part("second")][: draw(st.integers(1, 2))],
        }
        beside_ballot = place == 0 and not asked_first
        if flips(4):
            ask["number"] = {"label": "N", "hint": "N.", "least": 0, "most": 100, "near": 6}
            ask["most"], ask["parts"] = 1, ask["parts"][:1]
        elif flips(3) and not beside_ballot:
            ask["kinds_label"] = "Which?"
            ask["kinds"] = [
                {"name": "one", "label": "One", "speaks": "for"},
                {"name": "two", "label": "Two"} | ({"speaks": "against"} if flips() else {}),
            ]
        elif flips() and not signed and shown == "all":
            ask["none"] = "I have none"
            ask["parts"] = [each | {"required": False} for each in ask["parts"]]
        if flips():
            ask["speaks"] = draw(st.sampled_from(["for", "against"]))
        accepts = ["entry"] + ["ballot"] * beside_ballot
        if seen and flips(3):
            accepts.append("reply")
        writing = phase(accepts=accepts, role=role, ask=ask, full=flips(3), minority_first=flips(4))
        if dealing:
            writing["dealt"] = draw(st.integers(1, 2))
        if "number" in ask and numbered and flips():
            writing["again"] = True
        dealing, numbered = shown == "dealt", numbered or "number" in ask
        seen = seen or shown == "all"
        if seen:
            _talk(draw, phase, flips)
    if seen:
        phase(accepts=["response"], full=flips(), decides=flips())
    phase(accepts=["ballot"])
    method = {
        "name": "generated", "title": "Generated", "summary": "A summary.", "evidence": "None.",
        "source": "Nobody", "minimum": 2 if all_signed and flips() else 3,
        "ballot_question": "Is it so?", "top": draw(st.integers(1, 5)),
        "proposal": [_part("claim")], "phases": raw,
    }  # fmt: skip
    if flips(3):
        method["simpler"] = "statements"
        method["minimum"] = 5
    try:
        return load(written(method))
    except ValueError:
        assume(False)
        raise


def _talk(draw: st.DrawFn, phase: Callable[..., Raw], flips: Callable[..., bool]) -> None:
    """What may come after a stage: votes, once or twice, replies, an answer."""
    for _ in range(draw(st.integers(0, 2))):
        what = draw(st.sampled_from(["vote", "vote", "reply", "both", "response"]))
        role = draw(st.sampled_from(["everyone", "everyone", "others", "proposer"]))
        if role == "proposer" and what in ("reply", "both"):
            role = "others"
        if what == "reply":
            phase(accepts=["reply"], role=role)
        elif what == "response":
            phase(accepts=["response"], full=flips())
        else:
            scale = draw(st.sampled_from(Scale)).value
            accepts = ["vote"] + ["reply"] * (what == "both") + ["ballot"] * flips(3)
            more: Mapping[str, object] = {}
            if scale == "heard":
                role, more = "proposer", {"unlocks": flips()}
            phase(accepts=accepts, scale=scale, role=role, full=flips(3), **more)
