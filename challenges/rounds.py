"""A round of dissent: what it holds, and every move it allows, from one Round to the next.

What the moves keep true, whoever calls them and in whatever order:

- nothing entered is visible until the window for entries has closed, and never when fewer members
  entered something than the method wants (independent judgement first: Schulz-Hardt and others
  2006; independence of early ratings: Community Notes);
- at the end every link between a member and what they wrote is gone: no alias, no key, no ballot is
  kept, only counts;
- a count of fewer than three ballots is never kept, as it would tell on those who cast them.

A phase is over at `phase_ends`, whether or not `expire` has been called yet. The codes of the
refusals:

    round-over                 the round is closed or abandoned
    phase-takes-no-entries     entries are not taken now
    phase-takes-no-ballots     ballots are not taken now
    phase-takes-no-votes       votes are not taken now
    phase-takes-no-responses   the responder is not asked yet, or no longer
    entries-hidden             the entries are shown only when their window has closed
    no-such-entry              there is no entry of that number, or none of this member's
    no-such-confidence         confidence is one of 1, 2, 3, 4, 5
    not-the-responder          somebody else was named to respond
    entry-empty                nothing was written
    entry-too-long             longer than `limit` characters
    too-many-entries           this member has written `limit` entries already
    why-missing                an amendment or a rejection says why
    claim-missing              a round needs a claim
    answer-missing             the method wants an answer to `question` when a round is opened
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from challenges.ballots import NO_SHIFT as NO_SHIFT
from challenges.ballots import NOBODY as NOBODY
from challenges.ballots import Alias as Alias
from challenges.ballots import Ballot as Ballot
from challenges.ballots import Counts as Counts
from challenges.ballots import Shift as Shift
from challenges.ballots import Stand as Stand
from challenges.ballots import alias as alias
from challenges.ballots import compare
from challenges.dice import Dice
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.methods import Act, Method, Phase
from challenges.refusals import NoSuchThing, NotNow, NotValid, NotYours

MAX_ENTRY = 1000  # characters; what fits one screen is read
KEY_BYTES = 16  # the least length of a round's key

Windows = Mapping[str, timedelta]
"""How long the phases of one round last, by name, where it is not the method's own length."""


class Mark(StrEnum):
    """What an entry does to the member who reads it."""

    MOVES = "moves"
    UNMOVED = "unmoved"
    UNSURE = "unsure"


class Reply(StrEnum):
    """What the responder does about an entry."""

    ACCEPT = "accept"
    AMEND = "amend"
    REJECT = "reject"


class RoundState(StrEnum):
    """Whether a round goes on, and how it ended."""

    OPEN = "open"
    CLOSED = "closed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Entry:
    """One member's contribution, word for word, numbered by arrival until the reveal shuffles."""

    id: int
    by: Alias
    text: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's mark on one entry."""

    by: Alias
    entry: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Response:
    """What the responder said to one entry, under their own name."""

    entry: int
    reply: Reply
    why: str


