"""A round of dissent: what it holds, how it is opened, and what of it may be seen.

What members do in it stands in `challenges.taking_part`, and how it goes from one phase to the next
in `challenges.phases`. Together they keep true, whoever calls them and in whatever order:

- nothing entered is visible until the phase it was written in has ended, and never when fewer
  members entered something than the method wants (independent judgement first: Schulz-Hardt and
  others 2006; independence of early ratings: Community Notes);
- at the end every link between a member and what they wrote is gone: no alias, no key, no ballot is
  kept, only counts;
- a count of fewer than three ballots is never kept, as it would tell on those who cast them.

A phase is over at `phase_ends`, whether or not `phases.expire` has been called yet. The codes of
the refusals:

    round-over                 the round is closed or abandoned
    entries-hidden             the entries are shown only when their phase has ended
    no-such-entry              there is no such entry to see
    claim-missing              a round needs a claim
    answer-missing             the method wants an answer to `question` when a round is opened
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from challenges import opinion
from challenges.ballots import NO_SHIFT as NO_SHIFT
from challenges.ballots import NOBODY as NOBODY
from challenges.ballots import Alias as Alias
from challenges.ballots import Ballot as Ballot
from challenges.ballots import Counts as Counts
from challenges.ballots import Shift as Shift
from challenges.ballots import Stand as Stand
from challenges.ballots import alias as alias
from challenges.dice import Dice
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.methods import Ask, Method, Phase, Showing
from challenges.opinion import OpinionMap
from challenges.refusals import NoSuchThing, NotNow, NotValid

KEY_BYTES = 16  # the least length of a round's key

Windows = Mapping[str, timedelta]
"""How long the phases of one round last, by name, where it is not the method's own length."""


class Reply(StrEnum):
    """What the responder does about an entry."""

    ACCEPT = "accept"
    AMEND = "amend"
    REJECT = "reject"
    SAY = "say"  # an answer to a question, where nothing is decided


class RoundState(StrEnum):
    """Whether a round goes on, and how it ended."""

    OPEN = "open"
    CLOSED = "closed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Written:
    """What one member fills in: the answers to the parts of an ask, its kind and its number."""

    answers: tuple[str, ...]
    kind: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One member's contribution, word for word, numbered by arrival until the reveal shuffles.

    `stage` is the phase it was written in, `about` the entry it replies to, 0 if none. `receipt`
    is the hash of a code that its author alone was given. `author` is empty unless it is signed.
    """

    id: int
    by: Alias
    answers: tuple[str, ...]
    stage: int = 0
    about: int = 0
    kind: str = ""
    number: float | None = None
    author: str = ""
    receipt: str = ""

    @property
    def text(self) -> str:
        """The words of it, all parts in a row."""
        return "\n".join(answer for answer in self.answers if answer)

    @property
    def empty(self) -> bool:
        """Whether there are no words in it: its author had nothing to say, or they are erased."""
        return not self.text and self.number is None


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's mark on one entry."""

    by: Alias
    entry: int
    mark: str


