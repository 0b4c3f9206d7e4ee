"""Everything the bot can compose, held to Slack's limits twice: by our rules and by Slack's SDK."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters import posts
from adapters.chat import ChannelRef, MessageRef
from adapters.posts import (
    Button,
    Choices,
    Field,
    FieldKind,
    Form,
    Heading,
    Option,
    Post,
    Quote,
    Weight,
)
from adapters.slack import forms
from adapters.slack.mrkdwn import escape
from adapters.slack.pages import CUT, GOES_ON, home, pages
from tests.adapters.slack.blockrules import wrong_with_message, wrong_with_view
from tests.any_posts import any_form, any_part, any_post, words

CHANNEL = ChannelRef.parse("slack:T1/C1")
MESSAGE = MessageRef(CHANNEL, "1763629200.000100")
WITH_MODELS = {"header", "section", "context", "actions", "input", "divider", "image"}


def permalink(message: MessageRef) -> str:
    return f"https://councils.slack.com/archives/{message.channel.id}/p1"


def told(post: Post) -> list[dict[str, Any]]:
    """The messages of a post, each of which Slack would take."""
    made = [{"text": page.text, "blocks": page.blocks} for page in pages(post, permalink)]
    for message in made:
        assert wrong_with_message(message) == ""
        by_the_sdk(message["blocks"])
    blocks = home(post, permalink)
    assert wrong_with_view({"type": "home", "blocks": blocks}) == ""
    return made


def by_the_sdk(blocks: object) -> None:
    """What Slack's own models refuse raises. They have none for some parts of rich text."""
    assert isinstance(blocks, list)
    for block in Block.parse_all([each for each in blocks if each["type"] in WITH_MODELS]):
        block.to_dict()


ANY_POST = any_post(MESSAGE)
LONG_POST = st.builds(
    lambda parts, times: Post(tuple(parts) * times),
    st.lists(any_part(MESSAGE), min_size=1, max_size=6),
    st.integers(1, 60),
)

PATIENT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@PATIENT
@given(ANY_POST)
def test_any_post_is_messages_slack_takes(post: Post) -> None:
    told(post)


@PATIENT
@given(LONG_POST)
def test_a_post_of_any_length_is_messages_slack_takes(post: Post) -> None:
    told(post)


@PATIENT
@given(any_form(MESSAGE))
def test_any_form_is_a_modal_slack_takes(form: Form) -> None:
    opening = forms.Opening(form.name, form.subject, "C1", MESSAGE.id, "https://h/" + "r" * 2900)
    view = forms.view(form, opening, permalink)
    assert wrong_with_view(view) == ""
    by_the_sdk(view["blocks"])
    head = {name: view[name] for name in ("type", "title", "submit", "close")}
    View(**head, blocks=[{"type": "divider"}]).validate_json()


def test_the_largest_form_fits() -> None:
    choice = Field(
        "f1",
        "l" * posts.MAX_FIELD_LABEL,
        FieldKind.CHOICE,
        hint="h" * posts.MAX_FIELD_HINT,
        options=tuple(
            Option(f"{number:0100}", "o" * posts.MAX_OPTION_LABEL)
            for number in range(posts.MAX_OPTIONS)
        ),
        value=f"{7:0100}",
    )
    answers = tuple(
        Field(
            f"f{number}",
            "l" * posts.MAX_FIELD_LABEL,
            FieldKind.PARAGRAPH,
            hint="h" * posts.MAX_FIELD_HINT,
            value="v" * posts.MAX_ANSWER,
        )
        for number in range(2, posts.MAX_FORM_PARTS)
    )
    title = "t" * posts.MAX_FORM_TITLE
    form = Form("n", "s", title, (choice, *answers), title, ("i" * 3000,))
    view = forms.view(form, forms.Opening("n", "s", "C1", MESSAGE.id, "r" * 2900), permalink)
    assert wrong_with_view(view) == ""
    assert view["blocks"][1]["element"]["initial_option"]["value"] == f"{7:0100}"


def test_the_fullest_row_of_buttons_fits() -> None:
    row = Choices(
        tuple(
            Button(
                f"{number}" + "i" * (posts.MAX_BUTTON_ID - 1),
                "l" * posts.MAX_BUTTON_LABEL,
                Weight.DANGER,
                True,
                "c" * 900,
            )
            for number in range(posts.MAX_BUTTONS)
        )
    )
    (message,) = told(Post((Heading("h" * posts.MAX_HEADING), row)))
    assert message["text"].count("l" * posts.MAX_BUTTON_LABEL) == posts.MAX_BUTTONS


@PATIENT
@given(st.lists(words(9000).filter(str.strip), min_size=1, max_size=8))
def test_no_word_of_a_long_post_is_lost_or_told_twice(quotes: list[str]) -> None:
    made = told(Post(tuple(Quote(words) for words in quotes)))
    assert CUT not in str(made)
    read = "".join(
        element["text"]
        for message in made
        for block in message["blocks"]
        if block["type"] == "rich_text"
        for quote in block["elements"]
        for element in quote["elements"]
    )
    assert read == "".join(quotes)


def test_what_a_screen_reader_is_given_says_what_each_message_says() -> None:
    post = Post(tuple(Quote(f"{number} " + "word " * 590) for number in range(6)))
    made = told(post)
    assert len(made) > 1
    for message in made:
        shown = [
            block["elements"][0]["elements"][0]["text"]
            for block in message["blocks"]
            if block["type"] == "rich_text"
        ]
        assert message["text"].startswith(escape("“" + shown[0][:40]))
        goes_on = any(block["type"] == "context" for block in message["blocks"])
        assert goes_on is (message is not made[-1])
    assert GOES_ON in str(made[0]["blocks"])
