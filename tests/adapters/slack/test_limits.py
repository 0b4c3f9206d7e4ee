"""Everything the bot can compose, held to Slack's limits twice: by our rules and by Slack's SDK."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters import posts
from adapters.chat import ChannelRef, MemberRef, MessageRef
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
    Part,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Tally,
    Text,
    Weight,
    When,
)
from adapters.slack import forms
from adapters.slack.mrkdwn import escape
from adapters.slack.pages import CUT, GOES_ON, home, pages
from tests.adapters.slack.blockrules import wrong_with_message, wrong_with_view

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


def words(most: int) -> st.SearchStrategy[str]:
    """Texts, short ones and long ones, plain ones and those that are nearly all markup."""
    return st.one_of(
        st.text(max_size=min(most, 40)),
        st.builds(
            lambda word, times: (word * times)[:most],
            st.sampled_from(["a", "word ", "<&>", "\n", "🏛️", "<!channel> ", "x" * 90 + " "]),
            st.integers(0, 4000),
        ),
    )


def some(most: int) -> st.SearchStrategy[str]:
    """The same, never empty: what a label must be."""
    return words(most).filter(bool)


SPANS: st.SearchStrategy[tuple[Span, ...]] = st.lists(
    st.one_of(
        words(9000),
        st.builds(Strong, words(4000)),
        st.builds(Code, words(4000)),
        st.builds(Link, words(4000), st.builds(lambda path: f"https://a.uk/{path}", words(4000))),
        st.builds(Jump, words(4000), st.just(MESSAGE)),
        st.just(Mention(MemberRef("slack", "UANN"))),
        st.just(Place(CHANNEL)),
        st.builds(When, st.just(datetime(2026, 11, 20, tzinfo=UTC)), words(100)),
    ),
    max_size=6,
).map(tuple)

BUTTONS = st.lists(
    st.builds(
        Button,
        some(posts.MAX_BUTTON_ID),
        some(posts.MAX_BUTTON_LABEL),
        st.sampled_from(Weight),
        st.booleans(),
        words(600),
    ),
    min_size=1,
    max_size=posts.MAX_BUTTONS,
    unique_by=lambda button: button.id,
).map(tuple)

PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, some(posts.MAX_HEADING)),
    st.builds(Text, SPANS),
    st.builds(Quote, words(9000), SPANS),
    st.builds(
        Tally,
        st.lists(st.tuples(words(100), st.integers(0, 400)), max_size=8).map(tuple),
        words(4000),
    ),
    st.builds(Choices, BUTTONS),
    st.builds(Note, SPANS),
)

ANY_POST = st.builds(Post, st.lists(PARTS, max_size=14).map(tuple))
LONG_POST = st.builds(
    lambda parts, times: Post(tuple(parts) * times),
    st.lists(PARTS, min_size=1, max_size=6),
    st.integers(1, 60),
)

OPTIONS = st.lists(
    st.builds(Option, some(100), some(posts.MAX_OPTION_LABEL)),
    min_size=1,
    max_size=posts.MAX_OPTIONS,
    unique_by=lambda option: option.value,
).map(tuple)

NAMES = st.text("abcdefgh-", min_size=1, max_size=60)
LABELS = some(posts.MAX_FIELD_LABEL)
HINTS = words(posts.MAX_FIELD_HINT)

FIELDS = st.one_of(
    st.builds(
        Field,
        NAMES,
        LABELS,
        st.sampled_from([FieldKind.LINE, FieldKind.PARAGRAPH]),
        st.booleans(),
        HINTS,
        words(5000),
        st.just(()),
        st.integers(1, posts.MAX_ANSWER),
    ),
    st.builds(
        Field, NAMES, LABELS, st.just(FieldKind.CHOICE), st.booleans(), HINTS, words(90), OPTIONS
    ),
)

FORMS = st.builds(
    Form,
    NAMES,
    words(90),
    some(posts.MAX_FORM_TITLE),
    st.lists(
        FIELDS, min_size=1, max_size=posts.MAX_FORM_PARTS - 1, unique_by=lambda field: field.name
    ).map(tuple),
    some(posts.MAX_FORM_TITLE),
    SPANS,
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
@given(FORMS)
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