@dataclass(frozen=True, slots=True)
class Response:
    """What the responder said to one entry, under their own name."""

    entry: int
    reply: Reply
    why: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Another channel that a round is held in as well, by agreement of moderators on both sides.

    It calls itself `name`, and knows the channel the round was opened in as `host`, by `number`.
    """

    channel: ChannelId
    name: str
    host: str
    number: int


@dataclass(frozen=True, slots=True)
class Round:
    """One structured dissent on one claim.

    When it is over, `shift`, `took_part`, `shared` and `opinion` are all that its ballots and its
    votes leave behind of who stood where.
    `unshown` are the phases that too few wrote in. `shared` are the entries that members on both
    sides of the first ballot would change their minds over. `began_as` is the method it was opened
    with, where it went on as a simpler one. `ended_by` is a code that says why it was abandoned.
    `parted` are the guests that left it while it went on: what their members wrote stayed.
    """

    id: int
    method: Method
    channel: ChannelId
    thread: MessageId | None
    claim: str
    proposal: tuple[tuple[str, str], ...]
    opened_by: MemberId
    responder: MemberId
    opened_at: datetime
    phase: int
    phase_ends: datetime
    state: RoundState
    key: bytes = field(repr=False)
    windows: tuple[timedelta, ...]
    before: tuple[Ballot, ...] = ()
    after: tuple[Ballot, ...] = ()
    entries: tuple[Entry, ...] = ()
    votes: tuple[Vote, ...] = ()
    responses: tuple[Response, ...] = ()
    shift: Shift | None = None
    took_part: int = 0
    unshown: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()
    opinion: OpinionMap | None = None
    began_as: str = ""
    ended_by: str = ""
    guests: tuple[Guest, ...] = ()
    parted: tuple[Guest, ...] = ()

    @property
    def held_by(self) -> tuple[str, ...]:
        """The names of all that hold it together, the host first; none where it has no guests."""
        return (self.guests[0].host, *(each.name for each in self.guests)) if self.guests else ()

    def seen_in(self, channel: str) -> Round:
        """The same as one of its channels is told of it, which may know the host otherwise."""
        here = [each for each in self.guests if each.channel == channel]
        return replace(
            self, guests=(*here, *(each for each in self.guests if each.channel != channel))
        )

    @property
    def channels(self) -> tuple[ChannelId, ...]:
        """Every channel it is held in, the one it was opened in first."""
        return (self.channel, *(each.channel for each in self.guests))

    @property
    def current(self) -> Phase:
        """The phase the round is in, or was in when it ended."""
        return self.method.phases[self.phase]

    @property
    def revealed(self) -> bool:
        """Whether the first stage is over: ballots from now on are ballots after."""
        return self.phase >= self.method.reveal

    @property
    def counted(self) -> bool:
        """Whether the votes on the entries are complete and may be seen."""
        return self.phase >= self.method.counted

    @property
    def over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.state is not RoundState.OPEN

    @property
    def to_end(self) -> datetime:
        """When it is over, if each phase that is left takes the time it has."""
        return self.phase_ends + sum(self.windows[self.phase + 1 :], timedelta())

    def ask(self, stage: int) -> Ask:
        """What was asked of those who wrote in a stage."""
        ask = self.method.phases[stage].ask
        if ask is None:
            raise ValueError(f"nobody writes in phase {stage} of {self.method.name}")
        return ask


def open_(
    id: int,
    method: Method,
    channel: ChannelId,
    thread: MessageId | None,
    claim: str,
    proposal: tuple[tuple[str, str], ...],
    opened_by: MemberId,
    responder: MemberId,
    key: bytes,
    now: datetime,
    windows: Windows | None = None,
    guests: tuple[Guest, ...] = (),
) -> Round:
    """Open a round in its first phase. `key` is secret, random, and this round's alone."""
    if len(key) < KEY_BYTES:
        raise ValueError(f"a round's key has at least {KEY_BYTES} bytes, not {len(key)}")
    claim = claim.strip()
    if not claim:
        raise NotValid("claim-missing")
    answers = dict(proposal)
    for question in method.proposal[1:]:
        if question.required and not answers.get(question.name, "").strip():
            raise NotValid("answer-missing", question=question.label)
    lengths = _lengths(method, windows or {})
    return Round(
        id=id,
        method=method,
        channel=channel,
        thread=thread,
        claim=claim,
        proposal=proposal,
        opened_by=opened_by,
        responder=responder,
        opened_at=now,
        phase=0,
        phase_ends=now + lengths[0],
        state=RoundState.OPEN,
        key=key,
        windows=lengths,
        guests=guests,
    )


def without(round_: Round, gone: set[int]) -> Round:
    """Take some entries out, with the replies to them, the votes on them and their answers."""
    if not gone:
        raise NoSuchThing("no-such-entry")
    gone = gone | {each.id for each in round_.entries if each.about in gone}
    return replace(
        round_,
        entries=tuple(entry for entry in round_.entries if entry.id not in gone),
        votes=tuple(vote for vote in round_.votes if vote.entry not in gone),
        responses=tuple(response for response in round_.responses if response.entry not in gone),
        shared=tuple(number for number in round_.shared if number not in gone),
        opinion=opinion.without(round_.opinion, gone) if round_.opinion else None,
    )


