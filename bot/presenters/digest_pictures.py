"""The pictures of a digest, for chats and mails: its charts, each with a description and a sentence."""

from __future__ import annotations

from collections.abc import Callable

from adapters.posts import MAX_ALT, Picture
from bot.presenters.pages.chart import Chart
from bot.presenters.pages.edition_charts import opinion
from bot.presenters.pages.trend_chart import trend
from bot.presenters.pages.week_chart import week
from bot.presenters.words import label
from challenges.digest import Edition

MOST_PICTURES = 2


def pictures(edition: Edition, at: Callable[[str], str]) -> tuple[Picture, ...]:
    """The one or two that the post does not tell in another way; `at` is where a chart is found.

    The ballots of a round stand in the post as bars already. Where there is nothing about how views
    lay, it is the calendar.
    """
    groups = [opinion(each) for each in edition.rounds]
    found = [each for each in (*groups, trend(edition.trend)) if each is not None]
    shown = found or [each for each in (week(edition),) if each is not None]
    return tuple(picture(each, at(each.name)) for each in shown[:MOST_PICTURES])


def picture(chart: Chart, address: str) -> Picture:
    """One chart as a picture. Its description has the numbers, as the table below it on a page."""
    return Picture(address, described(chart), chart.sentence)


def described(chart: Chart) -> str:
    """A chart in words for whoever cannot see it: what it is, and its rows as far as there is room."""
    said = label("Chart: {title}.", title=chart.title)
    for place, row in enumerate(chart.rows):
        values = [
            label("{column} {value}", column=column, value=value)
            for column, value in zip(chart.columns[1:], row[1:], strict=True)
            if value
        ]
        line = label("{row}: {values}.", row=row[0], values=", ".join(values))
        left = len(chart.rows) - place
        more = label("There is more in the table on the page.")
        if len(said) + len(line) + 1 > MAX_ALT - (len(more) + 1) * (left > 1):
            return f"{said} {more}"
        said = f"{said} {line}"
    return said
