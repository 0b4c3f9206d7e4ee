"""Posts, forms and moments as a page shows them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.posts import (
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Heading,
    Jump,
    Link,
    Mention,
    Note,
    Option,
    Picture,
    Place,
    Post,
    Quote,
    Strong,
    Tally,
    Text,
    Weight,
    When,
)
from adapters.web.render import clock_time, day, form_html, moment, post_html, words
from adapters.web.room import Person, Room, RoomChannel
from adapters.web.written import read, write
from tests.any_posts import any_post
from tests.fakes import MemoryState

HOSTILE = "<img src=x onerror=alert(1)>\"'&{0}%s</p>"
COMMUNITY = CommunityRef("web", "room")
GENERAL = ChannelRef(COMMUNITY, "general")
WHOLE = Post(
    (
        Heading("A <heading>"),
        Text(
            (
                "plain & literal ",
                Strong("bold"),
                Code("/challenge"),
                Link("a page", "https://example.org/?a=1&b=2"),
                Mention(MemberRef("web", "ann")),
                Place(GENERAL),
                Jump("there", MessageRef(GENERAL, "3")),
                When(datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "20 November 2026, 9:30am"),
            )
        ),
        Quote("Their own words", ("from ", Strong("a parish"))),
        Tally((("Moved", 3), ("Not moved", 1)), "3 of 4 were moved."),
        Picture("https://bot.example/picture/a-b.png", "Bars & days", "Most on <Tuesday>."),
        Picture("https://elsewhere.example/a.png", "Elsewhere", "Only in words."),
        Choices((Button("vote:R7:agree", "Agree", Weight.MAIN, confirm="Sure?"),)),
        Note(("small print",)),
    )
)


@pytest.fixture
def room() -> Room:
    made = Room(COMMUNITY, MemoryState())
    made.people["ann"] = Person("ann", "Ann <Archer>")
    made.channels["general"] = RoomChannel("general", "general")
    return made


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "20 November 2026, 9:30am"),
        (datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "1 July 2026, 10am"),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "1 December 2026, midday"),
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "1 December 2026, midnight"),
        (datetime(2026, 12, 1, 0, 5, tzinfo=UTC), "1 December 2026, 12:05am"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026, 12:30am"),
        (datetime(2026, 12, 1, 17, 0, tzinfo=UTC), "1 December 2026, 5pm"),
    ],
)
def test_moments_are_said_in_london_words(at: datetime, said: str) -> None:
    assert moment(at) == said
    assert said.endswith(clock_time(at))


def test_days_are_said_with_their_weekday() -> None:
    assert day(datetime(2026, 11, 20, 9, 30, tzinfo=UTC)) == "Friday 20 November 2026"


def test_a_whole_post_is_shown_part_by_part(room: Room) -> None:
    shown = post_html(WHOLE, room)
    for expected in (
        "<h4>A &lt;heading&gt;</h4>",
        "plain &amp; literal ",
        "<strong>bold</strong><code>/challenge</code>",
        'href="https://example.org/?a=1&amp;b=2"',
        "@Ann &lt;Archer&gt;",
        '<a href="#general">#general</a>',
        '<a href="#general/3">there</a>',
        ">20 November 2026, 9:30am</time>",
        "<blockquote>",
        '<th scope="row">Moved</th><td class="count">3</td>',
        "<figcaption>3 of 4 were moved.</figcaption>",
        '<img src="/picture/a-b.png" alt="Bars &amp; days" loading="lazy">',
        '<figcaption class="words">Most on &lt;Tuesday&gt;.</figcaption>',
        '<p class="words">Only in words.</p>',
        'data-press="vote:R7:agree" data-confirm="Sure?"',
        '<p class="note">small print</p>',
    ):
        assert expected in shown
    assert "style=" not in shown
    assert "elsewhere" not in shown


def test_hostile_words_are_only_words_wherever_they_stand(room: Room) -> None:
    post = Post(
        (
            Heading(HOSTILE),
            Text((HOSTILE, Strong(HOSTILE), Code(HOSTILE), Link(HOSTILE, f"https://a/{HOSTILE}"))),
            Text((Mention(MemberRef("web", HOSTILE)), Jump(HOSTILE, MessageRef(GENERAL, HOSTILE)))),
            Quote(HOSTILE, (HOSTILE,)),
            Tally(((HOSTILE, 1),), HOSTILE),
            Picture(HOSTILE, HOSTILE, HOSTILE),
            Choices((Button(HOSTILE, HOSTILE, confirm=HOSTILE),)),
            Note((HOSTILE,)),
        )
    )
    form = Form(
        HOSTILE,
        HOSTILE,
        "<b>Title</b>",
        (
            Field(HOSTILE, "<i>label</i>", FieldKind.PARAGRAPH, hint=HOSTILE, value=HOSTILE),
            Field("c", "<i>c</i>", FieldKind.CHOICE, options=(Option(HOSTILE, HOSTILE),)),
        ),
        introduction=(HOSTILE,),
    )
    for shown in (post_html(post, room), form_html(form, room), words(HOSTILE)):
        assert "<img" not in shown
        assert "<b>" not in shown
        assert "<i>" not in shown
        assert "\"'" not in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", " javascript:x", "data:text/html,x", "//e"])
def test_an_address_that_could_do_harm_is_not_a_link(room: Room, url: str) -> None:
    assert post_html(Post((Text((Link("press me", url),)),)), room) == (
        '<p class="words">press me</p>'
    )


def test_a_web_address_somebody_typed_leads_there_without_the_full_stop() -> None:
    shown = words("See https://example.org/a?b=1&c=2. And (http://x.example/y).")
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">' in shown
    assert '<a href="http://x.example/y" rel="noopener noreferrer">' in shown


@given(st.text())
def test_no_typed_text_makes_an_element_but_a_link(text: str) -> None:
    shown = str(words(text))
    inside = shown.removeprefix('<p class="words">').removesuffix("</p>")
    assert inside.count("<") == 2 * inside.count('<a href="http')


def test_a_form_links_labels_hints_and_errors_to_their_fields(room: Room) -> None:
    form = Form(
        "share",
        "S1",
        "Share a view",
        (
            Field("view", "Your view", FieldKind.PARAGRAPH, hint="In your words", value="\nSo"),
            Field("link", "A link", required=False),
            Field(
                "state", "State", FieldKind.CHOICE, value="b", options=(Option("b", "We kept it"),)
            ),
        ),
    )
    shown = form_html(form, room)
    assert '<label for="field-view">Your view</label>' in shown
    assert 'aria-describedby="field-view-hint">\n\nSo</textarea>' in shown
    assert "A link (optional)" in shown
    assert "<legend>State</legend>" in shown
    assert 'value="b" checked' in shown


def test_one_choice_among_several_keeps_to_one_line_and_can_be_marked(room: Room) -> None:
    votes = tuple(Button(f"vote:7.3:{mark}", f"3: {mark}") for mark in ("yes", "no"))
    reply = Button("reply:7.3", "3: reply", opens_form=True)
    shown = post_html(Post((Choices((*votes, reply)),)), room)
    assert '<div class="choices even-3">' in shown
    assert shown.count('data-among="vote:7.3"') == 2
    for long in (
        Button("vote:7.3:unsure", "3: " + "x" * 30),
        Button("look:7", "Look", Weight.MAIN),
    ):
        assert 'class="choices"' in post_html(Post((Choices((*votes, long)),)), room)
    assert "data-among" not in post_html(Post((Choices((votes[0], reply)),)), room)
    alone = post_html(Post((Choices(votes[:1], once=True),)), room)
    assert 'class="choices" data-once' in alone
    assert "data-among" in alone


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (("1, a guess", "2", "3, fairly sure", "4", "5, certain"), "options scale"),
        (("Yes, go ahead", "I am not sure", "No, do not"), "options row"),
        (("We kept it and would do so again", "We dropped it again"), "options"),
    ],
)
def test_few_short_answers_stand_side_by_side(
    room: Room, labels: tuple[str, ...], shown: str
) -> None:
    options = tuple(
        Option(str(number) if len(labels) > 3 else label, label)
        for number, label in enumerate(labels, start=1)
    )
    form = Form("f", "", "A form", (Field("c", "C", FieldKind.CHOICE, options=options),))
    assert f'<div class="{shown}"><div class="option">' in form_html(form, room)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_post(MessageRef(GENERAL, "3")))
def test_what_the_room_keeps_comes_back_as_it_was(post: Post) -> None:
    assert read(write(post)) == post


def test_what_the_room_cannot_keep_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot keep a float"):
        write(0.5)
