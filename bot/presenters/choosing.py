"""The ways of dissenting, for whoever opens a round: what they want to do first, then the ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from adapters.posts import (
    MAX_BUTTON_LABEL,
    MAX_BUTTONS,
    Button,
    Choices,
    Part,
    Post,
    Strong,
    Text,
    Weight,
)
from bot.presenters.words import (
    count,
    heading,
    label,
    listed,
    marked,
    note,
    text,
)
from challenges.methods import Method

GOALS = {
    "risks": marked("Find what could go wrong"),
    "sides": marked("Hear both sides"),
    "draft": marked("Improve or agree on a draft"),
    "advice": marked("Get advice on a hard question"),
    "ideas": marked("Gather ideas and choose"),
    "number": marked("Estimate a number"),
    "opinions": marked("See where opinions meet and part"),
    "own": marked("Ways of our own"),
}
"""What people want to do, in their words, in the order in which it is offered."""
WAYS: Mapping[str, tuple[str, ...]] = {
    "risks": ("pre-mortem", "black-hat", "assumption-surfacing", "triz"),
    "sides": (
        *("authentic-dissent", "devils-advocacy", "double-crux"),
        *("dialectical-inquiry", "consider-the-opposite"),
    ),
    "draft": ("consent", "ritual-dissent", "steelman", "outcome-lens"),
    "advice": ("troika", "wicked-questions"),
    "ideas": ("nominal-group", "one-two-four-all"),
    "number": ("delphi",),
    "opinions": ("statements",),
}
"""The ways that fit each; what is in none of them is a community's own."""
FIRST = "pre-mortem"


def methods(known: Mapping[str, Method], challenge_id: int = 0) -> Post:
    """What one may want to do, and one way to begin with for those who do not know yet."""
    goals = [goal for goal in GOALS if ways_to(goal, known)]
    rows = [
        goals[place : place + MAX_BUTTONS - 1] for place in range(0, len(goals), MAX_BUTTONS - 1)
    ]
    first = known[FIRST]
    return Post(
        (
            text("Choose how to dissent. You open the round, and you answer what weighs most in it."),
            text("{question}", question=Strong(label("What do you want to do?"))),
            *(
                Choices(tuple(Button(f"ways:{goal}.{challenge_id}", label(GOALS[goal])) for goal in row))
                for row in rows
            ),
            text("If you are not sure, begin with this one."),
            introduced(first),
            _asks_of(first),
            Choices((_open_button(first, challenge_id), _about_button(first, challenge_id))),
        )
    )  # fmt: skip


def ways_to(goal: str, known: Mapping[str, Method]) -> list[Method]:
    """The ways that fit what somebody wants to do."""
    if goal == "own":
        packaged = {name for names in WAYS.values() for name in names}
        return [each for name, each in known.items() if name not in packaged]
    return [known[name] for name in WAYS.get(goal, ()) if name in known]


def ways(goal: str, known: Mapping[str, Method], challenge_id: int = 0) -> Post:
    """The ways that fit, each with what it asks of people and a button."""
    parts: list[Part] = [heading(GOALS[goal])]
    for each in ways_to(goal, known):
        buttons = (
            _open_button(each, challenge_id, Weight.PLAIN),
            _about_button(each, challenge_id),
        )
        parts += [introduced(each), _asks_of(each), Choices(buttons)]
    return Post((*parts, _back(challenge_id)))


def method(chosen: Method, challenge_id: int = 0) -> Post:
    """One way of dissenting, with its parts and its evidence."""
    return Post(
        (
            introduced(chosen),
            _asks_of(chosen),
            *_in_parts(chosen),
            note("{evidence} ({source})", evidence=label(chosen.evidence), source=chosen.source),
            Choices((_open_button(chosen, challenge_id), *_back(challenge_id).buttons)),
        )
    )


def introduced(chosen: Method) -> Text:
    """The name of a method and what it is, in a sentence."""
    return text(
        "{title}: {summary}", title=Strong(label(chosen.title)), summary=label(chosen.summary)
    )


def lasting(chosen: Method) -> str:
    """How long a round lasts at most: `2 days`, `3 days and 6 hours`, `45 minutes`."""
    return lasts(sum((phase.window for phase in chosen.phases), timedelta()))


def lasts(whole: timedelta) -> str:
    """A length of time in words."""
    days, rest = divmod(whole, timedelta(days=1))
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = 0 if days else rest // timedelta(minutes=1)
    said = (
        (days, count(days, "{number} day", "{number} days")),
        (hours, count(hours, "{number} hour", "{number} hours")),
        (minutes, count(minutes, "{number} minute", "{number} minutes")),
    )
    return listed([words for some, words in said if some])


def _asks_of(chosen: Method) -> Part:
    """How many people it needs, and how long."""
    people = count(
        chosen.minimum,
        "It needs at least {number} person and lasts {length} at most.",
        "It needs at least {number} people and lasts {length} at most.",
        length=lasting(chosen),
    )
    return note("{people}", people=people)


def _in_parts(chosen: Method) -> Iterator[Text]:
    """What happens in it, one part after the other."""
    yield text("What happens in it:")
    for number, phase in enumerate(chosen.phases, start=1):
        yield text("{number}. {title}", number=number, title=label(phase.title))


def _open_button(chosen: Method, challenge_id: int, weight: Weight = Weight.MAIN) -> Button:
    words = label("Open a round: {method}", MAX_BUTTON_LABEL, method=label(chosen.title))
    return Button(f"open:{chosen.name}.{challenge_id}", words, weight, opens_form=True)


def _about_button(chosen: Method, challenge_id: int) -> Button:
    words = label("More about {method}", MAX_BUTTON_LABEL, method=label(chosen.title))
    return Button(f"way:{chosen.name}.{challenge_id}", words)


def _back(challenge_id: int) -> Choices:
    return Choices((Button(f"ways:.{challenge_id}", label("Other ways")),))
