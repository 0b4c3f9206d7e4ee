"""Ways to dissent: every method in a list, and each explained from the file the bot works with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.presenters import round_forms
from bot.presenters.choosing import lasting, lasts
from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import drawn
from bot.presenters.words import count, label, marked
from challenges.methods import Act, Method, Phase, Role

TITLE = marked("Ways to dissent")
ROLES = {
    Role.EVERYONE: marked("Everyone can take part."),
    Role.PROPOSER: marked("Whoever opened the round writes, by name."),
    Role.OTHERS: marked("Everyone but whoever opened the round can take part."),
}


@dataclass(frozen=True, slots=True)
class ShownMethod:
    """A method in the list."""

    title: str
    address: str
    summary: str
    needs: str
    own: bool


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """One part of a round, in its turn."""

    title: str
    length: str
    call: str
    said: tuple[str, ...]


def methods_page(site: Site, methods: Sequence[Method], own: Collection[str]) -> str:
    """All methods; `own` are the names of those that moderators here wrote."""
    return drawn(
        "methods.html",
        site,
        title=label(TITLE),
        methods=[
            ShownMethod(
                label(each.title),
                site.at.to("methods", each.name),
                label(each.summary),
                _needs(each),
                each.name in own,
            )
            for each in sorted(methods, key=lambda each: each.title.casefold())
        ],
    )


def method_page(site: Site, method: Method, own: bool) -> str:
    """One method: what happens in it, what is known of it, how to open a round."""
    stands = round_forms.stands(method.stands)
    return drawn(
        "method.html",
        site,
        title=label(method.title),
        own=own,
        summary=label(method.summary),
        needs=_needs(method),
        command=f"/challenge round {method.name}",
        asked=[(label(each.label), label(each.hint)) for each in method.proposal],
        ballot=label(method.ballot_question),
        stands=[label(words) for words in stands.values()],
        phases=[_phase(each) for each in method.phases],
        evidence=label(method.evidence),
        source=method.source,
        all=site.at.to("methods"),
    )


def _needs(method: Method) -> str:
    return count(
        method.minimum,
        "It needs at least {number} person and lasts {length} at most.",
        "It needs at least {number} people and lasts {length} at most.",
        length=lasting(method),
    )


def _phase(phase: Phase) -> ShownPhase:
    said = []
    if phase.accepts & {Act.ENTRY, Act.VOTE, Act.REPLY}:
        said.append(label(ROLES[phase.role]))
    if phase.ask is not None:
        said.append(label(round_forms.promise(phase.ask)))
    if phase.full:
        said.append(label("It also ends when everybody it waits for is done."))
    return ShownPhase(label(phase.title), lasts(phase.window), label(phase.call), tuple(said))
