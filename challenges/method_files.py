"""The files that methods are written in, read and checked.

What a file may not say is refused when it is read, so that no round can break a promise made to
members: a private ballot and the entries come before anything is shown (hidden profiles are solved
more often when people judge alone first: Schulz-Hardt and others 2006), criticism comes before
ranking, at least three members must have written something that shows without a name, and a named
person answers before the end (dissent costs satisfaction: Schweiger, Sandberg and Ragan 1986).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from challenges.methods import (
    FEWEST,
    FIELDS,
    MAX_HINT,
    MAX_KINDS,
    MAX_LABEL,
    MAX_QUESTIONS,
    MAX_STAND,
    MAX_WINDOW,
    Act,
    Ask,
    Kind,
    Method,
    Number,
    Phase,
    Question,
    Role,
    Showing,
    Side,
    Stands,
)
from challenges.scales import Scale
from challenges.tables import Table, read

MAX_FILE = 8000  # characters; a file longer than that is not a method


def load(text: str) -> Method:
    """Read one method file. A ValueError names the key and what to do about it."""
    method = kept_method(text)
    _check_proposal(method.proposal)
    _check_phases(method)
    return method


@lru_cache(maxsize=256)
def kept_method(text: str) -> Method:
    """Read a file that was good when it was kept: what is asked of files since ends no round."""
    if len(text) > MAX_FILE:
        raise ValueError(f"shorten the file to {MAX_FILE} characters, it has {len(text)}")
    table = read(text)
    method = Method(
        name=table.name("name"),
        title=table.text("title", most=MAX_LABEL),
        summary=table.text("summary"),
        evidence=table.text("evidence"),
        source=table.text("source"),
        minimum=table.number("minimum", least=2),
        simpler=table.name("simpler") if "simpler" in table else "",
        proposal=tuple(_question(each) for each in table.tables("proposal", most=MAX_QUESTIONS)),
        ballot_question=table.text("ballot_question", most=MAX_LABEL),
        stands=_stands(table.table("ballot_answers")) if "ballot_answers" in table else None,
        phases=_phases(table.tables("phases")),
        top=table.number("top", least=1),
        text=text,
    )
    table.done()
    return method


def _stands(table: Table) -> Stands:
    stands = Stands(
        agree=table.text("agree", most=MAX_STAND),
        unsure=table.text("unsure", most=MAX_STAND),
        disagree=table.text("disagree", most=MAX_STAND),
    )
    table.done()
    if len({each.lower() for each in (stands.agree, stands.unsure, stands.disagree)}) < 3:
        raise table.wrong("disagree", "write three answers that differ")
    return stands


def _question(table: Table) -> Question:
    question = Question(
        name=table.name("name"),
        label=table.text("label", most=MAX_LABEL),
        hint=table.text("hint", most=MAX_HINT),
        required=table.flag("required"),
        paragraph=table.flag("paragraph"),
    )
    table.done()
    return question


def _kind(table: Table) -> Kind:
    kind = Kind(table.name("name"), table.text("label", most=MAX_LABEL), _side(table))
    table.done()
    return kind


def _side(table: Table) -> Side | None:
    return table.one_of("speaks", Side) if "speaks" in table else None


def _number(table: Table) -> Number:
    number = Number(
        label=table.text("label", most=MAX_LABEL),
        hint=table.text("hint", most=MAX_HINT),
        least=table.amount("least"),
        most=table.amount("most"),
        near=table.amount("near"),
    )
    table.done()
    if number.least >= number.most:
        raise table.wrong("most", "write a number above the least")
    if number.near <= 0:
        raise table.wrong("near", "write a number above 0")
    return number


def _ask(table: Table) -> Ask:
    kinds = table.tables("kinds", most=MAX_KINDS) if "kinds" in table else ()
    ask = Ask(
        prompt=table.text("prompt"),
        parts=tuple(_question(each) for each in table.tables("parts", most=MAX_QUESTIONS)),
        most=table.number("most", least=1),
        shown=table.one_of("shown", Showing) if "shown" in table else Showing.ALL,
        signed=table.flag("signed") if "signed" in table else False,
        kinds_label=table.text("kinds_label", most=MAX_LABEL) if kinds else "",
        kinds=tuple(_kind(each) for each in kinds),
        number=_number(table.table("number")) if "number" in table else None,
        none=table.text("none", most=MAX_LABEL) if "none" in table else "",
        speaks=_side(table),
    )
    table.done()
    for place, part in enumerate(ask.parts, start=1):
        if part.name in FIELDS:
            raise table.wrong(f"parts[{place}].name", "choose another, a form has a field of it")
    for key, named in (("parts", ask.parts), ("kinds", ask.kinds)):
        if len({each.name for each in named}) < len(named):
            raise table.wrong(key, f"give every {key[:-1]} a name of its own")
    if ask.number and ask.most > 1:
        raise table.wrong("most", "write 1: each member gives one number")
    if ask.none and (ask.kinds or ask.number or any(part.required for part in ask.parts)):
        raise table.wrong("none", "take it out, or ask for nothing but boxes that can stay empty")
    if ask.none and (ask.signed or ask.shown is not Showing.ALL):
        raise table.wrong("none", "take it out, it is for what all can read without names")
    return ask


def _phases(tables: Iterable[Table]) -> tuple[Phase, ...]:
    phases: list[Phase] = []
    for table in tables:
        phases.append(_phase(table, phases))
    return tuple(phases)


def _phase(table: Table, before: list[Phase]) -> Phase:
    accepts = table.some_of("accepts", Act)
    flags = {
        name: table.flag(name)
        for name in ("full", "unlocks", "again", "second_try", "minority_first", "decides")
        if name in table
    }
    phase = Phase(
        name=table.name("name"),
        title=table.text("title"),
        accepts=accepts,
        window=table.window("window", MAX_WINDOW),
        call=table.text("call"),
        role=table.one_of("role", Role) if "role" in table else Role.EVERYONE,
        ask=_ask(table.table("ask")) if Act.ENTRY in accepts else None,
        scale=table.one_of("scale", Scale) if Act.VOTE in accepts else None,
        on=_on(table, accepts, before),
        dealt=table.number("dealt", least=1) if "dealt" in table else 0,
        **flags,
    )
    table.done()
    return phase


def _on(table: Table, accepts: frozenset[Act], before: list[Phase]) -> int:
    """The stage that a phase is about: the one it names, else the last that was shown before."""
    stages = {
        phase.name: index
        for index, phase in enumerate(before)
        if phase.ask and phase.ask.shown is Showing.ALL
    }
    if "on" in table:
        name = table.name("on")
        if name not in stages:
            raise table.wrong("on", "name an earlier phase in which members write for all to see")
        return stages[name]
    if accepts & {Act.VOTE, Act.REPLY, Act.RESPONSE}:
        return max(stages.values(), default=-1)
    return -1


def _check_proposal(proposal: tuple[Question, ...]) -> None:
    names = [question.name for question in proposal]
    if names[0] != "claim" or not proposal[0].required:
        raise ValueError('proposal: put a required question named "claim" first')
    if len(set(names)) < len(names):
        raise ValueError("proposal: give every question a name of its own")


def _check_phases(method: Method) -> None:
    """Refuse what would break a promise. The order of the checks is the order of a round."""
    phases = method.phases
    names = [phase.name for phase in phases]
    if len(set(names)) < len(names):
        raise ValueError("phases: give every phase a name of its own")
    taking = {act: [i for i, phase in enumerate(phases) if act in phase.accepts] for act in Act}
    for act in (Act.ENTRY, Act.BALLOT):
        if not taking[act]:
            raise ValueError(f'phases: add a phase that accepts "{act}"')
    if taking[Act.BALLOT][0] > taking[Act.ENTRY][0]:
        raise ValueError('phases: accept "ballot" no later than the first "entry"')
    if taking[Act.BALLOT][-1] <= taking[Act.ENTRY][-1]:
        raise ValueError('phases: accept "ballot" again after the last "entry"')
    asks = [phase.ask for phase in phases if phase.ask]
    if method.minimum < FEWEST and not all(ask.signed for ask in asks):
        raise ValueError(f"minimum: write {FEWEST} or more, or sign every entry")
    if phases[taking[Act.ENTRY][0]].role is Role.PROPOSER:
        raise ValueError("phases: let others write before the proposer writes alone")
    for number, phase in enumerate(phases, start=1):
        _check_phase(phase, phases[: number - 1], f"phases[{number}].")
    for phase, later in zip(phases, (*phases[1:], None), strict=True):
        if phase.second_try and not (phase.unlocks or (later and later.second_try)):
            raise ValueError('phases: end a second try with a part that "unlocks"')
    writing = [phases[index] for index in taking[Act.ENTRY]]
    for place, phase in enumerate(writing, start=1):
        dealing = any(each.dealt for each in writing[place : place + 1])
        if phase.ask and phase.ask.shown is Showing.DEALT and not dealing:
            raise ValueError(f'phases: deal what "{phase.name}" asks for where members write next')
    if any(ask.shown is not Showing.NOBODY for ask in asks):
        if not taking[Act.RESPONSE]:
            raise ValueError('phases: add a phase that accepts "response"')
        if taking[Act.VOTE] and taking[Act.RESPONSE][-1] <= taking[Act.VOTE][-1]:
            raise ValueError('phases: accept "response" again after the last "vote"')


def _check_phase(phase: Phase, before: tuple[Phase, ...], path: str) -> None:
    about = phase.accepts & {Act.VOTE, Act.REPLY, Act.RESPONSE}
    if about and phase.on < 0:
        act = min(about)
        raise ValueError(f'{path}accepts: accept "{act}" only after an "entry" that all can see')
    if phase.ask and about - {Act.REPLY}:
        raise ValueError(f'{path}accepts: accept "vote" and "response" only where nobody writes')
    if phase.accepts >= {Act.VOTE, Act.RESPONSE}:
        raise ValueError(f'{path}accepts: accept "response" only after the last "vote"')
    if phase.ask and phase.ask.fields + 2 * (Act.BALLOT in phase.accepts) > MAX_QUESTIONS:
        raise ValueError(
            f"{path}ask: ask for {MAX_QUESTIONS} things at most; a ballot beside it takes two"
        )
    if phase.ask and phase.role is Role.PROPOSER and not phase.ask.signed:
        raise ValueError(f"{path}ask.signed: write true, all know whose words the proposer's are")
    if phase.unlocks and (phase.scale is not Scale.HEARD or phase.role is not Role.PROPOSER):
        raise ValueError(
            f'{path}unlocks: only a phase with scale "heard" and role "proposer" unlocks'
        )
    if phase.second_try and not (before and (before[-1].unlocks or before[-1].second_try)):
        raise ValueError(f"{path}second_try: try again only right after a part that unlocks")
    if phase.second_try and Act.BALLOT in phase.accepts:
        raise ValueError(f'{path}accepts: accept "ballot" in a part that is never left out')
    if Act.REPLY in phase.accepts and phase.role is Role.PROPOSER:
        raise ValueError(f'{path}accepts: accept "reply" only where more than one member may speak')
    if phase.scale is Scale.HEARD and phase.role is not Role.PROPOSER:
        raise ValueError(f'{path}scale: on the scale "heard" only the role "proposer" votes')
    dealing = [each.ask for each in before if each.ask][-1:]
    if phase.dealt and not (phase.ask and dealing and dealing[0].shown is not Showing.NOBODY):
        raise ValueError(f"{path}dealt: deal only where members write, after others wrote")
    asked = any(each.ask and each.ask.number for each in before)
    if phase.again and not (asked and phase.ask and phase.ask.number):
        raise ValueError(f"{path}again: ask again only for a number that was asked for before")


def packaged() -> dict[str, Method]:
    """The methods that come with Challenger, by name."""
    folder = files("challenges").joinpath("methods")
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    methods = [load(file.read_text(encoding="utf-8")) for file in found]
    return {method.name: method for method in sorted(methods, key=lambda each: each.title)}


METHODS = packaged()
