"""What an edition says of contrasts, voices, challengers and what to try, for every face of it."""

from __future__ import annotations

from bot.presenters.words import count, label, marked, shortened
from challenges.digest import Edition, Shown, Try, TryKind
from challenges.library import View

LONGEST_ABOUT = 120  # characters of what somebody wrote; the whole of it stands elsewhere
TRIES = {
    TryKind.ROUND: marked(
        "Open a dissent round. People are split about this, and nobody has said why: “{about}”"
    ),
    TryKind.ANSWER: marked("Take up an objection that nobody answered: “{about}”"),
    TryKind.TEST: marked("Test what a plan rests on. Its day has come: “{about}”"),
    TryKind.INVITE: marked(
        "Ask for a view from a {about}. People from there write here in most weeks, and did not in this one."
    ),
    TryKind.VOLUNTEER: marked(
        "Find a challenger-in-chief. Nobody holds the office. To step forward, type /challenge volunteer."
    ),
}


def contrast(shown: Shown) -> str:
    """How often a view was shown beside a talk, and what people said of it."""
    times = count(
        shown.times,
        "Shown once beside what was said here.",
        "Shown {number} times beside what was said here.",
    )
    new = count(shown.new, "{number} person found it new.", "{number} people found it new.")
    useful = count(
        shown.useful, "{number} person found it useful.", "{number} people found it useful."
    )
    said = [each for number, each in ((shown.new, new), (shown.useful, useful)) if number]
    few = label("Fewer than 3 people said whether it was new or useful.")
    return " ".join([times, *(said or [few])])


def views(edition: Edition) -> tuple[list[tuple[View, str]], list[tuple[View, str]]]:
    """What was shared in the week, and what was shown besides; with each what people said of it."""
    said = {(each.view.community, each.view.id): contrast(each) for each in edition.contrasts}
    shared = [(each, said.pop((each.community, each.id), "")) for each in edition.views]
    besides = [
        (each.view, contrast(each))
        for each in edition.contrasts
        if (each.view.community, each.view.id) in said
    ]
    return shared, besides


def voices(edition: Edition) -> list[tuple[str, int]]:
    """Each kind of council with how many people of it wrote; never fewer than five."""
    return [(kind or label("Other kinds"), people) for kind, people in edition.voices]


def challengers(edition: Edition) -> str:
    """How many held the office in the week; nobody's name."""
    if not edition.challengers:
        return label("Nobody held the office of challenger-in-chief.")
    return count(
        edition.challengers,
        "{number} person held the office of challenger-in-chief.",
        "{number} people held the office of challenger-in-chief.",
    )


def tries(edition: Edition) -> list[str]:
    """What to try next week, each in a sentence."""
    return [trying(each) for each in edition.tries]


def trying(each: Try) -> str:
    """One thing to try."""
    return label(TRIES[each.kind], about=shortened(each.about, LONGEST_ABOUT))


def withdrawn(edition: Edition) -> str:
    """That words were taken out of an edition; "" where none were."""
    if not edition.withdrawn:
        return ""
    return count(
        edition.withdrawn,
        "{number} text was withdrawn from this digest after it came out.",
        "{number} texts were withdrawn from this digest after it came out.",
    )
