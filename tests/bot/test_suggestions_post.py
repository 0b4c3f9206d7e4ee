"""The drafts of a model as organisers read them: whole on every platform, whoever wrote what."""

from __future__ import annotations

from dataclasses import replace

from adapters.posts import plain_post
from bot.presenters import suggestions as presenter
from bot.store.suggestions import Allowance, Spent, SuggestionRow
from challenges.suggestions import LONGEST_LINK, LONGEST_TITLE, Suggestion
from tests.bot.test_post_limits import fits_on_discord, fits_on_slack
from tests.challenges.test_suggestions import EDITION

ALLOWANCE = Allowance("models.example", Spent(tokens=20_000, requests=20))


def row(id: int, place: str, state: str) -> SuggestionRow:
    longest = LONGEST_TITLE if place.startswith("talk:") else LONGEST_LINK
    return SuggestionRow(id, "2026-W47", Suggestion(place, "x" * longest), state)


FULL = presenter.Waiting(
    "2026-W47",
    EDITION,
    tuple(
        row(number, place, state)
        for number, (place, state) in enumerate(
            [
                ("talk:m1", "waiting"),
                ("section:differed", "waiting"),
                ("section:questions", "waiting"),
            ]
            * 3
            + [("talk:m1", "approved"), ("section:differed", "approved")] * 4
        )
    ),
)


def test_however_many_drafts_wait_they_go_onto_every_platform() -> None:
    for waiting in ([], [FULL], [FULL, replace(FULL, week="2026-W48")]):
        post = presenter.overview(waiting, Spent(), ALLOWANCE)
        fits_on_discord(post)
        fits_on_slack(post)
    assert "6 more come when you have decided these" in plain_post(post)
    assert "1 more digest waits" in plain_post(post)
    fits_on_discord(presenter.came(FULL, ""))


def test_an_organiser_reads_where_the_model_is_before_they_let_it_draft() -> None:
    said = plain_post(presenter.offer("models.example"))
    assert "models.example" in said
    assert "Nothing it drafts is published until an organiser uses it" in said
