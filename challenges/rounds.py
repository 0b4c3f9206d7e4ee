"""A round of dissent: what it holds, and every move a member can make in it.

How a round goes from one phase to the next stands in `challenges.phases`. What the moves keep true,
whoever calls them and in whatever order:

- nothing entered is visible until the phase it was written in has ended, and never when fewer
  members entered something than the method wants (independent judgement first: Schulz-Hardt and
  others 2006; independence of early ratings: Community Notes);
- at the end every link between a member and what they wrote is gone: no alias, no key, no ballot is
  kept, only counts;
- a count of fewer than three ballots is never kept, as it would tell on those who cast them.

A phase is over at `phase_ends`, whether or not `phases.expire` has been called yet. The codes of
the refusals:

    round-over                 the round is closed or abandoned
    phase-takes-no-entries     entries are not taken now
    phase-takes-no-replies     replies are not taken now
    phase-takes-no-ballots     ballots are not taken now
    phase-takes-no-votes       votes are not taken now
    phase-takes-no-responses   the responder is not asked yet, or no longer
    proposer-listens           whoever opened the round says nothing in this phase
    proposer-only              only whoever opened the round speaks in this phase
    entries-hidden             the entries are shown only when their phase has ended
    no-such-entry              there is no such entry to see, or none of this member's
    no-such-kind               this is none of the kinds of entry the method knows
    no-such-mark               this is no mark of the scale that is voted on
    no-such-confidence         confidence is one of 1, 2, 3, 4, 5
    not-the-responder          somebody else was named to respond
    entry-empty                nothing was written
    entry-too-long             longer than `limit` characters
    too-many-entries           this member has written `limit` entries in this phase already
    number-missing             this phase asks for a number
    number-out-of-range        the number is not between `least` and `most`
    why-missing                an amendment, a rejection or an answer says why
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
from challenges.dice import Dice
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.methods import Act, Ask, Method, Phase, Role, Showing
from challenges.refusals import NoSuchThing, NotNow, NotValid, NotYours
from challenges.scales import MARKS, ONCE, Scale

MAX_ENTRY = 1000  # characters; what fits one screen is read
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
class Draft:
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
class Round:
    """One structured dissent on one claim.

    When it is over, `shift`, `took_part` and `shared` are all that its ballots leave behind.
    `unshown` are the stages that too few wrote in. `shared` are the entries that members on both
    sides of the first ballot would change their minds over. `began_as` is the method it was opened
    with, where it went on as a simpler one. `ended_by` is a code that says why it was abandoned.
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
    began_as: str = ""
    ended_by: str = ""

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


def enter(
    round_: Round,
    member: MemberId,
    by: Alias,
    draft: Draft,
    now: datetime,
    receipt: str = "",
) -> Round:
    """Write an entry nobody sees yet. Where each member has one only, writing again replaces it."""
    speaking(round_, Act.ENTRY, member, now)
    ask = round_.ask(round_.phase)
    written = _filled_in(ask, draft)
    own = own_entries(round_, by)
    if ask.most == 1 and own:
        changed = replace(own[0], answers=written.answers, kind=written.kind, number=written.number)
        return replace(
            round_,
            entries=tuple(changed if each.id == own[0].id else each for each in round_.entries),
        )
    if len(own) >= ask.most:
        raise NotValid("too-many-entries", limit=ask.most)
    entry = Entry(
        id=_next(round_),
        by=by,
        answers=written.answers,
        stage=round_.phase,
        kind=written.kind,
        number=written.number,
        author=member if ask.signed else "",
        receipt=receipt,
    )
    return replace(round_, entries=(*round_.entries, entry))


