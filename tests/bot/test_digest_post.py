"""The digest's post is short however much a week had, and goes onto every platform whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from adapters.posts import Choices, Mention, Post, Text, plain_post
from bot.presenters import digest
from challenges.digest import Due, Edition, Point, Quoted, Shown, Try, TryKind
from challenges.messages import MemberId, MessageId
from tests.bot.test_pages import an_edition
from tests.bot.test_post_limits import filled, fits_on_discord, fits_on_slack

PAGE = "https://digest.council.example/c/0123456789ab/edition/3"
LONG = filled("A sentence that goes on and on.", 3000)
MESSAGE = MessageId("slack:T1/C1/m1")
ORDER = (
    "edition 3", "From the organisers", "214 messages", "34 messages", "Round 7", "minority",
    "Objections nobody answered", "Views from councils", "What was promised",
    "Still without an answer", "Who was heard", "One side only", "Thanks for challenging",
    "What to try next week", "You can still take part", "Read the whole digest", "Made by rules",
)  # fmt: skip


def full(words: str) -> Edition:
    """A week that had everything, told in such words."""
    quote = Quoted(MESSAGE, words, "Leeds City Council", True)
    edition = an_edition()
    return replace(
        edition,
        note="Read the objection first.",
        talks=tuple(replace(each, quotes=(quote, quote, quote)) for each in edition.talks),
        rounds=edition.rounds * 3,
        questions=(quote,) * 5,
        objections=(quote,) * 5,
        views=tuple(replace(each, text=words) for each in edition.views) * 2,
        contrasts=tuple(
            Shown(replace(each, id=each.id + 100, text=words), 4, 3, 0) for each in edition.views
        ),
        promises=tuple(
            Due(f"promise:{n}", words, date(2026, 11, 24), "open", False) for n in range(4)
        ),
        voices=(("unitary authority", 12), ("county council", 7), ("", 5)),
        challengers=2,
        named=(MemberId("slack:U7"),),
        trend=(Point(date(2026, 11, 22), 12, 5, 0.2, 0.7),),
        tries=(
            Try(TryKind.ROUND, words, MESSAGE),
            Try(TryKind.TEST, words, "assumption:3"),
            Try(TryKind.VOLUNTEER, "", "slack:T1/C1"),
        ),
    )


def test_a_week_that_had_everything_is_told_in_the_order_of_every_face() -> None:
    said = plain_post(digest.edition(full("It costs more."), PAGE))
    places = [said.index(words) for words in ORDER]
    assert places == sorted(places)


def test_the_post_is_short_however_long_people_wrote() -> None:
    for words in ("It costs more.", LONG[:200], LONG):
        for note in ("", LONG[:600]):
            post = digest.edition(replace(full(words), note=note), PAGE)
            fits_on_discord(post)
            fits_on_slack(post)
            said = plain_post(post)
            assert len(said) <= 1.3 * digest.MOST_LETTERS
            assert "minority" in said
            assert PAGE in said


def test_who_agreed_is_thanked_by_name_and_the_others_are_counted() -> None:
    post = digest.edition(full("It costs more."), PAGE)
    (thanks,) = (each for each in texts(post) if any(isinstance(s, Mention) for s in each.spans))
    assert [each.member.id for each in thanks.spans if isinstance(each, Mention)] == ["U7"]
    assert "and 1 other person." in plain_post(Post((thanks,)))
    unnamed = replace(full("It costs more."), named=())
    assert "Thanks to the 2 people" in plain_post(digest.edition(unnamed, PAGE))


def test_what_to_try_can_be_tried_with_one_press() -> None:
    post = digest.edition(full("It costs more."), PAGE)
    buttons = [each for part in post.parts if isinstance(part, Choices) for each in part.buttons]
    assert [each.name[0] for each in buttons] == ["ways", "volunteer"]


def texts(post: Post) -> list[Text]:
    return [part for part in post.parts if isinstance(part, Text)]
