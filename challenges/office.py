r"""The office of challenger-in-chief: what a term allows. Whose turn it is stands in `rota`.

Nobody is put in the office: one who volunteered is asked, and says yes. People who truly doubt are
looked for first, as real dissent does more for a group than a part that is played (Nemeth, Brown
and Rogers 2001; Schulz-Hardt and others 2002).

    SEEKING -- step_forward ----------------------> SERVING --- lapse, end ---> OVER
      | \                                            ^   |
      |  '- lapse, three doubt it --> OVER    accept |   | hand_over, step_down
      '---- lapse -----------------> ASKING ---------'<--'
                                      |  ^ \
              invite, decline, lapse  '--'  '- give_up --> OVER, or SERVING while somebody is away

A term holds names only as long as they are needed: when it is over, nobody's is left in it. The
codes of the refusals:

    term-over           the term is over, or somebody has taken the office
    doubt-over          doubts are not counted any more
    already-doubted     this member's doubt is counted
    not-asked           somebody else is asked, or nobody
    not-the-challenger  the part is not this member's to play
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from challenges.ballots import Alias, alias
from challenges.messages import ChannelId, MemberId
from challenges.refusals import AlreadyDone, NotNow, NotYours
from challenges.rota import FEWEST, WEEK

TERM_WEEKS = (1, 2, 3, 4)
SHORTEST = timedelta(days=2)  # of a term: for less, nobody new is asked
MOST_POINTS = 1500  # characters of what is said in the part; what fits one screen is read


class TermState(StrEnum):
    """What a term waits for."""

    SEEKING = "seeking"  # for one who truly doubts
    ASKING = "asking"  # for a volunteer to take the part
    SERVING = "serving"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Term:
    """One time in the office: in one channel, about one claim or about what is said there."""

    id: int
    channel: ChannelId
    about: str
    weeks: int
    opened_at: datetime
    deadline: datetime
    """When what it waits for now has taken long enough."""
    opened_by: MemberId | None = None
    state: TermState = TermState.SEEKING
    key: bytes = b""
    doubters: tuple[Alias, ...] = ()
    doubted: int = 0
    """How many doubted it without their names, once that is over; 0 below three."""
    invited: MemberId | None = None
    passed: tuple[MemberId, ...] = ()
    """Who was asked for this term already."""
    holder: MemberId | None = None
    genuine: bool = False
    """The holder truly doubts, and plays no part."""
    stand_in: MemberId | None = None
    back_at: datetime | None = None
    """When the holder, who is away, is back."""
    served: tuple[MemberId, ...] = ()
    """Whom to thank at the end."""
    ends: datetime | None = None
    said: int = 0
    """How often something was said in the part."""

    @property
    def over(self) -> bool:
        """Whether nothing more can happen."""
        return self.state is TermState.OVER

    @property
    def challenger(self) -> MemberId | None:
        """Who holds the office now: while the holder is away, their stand-in."""
        if self.state is TermState.OVER:
            return None
        return self.stand_in or self.holder

    @property
    def due(self) -> datetime:
        """When time alone changes something."""
        return min(each for each in (self.deadline, self.ends, self.back_at) if each is not None)

    @property
    def taken(self) -> bool:
        """Whether somebody has said yes."""
        return self.holder is not None


def open_(
    *,
    id: int,
    channel: ChannelId,
    about: str,
    weeks: int,
    key: bytes,
    opened_by: MemberId | None,
    now: datetime,
    until: datetime,
) -> Term:
    """Open a term: until a moment, one who truly doubts is looked for."""
    if weeks not in TERM_WEEKS:
        raise ValueError(f"a term lasts {TERM_WEEKS[0]} to {TERM_WEEKS[-1]} weeks, not {weeks}")
    if until <= now or not key:
        raise ValueError("a term is opened for a time to come, with a key of its own")
    return Term(
        id=id,
        channel=channel,
        about=about,
        weeks=weeks,
        opened_at=now,
        deadline=until,
        opened_by=opened_by,
        key=key,
    )


def step_forward(term: Term, by: MemberId, now: datetime) -> Term:
    """Truly doubt it, by name and by one's own word: then nobody is asked to play a part."""
    term = lapse(term, now)
    if term.over or term.taken:
        raise NotNow("term-over")
    return _served(_begun(_unlinked(replace(term, genuine=True)), now), by)


def doubt(term: Term, by: MemberId, now: datetime) -> Term:
    """Truly doubt it, without one's name; one member counts once."""
    term = lapse(term, now)
    if term.state is not TermState.SEEKING:
        raise NotNow("doubt-over")
    code = alias(term.key, by)
    if code in term.doubters:
        raise AlreadyDone("already-doubted")
    # Kept in order of the codes: the order in which people pressed would tell on them.
    return replace(term, doubters=tuple(sorted((*term.doubters, code))))


def ask_volunteers(term: Term) -> Term:
    """Look no longer for one who truly doubts; where enough people do, nobody plays a part."""
    if term.state is not TermState.SEEKING:
        raise NotNow("term-over")
    enough = len(term.doubters) if len(term.doubters) >= FEWEST else 0
    if enough:
        return end(replace(term, doubted=enough))
    return _unlinked(replace(term, state=TermState.ASKING))