def visible(round_: Round) -> tuple[Entry, ...]:
    """The entries that all may see, in their shuffled order, without any alias."""
    if not round_.revealed:
        raise NotNow("entries-hidden")
    return _bare(round_, round_.entries)


def on_stage(round_: Round, stage: int) -> tuple[Entry, ...]:
    """The entries of one stage without the replies to them, of those that all may see."""
    if not round_.revealed:
        return ()
    written = (each for each in round_.entries if each.stage == stage and not each.about)
    return _bare(round_, written)


def nothing_to_say(round_: Round, stage: int) -> int:
    """How many said in a stage that they have nothing to say, once that may be told."""
    if round_.phase <= stage or stage in round_.unshown:
        return 0
    return sum(each.empty for each in round_.entries if each.stage == stage)


def replies(round_: Round, entry: int) -> tuple[Entry, ...]:
    """The replies to one entry, of those that all may see."""
    if not round_.revealed:
        raise NotNow("entries-hidden")
    return _bare(round_, (each for each in round_.entries if each.about == entry))


def entries_of(round_: Round, by: Alias) -> tuple[Entry, ...]:
    """What one member wrote, for that member alone; nothing once the round is over."""
    return tuple(entry for entry in round_.entries if by != NOBODY and entry.by == by)


def own_entries(round_: Round, by: Alias, *, replies: bool = False) -> tuple[Entry, ...]:
    """What one member wrote in the current phase: the entries, or the replies."""
    return tuple(
        each
        for each in entries_of(round_, by)
        if each.stage == round_.phase and bool(each.about) is replies
    )


def dealt(round_: Round, by: Alias, dice: Dice) -> tuple[Entry, ...]:
    """What the current phase deals one writer of the stage before: never their own words.

    The same each time they look, for it hangs on the round's key and their alias alone.
    """
    stages = [stage for stage in round_.method.stages if stage < round_.phase]
    if not (round_.current.dealt and stages) or round_.over:
        return ()
    others = [
        each
        for each in round_.entries
        if each.stage == stages[-1] and by not in (NOBODY, each.by)
        if not (each.about or each.empty)
    ]
    turn = f"round:{round_.id}:deal:{round_.phase}:{by}:{round_.key.hex()}"
    hand = dice.shuffled(tuple(others), turn)[: round_.current.dealt]
    return tuple(replace(each, by=NOBODY, receipt="") for each in hand)


def received(entry: Entry, receipt: str) -> bool:
    """Whether this entry is the one a receipt's hash was kept for."""
    return bool(receipt) and entry.receipt == receipt


def seen(round_: Round, number: int) -> Entry:
    """The entry of that number, of those that all may see."""
    for entry in visible(round_):
        if entry.id == number:
            return entry
    raise NoSuchThing("no-such-entry", entry=number)


def going_on(round_: Round) -> None:
    """Refuse unless the round goes on."""
    if round_.over:
        raise NotNow("round-over")


def _bare(round_: Round, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that all may see, without any alias."""
    return tuple(replace(each, by=NOBODY, receipt="") for each in entries if _shown(round_, each))


def _shown(round_: Round, entry: Entry) -> bool:
    """Whether all may see it: its phase is over, and so is every phase it was dealt in."""
    if round_.phase <= entry.stage or entry.empty:
        return False
    ask = round_.method.phases[entry.stage].ask
    if ask is None or entry.about:  # a reply is shown to all, whatever was written beside it
        return True
    if ask.shown is Showing.NOBODY or (entry.stage in round_.unshown and not ask.signed):
        return False
    if ask.shown is Showing.ALL:
        return True
    later = (stage for stage in round_.method.stages if stage > entry.stage)
    return next((round_.phase > stage for stage in later), False)


def _lengths(method: Method, windows: Windows) -> tuple[timedelta, ...]:
    known = {phase.name: phase.window for phase in method.phases}
    for name, length in windows.items():
        if name not in known:
            raise ValueError(f"{method.name} has no phase {name!r}, only {', '.join(known)}")
        if length <= timedelta():
            raise ValueError(f"the phase {name!r} needs more time than {length}")
    return tuple(windows.get(name, length) for name, length in known.items())
