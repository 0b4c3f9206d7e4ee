"""What members do in a round: where they stand, what they write, how they mark and answer it.

Each move gives the round as it is after it, or refuses. The codes of the refusals:

    round-over                 the round is closed or abandoned
    phase-takes-no-entries     entries are not taken now
    phase-takes-no-replies     replies are not taken now
    phase-takes-no-ballots     ballots are not taken now
    phase-takes-no-votes       votes are not taken now
    phase-takes-no-responses   the responder is not asked yet, or no longer
    proposer-listens           whoever opened the round says nothing in this phase
    proposer-only              only whoever opened the round speaks in this phase
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
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from challenges.ballots import Alias, Ballot, Stand
from challenges.messages import MemberId
from challenges.methods import Act, Ask, Role
from challenges.refusals import NoSuchThing, NotNow, NotValid, NotYours
from challenges.rounds import (
    Entry,
    Reply,
    Response,
    Round,
    Vote,
    Written,
    entries_of,
    going_on,
    on_stage,
    own_entries,
    received,
    seen,
    without,
)
from challenges.scales import MARKS, ONCE, Scale

MAX_ENTRY = 1000  # characters; what fits one screen is read


def ballot(round_: Round, by: Alias, stand: Stand, confidence: int, now: datetime) -> Round:
    """Say where one stands, in place of what one said before; the reveal starts a new ballot."""
    accepting(round_, Act.BALLOT, now)
    if confidence not in range(1, 6):
        raise NoSuchThing("no-such-confidence", confidence=confidence)
    cast = Ballot(by, stand, confidence)
    if round_.revealed:
        return replace(round_, after=_mixed((*_but(round_.after, by), cast)))
    return replace(round_, before=_mixed((*_but(round_.before, by), cast)))


def enter(
    round_: Round,
    member: MemberId,
    by: Alias,
    draft: Written,
    now: datetime,
    receipt: str = "",
) -> Round:
    """Write an entry nobody sees yet. Where each member has one only, writing again replaces it.

    Where one may say so, an empty draft is that one has nothing to say. It is kept as an entry and
    looks like one to whoever watches, so that it hides those who have something to say.
    """
    speaking(round_, Act.ENTRY, member, now)
    ask = round_.ask(round_.phase)
    written = _filled_in(ask, draft)
    own = own_entries(round_, by)
    taken_over = own if ask.most == 1 else tuple(each for each in own if each.empty)
    if taken_over:
        changed = replace(
            taken_over[0], answers=written.answers, kind=written.kind, number=written.number
        )
        return replace(
            round_,
            entries=tuple(changed if each.id == changed.id else each for each in round_.entries),
        )
    if own and not any(written.answers):
        raise NotValid("entry-empty")
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
    return _with_hidden(round_, entry)


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
    return _with_hidden(round_, entry)


def withdraw_entries(round_: Round, by: Alias, now: datetime) -> Round:
    """Take back all one wrote, with what hangs on it, before the end."""
    going_on(round_)
    return without(round_, {each.id for each in entries_of(round_, by)})


def withdraw_by_receipt(round_: Round, receipt: str, now: datetime) -> Round:
    """Take back the one entry that a receipt was given for, before the end."""
    going_on(round_)
    return without(round_, {each.id for each in round_.entries if received(each, receipt)})


def forget(round_: Round, by: Alias, now: datetime) -> Round:
    """Take out all one did in an open round: entries, ballots and votes."""
    going_on(round_)
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
        again = scale in ONCE and each.mark == mark and each.entry in stage
        return each.entry != entry and not again

    # All votes stand in the order of the aliases, and they may be many: they are not sorted anew.
    others = [each for each in round_.votes if each.by != by]
    own = [each for each in round_.votes if each.by == by and stays(each)]
    own = sorted((*own, Vote(by, entry, mark)), key=attrgetter("entry"))
    place = bisect_left(others, by, key=attrgetter("by"))
    return replace(round_, votes=(*others[:place], *own, *others[place:]))


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


def accepting(round_: Round, act: Act, now: datetime) -> None:
    """Refuse unless members may do this now: to be asked before they fill in a form for nothing."""
    going_on(round_)
    if act not in round_.current.accepts or now >= round_.phase_ends:
        raise NotNow(_REFUSED[act])


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


_REFUSED = {
    Act.BALLOT: "phase-takes-no-ballots",
    Act.ENTRY: "phase-takes-no-entries",
    Act.REPLY: "phase-takes-no-replies",
    Act.VOTE: "phase-takes-no-votes",
    Act.RESPONSE: "phase-takes-no-responses",
}


def _next(round_: Round) -> int:
    return max((entry.id for entry in round_.entries), default=0) + 1


def _with_hidden(round_: Round, entry: Entry) -> Round:
    """Add an entry nobody sees yet. What is hidden stands in the order of the aliases, which is
    nobody's, and is numbered by it: where a row stands, or its number, tells not when it came.
    """
    shown = tuple(each for each in round_.entries if each.stage != round_.phase)
    hidden = [each for each in round_.entries if each.stage == round_.phase]
    mixed = sorted((*hidden, entry), key=lambda each: (each.by, each.id))
    start = max((each.id for each in shown), default=0) + 1
    numbered = (replace(each, id=number) for number, each in enumerate(mixed, start))
    return replace(round_, entries=(*shown, *numbered))


def _mixed(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Ballots in the order of the aliases, which tells not who came first."""
    return tuple(sorted(ballots, key=lambda each: each.by))


def _filled_in(ask: Ask, draft: Written) -> Written:
    """The draft as it is kept. Refuse what the ask does not take."""
    answers = tuple(answer.strip() for answer in draft.answers)
    for question, answer in zip(ask.parts, answers, strict=True):
        if question.required:
            _written(answer)
    if any(answers) or not ask.none:
        _written("\n".join(filter(None, answers)))
    if draft.kind not in ({kind.name for kind in ask.kinds} or {""}):
        raise NoSuchThing("no-such-kind", kind=draft.kind)
    if ask.number is None:
        return Written(answers, draft.kind)
    if draft.number is None:
        raise NotValid("number-missing")
    if not ask.number.least <= draft.number <= ask.number.most:
        raise NotValid(
            "number-out-of-range", least=f"{ask.number.least:g}", most=f"{ask.number.most:g}"
        )
    return Written(answers, draft.kind, draft.number)


def _written(text: str) -> str:
    text = text.strip()
    if not text:
        raise NotValid("entry-empty")
    if len(text) > MAX_ENTRY:
        raise NotValid("entry-too-long", limit=MAX_ENTRY, length=len(text))
    return text


def _but(ballots: Iterable[Ballot], by: Alias) -> tuple[Ballot, ...]:
    return tuple(each for each in ballots if each.by != by)
