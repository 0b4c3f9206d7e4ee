"""How a round goes from phase to phase, and ends: by the clock, by fullness or by a moderator.

A round never goes backwards, and it ends after as many steps as it has phases left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from challenges.ballots import Stand, alias, compare
from challenges.dice import Dice
from challenges.method_files import METHODS
from challenges.methods import FEWEST, Act, Method, Phase, Role, Showing
from challenges.numbers import settled
from challenges.opinion import OpinionMap
from challenges.rounds import (
    NO_SHIFT,
    NOBODY,
    Alias,
    Ballot,
    Entry,
    Round,
    RoundState,
    Vote,
    going_on,
    on_stage,
    visible,
    without,
)
from challenges.scales import MARKS, Scale
from challenges.tally import to_answer

TOO_FEW = "too-few"
NOT_HEARD = "not-heard"
STOPPED = "stopped"
KEYLESS = "keyless"


def expire(round_: Round, now: datetime, dice: Dice) -> Round:
    """End the phase now: because its time is up, everybody is done, or a moderator says so.

    The next phase has its whole window even when this call comes late.
    """
    going_on(round_)
    ended = round_.current
    if ended.ask:
        writers = _writers(round_)
        if round_.phase < round_.method.reveal and len(writers) < round_.method.minimum:
            simpler = METHODS.get(round_.method.simpler)
            if (
                simpler is None
                or len(writers) < simpler.minimum
                or not _same_start(round_, simpler)
            ):
                return _ended(round_, RoundState.ABANDONED, TOO_FEW)
            round_ = _as(round_, simpler)
    if ended.accepts & {Act.ENTRY, Act.REPLY}:
        round_ = _reveal(round_, dice)
    if ended.scale is Scale.CRUX:
        round_ = replace(round_, shared=_shared(round_))
    if ended.scale is Scale.AGREE:
        round_ = replace(round_, opinion=_mapped(round_))
    following = _following(round_)
    if _locked(round_, following):
        return _ended(round_, RoundState.ABANDONED, NOT_HEARD)
    if following is None:
        return _ended(round_, RoundState.CLOSED)
    round_ = _marked_anew(round_, following)
    return replace(round_, phase=following, phase_ends=now + round_.windows[following])


def full(round_: Round) -> bool:
    """Whether everybody the phase waits for has done their part, so that it may end early.

    It waits for whoever wrote before, or for the proposer alone; at the very start, where all write
    by name, for as many as the method needs. A phase that late joiners are welcome in does not say
    `full` in its file.
    """
    phase = round_.current
    if round_.over or not phase.full:
        return False
    if phase.unlocks:
        return _heard(round_, round_.phase)
    if Act.RESPONSE in phase.accepts:
        answered = {each.entry for each in round_.responses}
        owed = {each.entry.id for each in to_answer(round_, phase.on)}
        return bool(owed) and owed <= answered
    if phase.ask and phase.role is Role.PROPOSER:
        return bool(_writers(round_))
    called = {each.by for each in round_.entries if each.stage < round_.phase}
    if phase.ask and phase.ask.signed and not called:
        called = _writers(round_)
    if phase.role is Role.OTHERS:
        called.discard(alias(round_.key, round_.responder))
    done: set[Alias] = called
    if Act.ENTRY in phase.accepts:
        done = done & {each.by for each in round_.entries if each.stage == round_.phase}
    if Act.VOTE in phase.accepts:
        voted = {each.id for each in on_stage(round_, phase.on)}
        done = done & {each.by for each in round_.votes if each.entry in voted}
    if Act.BALLOT in phase.accepts:
        cast = round_.after if round_.revealed else round_.before
        done = done & {each.by for each in cast}
    return len(called) >= min(FEWEST, round_.method.minimum) and done == called


def extend(round_: Round, by: timedelta, now: datetime) -> Round:
    """Give the current phase more time, counted from its end, or from now when that has passed."""
    going_on(round_)
    if by <= timedelta():
        raise ValueError(f"a phase is extended by more than nothing, not by {by}")
    return replace(round_, phase_ends=max(round_.phase_ends, now) + by)


def abandon(round_: Round, now: datetime) -> Round:
    """End the round without a result."""
    going_on(round_)
    return _ended(round_, RoundState.ABANDONED, STOPPED)


def lose(round_: Round, now: datetime) -> Round:
    """End a round whose key is lost: nobody can be told apart in it, so it cannot go on."""
    going_on(round_)
    return _ended(round_, RoundState.ABANDONED, KEYLESS)


def _writers(round_: Round) -> set[Alias]:
    return {each.by for each in round_.entries if each.stage == round_.phase and not each.about}


def _same_start(round_: Round, simpler: Method) -> bool:
    """Whether what was written so far answers the first question of the simpler method as well."""
    if round_.phase or simpler.stages[0]:
        return False
    mine, theirs = round_.method.phases[0].ask, simpler.phases[0].ask
    if mine is None or theirs is None or mine.kinds or mine.number:
        return False
    # Whoever was dealt words was told that later all can read them; nobody else is shown to more.
    as_promised = theirs.shown in (mine.shown, Showing.ALL) and mine.shown is not Showing.NOBODY
    as_promised = as_promised and bool(mine.none) is bool(theirs.none)
    return as_promised and mine.signed is theirs.signed and len(mine.parts) == len(theirs.parts)


def _as(round_: Round, simpler: Method) -> Round:
    lengths = tuple(phase.window for phase in simpler.phases)
    return replace(round_, method=simpler, windows=lengths, began_as=round_.method.name)


def _reveal(round_: Round, dice: Dice) -> Round:
    """Shuffle and number what was written in this phase; erase what may never be shown.

    Of what too few wrote no word stays, only that somebody wrote: so a receipt can tell its fate.
    The key goes into the shuffle: once it is destroyed, nobody can undo the order.
    """
    stage, ask = round_.phase, round_.current.ask
    fresh = tuple(each for each in round_.entries if each.stage == stage)
    replied = tuple(each for each in fresh if each.about)
    written = tuple(each for each in fresh if not each.about)
    few = bool(replied) and len({each.by for each in fresh}) < FEWEST
    if few:
        replied = _erased(replied)
    if ask and ask.shown is Showing.NOBODY:
        written = ()
    elif ask and not ask.signed and _crowd(round_, written) < FEWEST:
        few, written = True, _erased(written)
    if few:
        round_ = replace(round_, unshown=(*round_.unshown, stage))
    fresh = (*written, *replied)
    # By its words first: the order must not hang on when it arrived or where it was kept.
    fresh = tuple(sorted(fresh, key=lambda each: (each.answers, each.number or 0, each.by)))
    shuffled = dice.shuffled(fresh, f"round:{round_.id}:reveal:{stage}:{round_.key.hex()}")
    if round_.current.minority_first:
        first = _smaller_side(round_)
        shuffled = sorted(shuffled, key=lambda each: each.by not in first)
    return _number(round_, sorted(shuffled, key=lambda each: each.empty))


def _erased(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(
        replace(each, answers=("",) * len(each.answers), kind="", number=None) for each in entries
    )


def _crowd(round_: Round, written: Iterable[Entry]) -> int:
    """Among how many people whoever wrote something is hidden.

    Those who have nothing to say are among them, for nobody can tell who that is; but not the
    proposer, of whom all would guess it.
    """
    speaking = {each.by for each in written if not each.empty}
    nothing = {each.by for each in written if each.empty}
    return len(speaking | nothing - {alias(round_.key, round_.responder)})


def _number(round_: Round, fresh: Iterable[Entry]) -> Round:
    """Number the entries of the phase after all that were shown before it."""
    shown = tuple(each for each in round_.entries if each.stage != round_.phase)
    start = max((each.id for each in shown), default=0) + 1
    numbered = tuple(replace(each, id=n) for n, each in enumerate(fresh, start=start))
    return replace(round_, entries=shown + numbered)


def _smaller_side(round_: Round) -> set[Alias]:
    """Those who stand on the smaller of the two sides of the first ballot."""
    sides = [
        {each.by for each in round_.before if each.stand is stand}
        for stand in (Stand.DISAGREE, Stand.AGREE)
    ]
    return min(sides, key=len) if all(sides) else sides[0] or set()


def _locked(round_: Round, following: int | None) -> bool:
    """Whether the round would go on past a phase that unlocks, without a yes or a second try."""
    phases = round_.method.phases
    if following is not None and phases[following].second_try:
        return False
    passed = range(round_.phase, len(phases) if following is None else following)
    unlocking = [index for index in passed if phases[index].unlocks]
    return bool(unlocking) and not _heard(round_, unlocking[-1])


def _heard(round_: Round, phase: int) -> bool:
    """Whether the proposer has said yes by some phase: in it, or in the try before it."""
    phases = round_.method.phases
    first = phase
    while phases[first].second_try:
        first -= 1
    stages = {each.on for each in phases[first : phase + 1] if each.unlocks}
    asked = {each.id for stage in stages for each in on_stage(round_, stage)}
    yes = MARKS[Scale.HEARD][0]
    return any(each.mark == yes and each.entry in asked for each in round_.votes)


def _shared(round_: Round) -> tuple[int, ...]:
    """The entries that somebody on each side of the first ballot would change their mind over."""
    sides = {each.by: each.stand for each in round_.before}
    found = []
    for entry in on_stage(round_, round_.current.on):
        would = {
            sides.get(each.by)
            for each in round_.votes
            if each.entry == entry.id and each.mark == MARKS[Scale.CRUX][0]
        }
        if would >= {Stand.AGREE, Stand.DISAGREE}:
            found.append(entry.id)
    return tuple(found)


def _mapped(round_: Round) -> OpinionMap:
    """Where the voters stand on the statements: made now, for later no vote says whose it was."""
    from challenges.opinion_map import opinion_map  # numpy is large: few rounds need it

    statements = [entry.id for entry in on_stage(round_, round_.current.on)]
    sheets: dict[Alias, dict[int, Stand]] = defaultdict(dict)
    for vote in round_.votes:
        if vote.entry in statements:
            sheets[vote.by][vote.entry] = _STANDS[vote.mark]
    return opinion_map(statements, list(sheets.values()))[0]


_STANDS = dict(zip(MARKS[Scale.AGREE], (Stand.AGREE, Stand.DISAGREE, Stand.UNSURE), strict=True))


def _following(round_: Round) -> int | None:
    """The next phase that there is something to do in."""
    for index in range(round_.phase + 1, len(round_.method.phases)):
        if _needed(replace(round_, phase=index), round_.method.phases[index]):
            return index
    return None


def _needed(round_: Round, phase: Phase) -> bool:
    if phase.again:
        ask = phase.ask
        if ask and ask.number and settled(latest_numbers(round_), ask.number.near):
            return False
    if phase.second_try and _heard(round_, round_.phase):
        return False
    only_about = phase.accepts <= {Act.VOTE, Act.REPLY, Act.RESPONSE}
    return not only_about or bool(on_stage(round_, phase.on))


def latest_numbers(round_: Round) -> list[float]:
    """The numbers of the last stage that was asked for some, in the order of the entries."""
    stages = [each.stage for each in round_.entries if each.number is not None]
    last = max(stages, default=0)
    return [n for each in round_.entries if each.stage == last and (n := each.number) is not None]


def _marked_anew(round_: Round, phase: int) -> Round:
    """Drop the marks on a stage that is now voted on once more, on another scale."""
    stage, scale = round_.method.phases[phase].on, round_.method.phases[phase].scale
    earlier = [each for each in round_.method.votes_on(stage) if each < phase]
    if scale is None or all(round_.method.phases[each].scale is scale for each in earlier):
        return round_
    there = {each.id for each in on_stage(round_, stage)}
    return replace(round_, votes=tuple(each for each in round_.votes if each.entry not in there))


def _ended(round_: Round, state: RoundState, why: str = "") -> Round:
    """Count the ballots, then destroy every link, and the entries that were never shown."""
    gone = {each.id for each in round_.entries} - _staying(round_, state)
    took_part = len(_people(round_))
    shift = compare(round_.before, round_.after) if round_.revealed else NO_SHIFT
    if gone:
        round_ = without(round_, gone)
    unsigned = [replace(each, by=NOBODY) for each in round_.votes]
    return replace(
        round_,
        state=state,
        ended_by=why,
        key=b"",
        shift=shift,
        took_part=took_part,
        before=(),
        after=(),
        entries=tuple(replace(each, by=NOBODY) for each in round_.entries),
        # Sorted, as the order of arrival would tell which votes one member gave in a row.
        votes=tuple(sorted(unsigned, key=lambda each: (each.entry, each.mark))),
    )


def _staying(round_: Round, state: RoundState) -> set[int]:
    """The entries that were shown to all, so that the round keeps them after its end.

    In a round that closed, what was dealt and never shown to all is erased with the rest.
    """
    if not round_.revealed:
        return set()
    at_end = round_ if state is RoundState.ABANDONED else replace(round_, phase=round_.phase + 1)
    told = [n for n in at_end.method.stages if n < at_end.phase and n not in at_end.unshown]
    nothing = {each.id for each in at_end.entries if each.empty and each.stage in told}
    return {each.id for each in visible(at_end)} | nothing


def _people(round_: Round) -> set[Alias]:
    acts: Iterable[Ballot | Entry | Vote] = (
        *round_.before,
        *round_.after,
        *round_.entries,
        *round_.votes,
    )
    return {act.by for act in acts}