@dataclass(frozen=True, slots=True)
class Round:
    """One structured dissent on one claim.

    When it is over, `shift` and `took_part` are all that its ballots leave behind.
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

    @property
    def current(self) -> Phase:
        """The phase the round is in, or was in when it ended."""
        return self.method.phases[self.phase]

    @property
    def revealed(self) -> bool:
        """Whether the entries may be seen."""
        return self.phase >= self.method.reveal

    @property
    def counted(self) -> bool:
        """Whether the votes on the entries are complete and may be seen."""
        return self.phase >= self.method.counted

    @property
    def over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.state is not RoundState.OPEN


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
    )


def ballot(round_: Round, by: Alias, stand: Stand, confidence: int, now: datetime) -> Round:
    """Say where one stands, in place of what one said before; the reveal starts a new ballot."""
    accepting(round_, Act.BALLOT, now)
    if confidence not in range(1, 6):
        raise NoSuchThing("no-such-confidence", confidence=confidence)
    cast = Ballot(by, stand, confidence)
    if round_.revealed:
        return replace(round_, after=(*_but(round_.after, by), cast))
    return replace(round_, before=(*_but(round_.before, by), cast))


def enter(round_: Round, by: Alias, text: str, now: datetime) -> Round:
    """Write an entry nobody sees yet. Where each member has one only, writing again replaces it."""
    accepting(round_, Act.ENTRY, now)
    text = _written(text)
    own = entries_of(round_, by)
    limit = round_.method.entries_per_member
    if limit == 1 and own:
        changed = replace(own[0], text=text)
        return replace(
            round_, entries=tuple(changed if entry.by == by else entry for entry in round_.entries)
        )
    if len(own) >= limit:
        raise NotValid("too-many-entries", limit=limit)
    number = max((entry.id for entry in round_.entries), default=0) + 1
    return replace(round_, entries=(*round_.entries, Entry(number, by, text)))


def withdraw_entries(round_: Round, by: Alias, now: datetime) -> Round:
    """Take back all one wrote, with the votes on it and the responses to it, before the end."""
    _going_on(round_)
    gone = {entry.id for entry in entries_of(round_, by)}
    if not gone:
        raise NoSuchThing("no-such-entry")
    return replace(
        round_,
        entries=tuple(entry for entry in round_.entries if entry.id not in gone),
        votes=tuple(vote for vote in round_.votes if vote.entry not in gone),
        responses=tuple(response for response in round_.responses if response.entry not in gone),
    )


def forget(round_: Round, by: Alias, now: datetime) -> Round:
    """Take out all one did in an open round: entries, ballots and votes."""
    _going_on(round_)
    if entries_of(round_, by):
        round_ = withdraw_entries(round_, by, now)
    return replace(
        round_,
        before=_but(round_.before, by),
        after=_but(round_.after, by),
        votes=tuple(vote for vote in round_.votes if vote.by != by),
    )


def vote(round_: Round, by: Alias, entry: int, mark: Mark, now: datetime) -> Round:
    """Mark one entry, in place of one's earlier mark on it.

    One may mark one's own: were it refused, an entry with a vote too few would tell on its author.
    For the same reason it takes more than one vote to say that an entry moved people (see
    `challenges.tally`).
    """
    accepting(round_, Act.VOTE, now)
    _existing(round_, entry)
    others = (each for each in round_.votes if (each.by, each.entry) != (by, entry))
    return replace(round_, votes=(*others, Vote(by, entry, mark)))


def respond(
    round_: Round, member: MemberId, entry: int, reply: Reply, why: str, now: datetime
) -> Round:
    """Answer one entry by name, in place of an earlier answer. Only acceptance needs no reason."""
    answering(round_, member, entry, now)
    if why.strip() or reply is Reply.ACCEPT:
        why = _written(why) if why.strip() else ""
    else:
        raise NotValid("why-missing")
    others = (each for each in round_.responses if each.entry != entry)
    return replace(round_, responses=(*others, Response(entry, reply, why)))


def visible(round_: Round) -> tuple[Entry, ...]:
    """The entries in their shuffled order, without any alias."""
    if not round_.revealed:
        raise NotNow("entries-hidden")
    return tuple(replace(entry, by=NOBODY) for entry in round_.entries)


def entries_of(round_: Round, by: Alias) -> tuple[Entry, ...]:
    """What one member wrote, for that member alone; nothing once the round is over."""
    return tuple(entry for entry in round_.entries if by != NOBODY and entry.by == by)


def expire(round_: Round, now: datetime, dice: Dice) -> Round:
    """End the phase now: because its time is up, everybody is done, or a moderator says so.

    The next phase has its whole window even when this call comes late.
    """
    _going_on(round_)
    following = round_.phase + 1
    if following == len(round_.method.phases):
        return _ended(round_, RoundState.CLOSED)
    if following == round_.method.reveal:
        if len({entry.by for entry in round_.entries}) < round_.method.minimum:
            return _ended(round_, RoundState.ABANDONED)
        # The key goes into the shuffle: once it is destroyed, nobody can undo the order.
        shuffled = dice.shuffled(round_.entries, f"round:{round_.id}:reveal:{round_.key.hex()}")
        entries = tuple(replace(entry, id=n) for n, entry in enumerate(shuffled, start=1))
        round_ = replace(round_, entries=entries)
    return replace(round_, phase=following, phase_ends=now + round_.windows[following])


def extend(round_: Round, by: timedelta, now: datetime) -> Round:
    """Give the current phase more time, counted from its end, or from now when that has passed."""
    _going_on(round_)
    if by <= timedelta():
        raise ValueError(f"a phase is extended by more than nothing, not by {by}")
    return replace(round_, phase_ends=max(round_.phase_ends, now) + by)


def abandon(round_: Round, now: datetime) -> Round:
    """End the round without a result."""
    _going_on(round_)
    return _ended(round_, RoundState.ABANDONED)


def accepting(round_: Round, act: Act, now: datetime) -> None:
    """Refuse unless members may do this now: to be asked before they fill in a form for nothing."""
    _going_on(round_)
    if act not in round_.current.accepts or now >= round_.phase_ends:
        raise NotNow(_REFUSED[act])


def answering(round_: Round, member: MemberId, entry: int, now: datetime) -> None:
    """Refuse unless this member may answer this entry now."""
    accepting(round_, Act.RESPONSE, now)
    if member != round_.responder:
        raise NotYours("not-the-responder")
    _existing(round_, entry)


_REFUSED = {
    Act.BALLOT: "phase-takes-no-ballots",
    Act.ENTRY: "phase-takes-no-entries",
    Act.VOTE: "phase-takes-no-votes",
    Act.RESPONSE: "phase-takes-no-responses",
}


def _going_on(round_: Round) -> None:
    if round_.over:
        raise NotNow("round-over")


def _existing(round_: Round, number: int) -> None:
    if all(entry.id != number for entry in round_.entries):
        raise NoSuchThing("no-such-entry", entry=number)


def _written(text: str) -> str:
    text = text.strip()
    if not text:
        raise NotValid("entry-empty")
    if len(text) > MAX_ENTRY:
        raise NotValid("entry-too-long", limit=MAX_ENTRY, length=len(text))
    return text


def _but(ballots: tuple[Ballot, ...], by: Alias) -> tuple[Ballot, ...]:
    return tuple(each for each in ballots if each.by != by)


def _lengths(method: Method, windows: Windows) -> tuple[timedelta, ...]:
    known = {phase.name: phase.window for phase in method.phases}
    for name, length in windows.items():
        if name not in known:
            raise ValueError(f"{method.name} has no phase {name!r}, only {', '.join(known)}")
        if length <= timedelta():
            raise ValueError(f"the phase {name!r} needs more time than {length}")
    return tuple(windows.get(name, length) for name, length in known.items())


def _ended(round_: Round, state: RoundState) -> Round:
    """Count the ballots, then destroy every link, and the entries if they were never shown."""
    ended = replace(
        round_,
        state=state,
        key=b"",
        shift=compare(round_.before, round_.after) if round_.revealed else NO_SHIFT,
        took_part=len(_people(round_)),
        before=(),
        after=(),
    )
    if not round_.revealed:
        return replace(ended, entries=())
    unsigned = [replace(each, by=NOBODY) for each in round_.votes]
    return replace(
        ended,
        entries=visible(round_),
        # Sorted, as the order of arrival would tell which votes one member gave in a row.
        votes=tuple(sorted(unsigned, key=lambda each: (each.entry, each.mark))),
    )


def _people(round_: Round) -> set[Alias]:
    acts: Iterable[Ballot | Entry | Vote] = (
        *round_.before,
        *round_.after,
        *round_.entries,
        *round_.votes,
    )
    return {act.by for act in acts}