def reply(
    round_: Round,
    member: MemberId,
    by: Alias,
    about: int,
    text: str,
    now: datetime,
    receipt: str = "",
) -> Round:
    """Reply to an entry that is shown. It is hidden until this phase ends; again replaces it."""
    speaking(round_, Act.REPLY, member, now)
    seen(round_, about)
    text = _written(text)
    own = [each for each in own_entries(round_, by, replies=True) if each.about == about]
    if own:
        changed = replace(own[0], answers=(text,))
        return replace(
            round_,
            entries=tuple(changed if each.id == own[0].id else each for each in round_.entries),
        )
    entry = Entry(_next(round_), by, (text,), round_.phase, about, receipt=receipt)
    return replace(round_, entries=(*round_.entries, entry))


def withdraw_entries(round_: Round, by: Alias, now: datetime) -> Round:
    """Take back all one wrote, with what hangs on it, before the end."""
    _going_on(round_)
    return without(round_, {each.id for each in entries_of(round_, by)})


def withdraw_by_receipt(round_: Round, receipt: str, now: datetime) -> Round:
    """Take back the one entry that a receipt was given for, before the end."""
    _going_on(round_)
    return without(round_, {each.id for each in round_.entries if received(each, receipt)})


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


def vote(round_: Round, member: MemberId, by: Alias, entry: int, mark: str, now: datetime) -> Round:
    """Mark one entry, in place of one's earlier mark on it.

    One may mark one's own: were it refused, an entry with a vote too few would tell on its author.
    For the same reason it takes more than one vote to say that an entry moved people (see
    `challenges.tally`).
    """
    scale = voting(round_, member, entry, now)
    if mark not in MARKS[scale]:
        raise NoSuchThing("no-such-mark", mark=mark)
    stage = {each.id for each in on_stage(round_, round_.current.on)}

    def stays(each: Vote) -> bool:
        if each.by != by:
            return True
        again = scale in ONCE and each.mark == mark and each.entry in stage
        return each.entry != entry and not again

    others = (each for each in round_.votes if stays(each))
    return replace(round_, votes=(*others, Vote(by, entry, mark)))


def respond(
    round_: Round, member: MemberId, entry: int, answer: Reply, why: str, now: datetime
) -> Round:
    """Answer one entry by name, in place of an earlier answer. Only acceptance needs no reason."""
    answering(round_, member, entry, now)
    if why.strip() or answer is Reply.ACCEPT:
        why = _written(why) if why.strip() else ""
    else:
        raise NotValid("why-missing")
    others = (each for each in round_.responses if each.entry != entry)
    return replace(round_, responses=(*others, Response(entry, answer, why)))


def visible(round_: Round) -> tuple[Entry, ...]:
    """The entries that all may see, in their shuffled order, without any alias."""
    if not round_.revealed:
        raise NotNow("entries-hidden")
    return tuple(
        replace(entry, by=NOBODY, receipt="") for entry in round_.entries if _shown(round_, entry)
    )


def on_stage(round_: Round, stage: int) -> tuple[Entry, ...]:
    """The entries of one stage without the replies to them, of those that all may see."""
    if not round_.revealed:
        return ()
    return tuple(each for each in visible(round_) if each.stage == stage and not each.about)


def replies(round_: Round, entry: int) -> tuple[Entry, ...]:
    """The replies to one entry, of those that all may see."""
    return tuple(each for each in visible(round_) if each.about == entry)


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
        each for each in round_.entries if each.stage == stages[-1] and by not in (NOBODY, each.by)
    ]
    turn = f"round:{round_.id}:deal:{round_.phase}:{by}:{round_.key.hex()}"
    hand = dice.shuffled(tuple(others), turn)[: round_.current.dealt]
    return tuple(replace(each, by=NOBODY, receipt="") for each in hand)


def received(entry: Entry, receipt: str) -> bool:
    """Whether this entry is the one a receipt's hash was kept for."""
    return bool(receipt) and entry.receipt == receipt


def accepting(round_: Round, act: Act, now: datetime) -> None:
    """Refuse unless members may do this now: to be asked before they fill in a form for nothing."""
    _going_on(round_)
    if act not in round_.current.accepts or now >= round_.phase_ends:
        raise NotNow(f"phase-takes-no-{_PLURALS[act]}")


