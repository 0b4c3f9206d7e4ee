"""Dissent methods: who is asked what, when, for how long, and what is made of it.

A method is a row of phases. In some, members write (a *stage*); what they wrote is hidden until the
phase has ended, then shown together. In others they vote on a stage, answer it by name, or say
where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from challenges.scales import Scale

FEWEST = 3  # below three, whoever wrote one entry can tell who wrote the other
MAX_LABEL = 45  # the narrowest label of a form field
MAX_STAND = 30  # what fits beside its count on a phone
MAX_HINT = 100  # the narrowest hint below it
MAX_QUESTIONS = 4  # a form has five parts at most; one is left for an introduction
MAX_KINDS = 10
FIELDS = frozenset({"stand", "sure", "kind", "number"})  # what a form may have beside its parts
MAX_WINDOW = timedelta(days=60)  # whoever wrote in a longer phase has forgotten what about


class Act(StrEnum):
    """What a member can do in a round."""

    BALLOT = "ballot"
    ENTRY = "entry"
    REPLY = "reply"
    VOTE = "vote"
    RESPONSE = "response"


class Role(StrEnum):
    """Who writes, replies or votes in a phase. The proposer is who opened the round."""

    EVERYONE = "everyone"
    PROPOSER = "proposer"
    OTHERS = "others"


class Showing(StrEnum):
    """Who sees what is written in a phase, once that phase is over."""

    ALL = "all"
    DEALT = "dealt"  # in the next phase each writer is dealt some of it; all see it after that
    NOBODY = "nobody"  # it is for its author alone, and is erased when the phase ends


class Side(StrEnum):
    """Which way a reason points: for what was claimed, or against it."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Stands:
    """The three answers to the question of a ballot, where it is not whether to go ahead."""

    agree: str
    unsure: str
    disagree: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form."""

    name: str
    label: str
    hint: str
    required: bool
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the kinds of entry to choose from, as whom a proposal is retold for.

    `speaks` says which way an entry of this kind points, if it points anywhere.
    """

    name: str
    label: str
    speaks: Side | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """The number that an entry gives its reasons for.

    Members agree enough, and are asked no further, once three quarters of the numbers lie no
    further than `near` from their median.
    """

    label: str
    hint: str
    least: float
    most: float
    near: float


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of whoever writes in a phase; `most` is how often each may write.

    `signed` entries bear their author's name, which the form says before anything is written.
    `none` is what a form that is sent empty says, such as "I have no objection". `speaks` says
    which way all that is written here points, where its kind does not say so.
    """

    prompt: str
    parts: tuple[Question, ...]
    most: int
    shown: Showing = Showing.ALL
    signed: bool = False
    kinds_label: str = ""
    kinds: tuple[Kind, ...] = ()
    number: Number | None = None
    none: str = ""
    speaks: Side | None = None

    def side(self, kind: str) -> Side | None:
        """Which way an entry of one kind points."""
        return next((each.speaks for each in self.kinds if each.name == kind), self.speaks)

    @property
    def fields(self) -> int:
        """How many fields its form has."""
        return len(self.parts) + bool(self.kinds) + (self.number is not None)


@dataclass(frozen=True, slots=True)
class Phase:
    """One page of a round: what it accepts, from whom, for how long, and what members do now.

    `on` is the index of the stage that is voted on, replied to or answered, -1 where there is none.
    `dealt` is how many entries of the stage before each writer is shown. A `full` phase ends as
    soon as everybody it waits for has done their part. One that `unlocks` ends a round that nobody
    said yes in, unless a `second_try` follows; such phases are left out once there was a yes.
    `again` marks a phase that is left out once a stage of numbers has settled. In a stage with
    `minority_first` the smaller side of the first ballot is shown first.
    """

    name: str
    title: str
    accepts: frozenset[Act]
    window: timedelta
    call: str
    role: Role = Role.EVERYONE
    ask: Ask | None = None
    scale: Scale | None = None
    on: int = -1
    dealt: int = 0
    full: bool = False
    unlocks: bool = False
    again: bool = False
    second_try: bool = False
    minority_first: bool = False
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Method:
    """A way of dissenting, with `text` as the file it was read from.

    `minimum` is how many members must have written something before anything shows; when fewer
    came, yet enough for the method called `simpler`, the round goes on as that one. `top` is how
    many of the entries that weigh most the proposer owes an answer.
    """

    name: str
    title: str
    summary: str
    evidence: str
    source: str
    minimum: int
    simpler: str
    proposal: tuple[Question, ...]
    ballot_question: str
    stands: Stands | None
    phases: tuple[Phase, ...]
    top: int
    text: str = field(repr=False)

    @property
    def reveal(self) -> int:
        """The index of the phase after the first stage; ballots before it count as before."""
        return self.stages[0] + 1

    @property
    def counted(self) -> int:
        """The index of the phase at whose start the last votes are complete."""
        return self._last(Act.VOTE) + 1

    @property
    def stages(self) -> tuple[int, ...]:
        """The indices of the phases in which members write."""
        return tuple(index for index, phase in enumerate(self.phases) if phase.ask)

    @property
    def judged(self) -> int:
        """The index of the stage that the outcome is about: the last voted on or answered."""
        on = [phase.on for phase in self.phases if phase.accepts & {Act.VOTE, Act.RESPONSE}]
        return on[-1] if on else self.stages[-1]

    def votes_on(self, stage: int) -> tuple[int, ...]:
        """The indices of the phases that vote on a stage."""
        return tuple(
            index
            for index, phase in enumerate(self.phases)
            if Act.VOTE in phase.accepts and phase.on == stage
        )

    def scale(self, stage: int) -> Scale:
        """The scale that a stage is voted on last."""
        votes = self.votes_on(stage)
        return (self.phases[votes[-1]].scale if votes else None) or Scale.MOVES

    @property
    def response(self) -> bool:
        """Whether a named member must answer the strongest entries."""
        return any(Act.RESPONSE in phase.accepts for phase in self.phases)

    def _last(self, act: Act) -> int:
        return max((i for i, phase in enumerate(self.phases) if act in phase.accepts), default=-1)