def invite(term: Term, member: MemberId, until: datetime) -> Term:
    """Ask one volunteer, who has until a moment."""
    if term.state is not TermState.ASKING or member in term.passed:
        raise ValueError(f"{term.id}: nobody is asked now, or not this one")
    return replace(term, invited=member, passed=(*term.passed, member), deadline=until)


def wait(term: Term, until: datetime) -> Term:
    """Ask nobody until a moment: it is not a time to write to people."""
    return replace(term, invited=None, deadline=until)


def accept(term: Term, by: MemberId, now: datetime) -> Term:
    """Take the office, or stand in for one who is away."""
    return _served(_begun(_asked(lapse(term, now), by), now), by)


def decline(term: Term, by: MemberId, now: datetime) -> Term:
    """Not this time. That is all there is to it."""
    return replace(_asked(lapse(term, now), by), invited=None)


def hand_over(term: Term, by: MemberId, until: datetime, now: datetime) -> Term:
    """Be away while in the office: a stand-in is looked for, where it is long enough for one."""
    if term.over or by not in (term.holder, term.stand_in) or term.ends is None:
        raise NotYours("not-the-challenger")
    if term.genuine or by == term.stand_in:
        return step_down(term, by, now)
    back_at = min(until, term.ends)
    if term.stand_in is not None:
        return replace(term, back_at=back_at, deadline=back_at)
    if back_at - now < SHORTEST:
        return _resumed(term)
    deadline = term.deadline if term.invited else now
    return replace(term, state=TermState.ASKING, back_at=back_at, deadline=deadline)


def come_back(term: Term, by: MemberId) -> Term:
    """Take the office up again before one's time away is over; the stand-in is free."""
    if term.over or by != term.holder or term.back_at is None:
        return term
    return _resumed(term)


def step_down(term: Term, by: MemberId, now: datetime) -> Term:
    """Leave the office, or the list of those asked for it: at any time, without a reason."""
    if term.over:
        return term
    term = replace(term, served=tuple(each for each in term.served if each != by))
    if term.invited == by:
        term = replace(term, invited=None)
    if by == term.stand_in:
        return _left(replace(term, stand_in=None), now)
    if by != term.holder:
        return term
    if term.genuine:
        return end(term)
    if term.stand_in is not None:  # they stay, and it is theirs now
        return replace(_resumed(term), holder=term.stand_in)
    return _left(replace(term, holder=None, back_at=None), now)


def give_up(term: Term) -> Term:
    """Nobody is left to ask: the term is over, unless its holder will be back."""
    return _resumed(term) if term.holder is not None else end(term)


def speak(term: Term, by: MemberId, now: datetime) -> Term:
    """Say something in the part: only who plays it may, and one who truly doubts plays none."""
    if lapse(term, now).challenger != by or term.genuine:
        raise NotYours("not-the-challenger")
    return replace(term, said=term.said + 1)


def lapse(term: Term, now: datetime) -> Term:
    """What time alone does: a window ends, nobody answers, somebody is back, the term ends.

    One that is not due comes back as it was.
    """
    if term.over or (term.ends is not None and now >= term.ends):
        return end(term)
    if term.back_at is not None and now >= term.back_at:
        return _resumed(term)
    if now < term.deadline:
        return term
    return ask_volunteers(term) if term.state is TermState.SEEKING else replace(term, invited=None)


def end(term: Term) -> Term:
    """End a term, and take every name out of it."""
    ended = replace(
        _unlinked(term),
        state=TermState.OVER,
        opened_by=None,
        invited=None,
        passed=(),
        holder=None,
        stand_in=None,
        back_at=None,
        served=(),
    )
    return term if term == ended else ended


def _asked(term: Term, by: MemberId) -> Term:
    if term.over or term.invited is None:
        raise NotNow("term-over")
    if term.invited != by:
        raise NotYours("not-asked")
    return term


def _begun(term: Term, now: datetime) -> Term:
    return replace(term, ends=term.ends or now + term.weeks * WEEK)


def _served(term: Term, by: MemberId) -> Term:
    """Somebody begins: as the holder, or as the stand-in of the one there is."""
    served = (*(each for each in term.served if each != by), by)
    term = replace(term, state=TermState.SERVING, invited=None, served=served)
    until = term.ends or term.deadline
    if term.holder is None:
        return replace(term, holder=by, deadline=until)
    return replace(term, stand_in=by, deadline=min(term.back_at or until, until))


def _resumed(term: Term) -> Term:
    return replace(
        term,
        state=TermState.SERVING,
        invited=None,
        stand_in=None,
        back_at=None,
        deadline=term.ends or term.deadline,
    )


def _left(term: Term, now: datetime) -> Term:
    """Somebody left the office: another is asked, where it is long enough for one."""
    until = term.back_at or term.ends or now
    if until - now < SHORTEST:
        return give_up(term)
    return replace(term, state=TermState.ASKING, invited=None, deadline=now)


def _unlinked(term: Term) -> Term:
    """Who doubted without a name can be found out no more."""
    return replace(term, key=b"", doubters=())