def speaking(round_: Round, act: Act, member: MemberId, now: datetime) -> None:
    """Refuse unless this member may do this now."""
    accepting(round_, act, now)
    role, proposes = round_.current.role, member == round_.responder
    if role is Role.OTHERS and proposes:
        raise NotYours("proposer-listens")
    if role is Role.PROPOSER and not proposes:
        raise NotYours("proposer-only")


def voting(round_: Round, member: MemberId, entry: int, now: datetime) -> Scale:
    """The scale on which this member may vote on this entry now. Refuse unless they may."""
    speaking(round_, Act.VOTE, member, now)
    if all(each.id != entry for each in on_stage(round_, round_.current.on)):
        raise NoSuchThing("no-such-entry", entry=entry)
    return round_.current.scale or Scale.MOVES


def answering(round_: Round, member: MemberId, entry: int, now: datetime) -> None:
    """Refuse unless this member may answer this entry now."""
    accepting(round_, Act.RESPONSE, now)
    if member != round_.responder:
        raise NotYours("not-the-responder")
    seen(round_, entry)


def seen(round_: Round, number: int) -> Entry:
    """The entry of that number, of those that all may see."""
    for entry in visible(round_):
        if entry.id == number:
            return entry
    raise NoSuchThing("no-such-entry", entry=number)


_PLURALS = {
    Act.BALLOT: "ballots",
    Act.ENTRY: "entries",
    Act.REPLY: "replies",
    Act.VOTE: "votes",
    Act.RESPONSE: "responses",
}


def _going_on(round_: Round) -> None:
    if round_.over:
        raise NotNow("round-over")


def _shown(round_: Round, entry: Entry) -> bool:
    """Whether all may see it: its phase is over, and so is every phase it was dealt in."""
    if round_.phase <= entry.stage or entry.stage in round_.unshown:
        return False
    ask = round_.method.phases[entry.stage].ask
    if ask is None or ask.shown is Showing.ALL:  # a reply is shown to all
        return True
    if ask.shown is Showing.NOBODY:
        return False
    later = (stage for stage in round_.method.stages if stage > entry.stage)
    return next((round_.phase > stage for stage in later), False)


def _next(round_: Round) -> int:
    return max((entry.id for entry in round_.entries), default=0) + 1


def _filled_in(ask: Ask, draft: Draft) -> Draft:
    """The draft as it is kept. Refuse what the ask does not take."""
    answers = tuple(answer.strip() for answer in draft.answers)
    for question, answer in zip(ask.parts, answers, strict=True):
        if question.required:
            _written(answer)
    _written("\n".join(filter(None, answers)))
    if draft.kind not in ({kind.name for kind in ask.kinds} or {""}):
        raise NoSuchThing("no-such-kind", kind=draft.kind)
    if ask.number is None:
        return Draft(answers, draft.kind)
    if draft.number is None:
        raise NotValid("number-missing")
    if not ask.number.least <= draft.number <= ask.number.most:
        raise NotValid(
            "number-out-of-range", least=f"{ask.number.least:g}", most=f"{ask.number.most:g}"
        )
    return Draft(answers, draft.kind, draft.number)


def _written(text: str) -> str:
    text = text.strip()
    if not text:
        raise NotValid("entry-empty")
    if len(text) > MAX_ENTRY:
        raise NotValid("entry-too-long", limit=MAX_ENTRY, length=len(text))
    return text


def _but(ballots: Iterable[Ballot], by: Alias) -> tuple[Ballot, ...]:
    return tuple(each for each in ballots if each.by != by)


def _lengths(method: Method, windows: Windows) -> tuple[timedelta, ...]:
    known = {phase.name: phase.window for phase in method.phases}
    for name, length in windows.items():
        if name not in known:
            raise ValueError(f"{method.name} has no phase {name!r}, only {', '.join(known)}")
        if length <= timedelta():
            raise ValueError(f"the phase {name!r} needs more time than {length}")
    return tuple(windows.get(name, length) for name, length in known.items())
