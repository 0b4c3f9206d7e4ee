"""The charts of one edition, in the order in which it is read. Counts only: nobody's words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.presenters import round_forms
from bot.presenters.pages import telling
from bot.presenters.pages.chart import Chart
from bot.presenters.pages.charts import STAND_WORDS, ballots
from bot.presenters.pages.opinion import groups_chart
from bot.presenters.pages.trend_chart import trend
from bot.presenters.pages.week_chart import week
from bot.presenters.words import LONDON, label
from challenges.ballots import Counts
from challenges.digest import Edition
from challenges.tally import Outcome


def charts(edition: Edition, zone: ZoneInfo = LONDON) -> tuple[Chart, ...]:
    """All charts of an edition: its rounds, the trend, the calendar."""
    rounds = [
        chart
        for outcome in edition.rounds
        for chart in (before_and_after(outcome), opinion(outcome))
    ]
    found = (*rounds, trend(edition.trend), week(edition, zone))
    return tuple(each for each in found if each is not None)


def chart(edition: Edition, name: str, zone: ZoneInfo = LONDON) -> Chart | None:
    """The chart of a name, if the edition has it."""
    return next((each for each in charts(edition, zone) if each.name == name), None)


def before_and_after(outcome: Outcome) -> Chart | None:
    """Where people stood before a round and after; None where no ballot may be shown."""
    before, after = outcome.shift.before, outcome.shift.after
    if outcome.abandoned or not (before.total or after.total):
        return None
    name = f"round-{outcome.round}"
    answers = round_forms.stands(outcome.stands) if outcome.stands else STAND_WORDS
    said = telling.shift(outcome.shift, outcome.stands)
    return Chart(
        name=name,
        title=label("Where people stood on round {id}", id=outcome.round),
        sentence=said,
        svg=ballots(name, before, after, said, answers),
        columns=(label("Answer"), label("Before"), label("After")),
        rows=tuple(
            (label(words), _counted(before, stand), _counted(after, stand))
            for stand, words in answers.items()
        ),
    )


def opinion(outcome: Outcome) -> Chart | None:
    """The opinion map of a round; None where it has no groups."""
    if outcome.opinion is None:
        return None
    return groups_chart(outcome.opinion, f"opinion-{outcome.round}")


def _counted(counts: Counts, stand: str) -> str:
    """How many stand somewhere, where that may be shown."""
    return str(getattr(counts, stand)) if counts.total else label("not shown")
