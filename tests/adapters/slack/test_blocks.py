from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Place,
    Post,
    Quote,
    Strong,
    Tally,
    Text,
    Weight,
    When,
)
from adapters.slack import forms
from adapters.slack.blocks import fallback
from adapters.slack.mrkdwn import decode, escape, mrkdwn
from adapters.slack.pages import CUT, GOES_ON, home, pages
from tests.adapters.slack.blockrules import wrong_with_message, wrong_with_view

CHANNEL = ChannelRef.parse("slack:T1/C1")
MESSAGE = MessageRef(CHANNEL, "1763629200.000100")
ANN = MemberRef("slack", "UANN")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def permalink(message: MessageRef) -> str:
    return f"https://councils.slack.com/archives/{message.channel.id}/p1"


def accepted(post: Post) -> list[dict[str, Any]]:
    """The blocks of a post of one message."""
    (page,) = messages(post)
    return page


def messages(post: Post, most: int = 10) -> list[list[dict[str, Any]]]:
    """The blocks of each message of a post."""
    made = pages(post, permalink, most=most)
    for page in made:
        assert wrong_with_message({"text": page.text, "blocks": page.blocks}) == ""
    return [page.blocks for page in made]


def test_every_part_has_its_block() -> None:
    post = Post(
        (
            Heading("A question"),
            Text(("You all ", Strong("agree"), ". Type ", Code("/challenge"), ".")),
            Quote("We *must* <do> it", (Mention(ANN), " in ", Place(CHANNEL))),
            Note(("Asked on ", When(NOON, "20 November"), ", see ", Jump("the post", MESSAGE))),
            Choices((Button("vote:R7:agree", "Moves me", Weight.MAIN),)),
        )
    )
    assert accepted(post) == [
        {"type": "header", "text": {"type": "plain_text", "text": "A question", "emoji": False}},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "You all "},
                        {"type": "text", "text": "agree", "style": {"bold": True}},
                        {"type": "text", "text": ". Type "},
                        {"type": "text", "text": "/challenge", "style": {"code": True}},
                        {"type": "text", "text": "."},
                    ],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "text", "text": "We *must* <do> it"}],
                }
            ],
        },
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "<@UANN> in <#C1>", "verbatim": True}],
        },
        {
            "type": "context",
            "elements": [
                {
                    "type": "mrkdwn",
                    "text": "Asked on <!date^1795176000^{date_long_pretty} at {time}|20 November>,"
                    " see <https://councils.slack.com/archives/C1/p1|the post>",
                    "verbatim": True,
                }
            ],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "vote:R7:agree",
                    "text": {"type": "plain_text", "text": "Moves me", "emoji": False},
                    "style": "primary",
                }
            ],
        },
    ]


def test_links_names_and_times_in_a_paragraph() -> None:
    spans = (
        Link("gov", "https://gov.uk"),
        Mention(ANN),
        Place(CHANNEL),
        Jump("there", MESSAGE),
        When(NOON, "noon"),
    )
    (block,) = accepted(Post((Text(spans),)))
    assert block["elements"][0]["elements"] == [
        {"type": "link", "url": "https://gov.uk", "text": "gov"},
        {"type": "user", "user_id": "UANN"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "link", "url": permalink(MESSAGE), "text": "there"},
        {
            "type": "date",
            "timestamp": 1795176000,
            "format": "{date_long_pretty} at {time}",
            "fallback": "noon",
        },
    ]


def test_a_tally_is_a_sentence_and_bars_of_equal_scale() -> None:
    sentence, bars = accepted(
        Post((Tally((("For", 10), ("Against", 1), ("Unsure", 0)), "10 to 1"),))
    )
    assert sentence["elements"][0]["elements"] == [{"type": "text", "text": "10 to 1"}]
    assert bars["elements"][0]["type"] == "rich_text_preformatted"
    assert bars["elements"][0]["elements"][0]["text"].split("\n") == [
        "For      " + "█" * 20 + "  10",
        "Against  ██  1",
        "Unsure   0",
    ]


def test_a_button_that_opens_a_form_or_loses_something_says_so() -> None:
    buttons = (
        Button("object:R7", "Object", opens_form=True),
        Button("erase:me", "Erase", Weight.DANGER, confirm="All you wrote goes. " * 30),
    )
    (block,) = accepted(Post((Choices(buttons),)))
    opens, erases = block["elements"]
    assert opens["action_id"] == "form|object:R7"
    assert erases["confirm"]["deny"]["text"] == "Cancel"
    assert erases["confirm"]["text"]["text"].endswith("…")


ROW = Choices((Button("why:1", "Why?"),))


def test_a_long_post_goes_on_in_further_messages_and_says_so() -> None:
    parts = tuple(Text((f"{number} " + "words " * 400,)) for number in range(20))
    made = messages(Post((*parts, ROW)))
    assert len(made) > 1
    assert all(message[-1]["elements"][0]["text"] == GOES_ON for message in made[:-1])
    assert made[-1][-1]["type"] == "actions"
    told = [str(block) for message in made for block in message]
    assert [sum(f"'{number} words" in block for block in told) for number in range(20)] == [1] * 20


def test_what_many_messages_could_not_hold_is_cut_aloud_and_keeps_its_buttons() -> None:
    parts = tuple(Text(("words " * 400,)) for _ in range(20))
    made = messages(Post((*parts, ROW, Heading("More"), *parts, ROW)), most=2)
    assert len(made) == 2
    assert made[-1][-3]["elements"][0]["text"] == CUT
    assert [block["type"] for block in made[-1][-2:]] == ["actions", "actions"]


def test_many_short_parts_go_on_after_fifty_blocks() -> None:
    made = messages(Post((*(Text(("x",)) for _ in range(80)), ROW, ROW)))
    assert [len(message) for message in made] == [50, 33]


def test_buttons_stay_with_what_they_are_about_and_headings_with_what_they_head() -> None:
    for before in range(40, 50):
        filling = [Text(("x",)) for _ in range(before)]
        made = messages(Post((*filling, Heading("One"), Quote("said"), ROW, Heading("Two"), ROW)))
        for message in made:
            kinds = [block["type"] for block in message if block["type"] != "context"]
            assert kinds[0] != "actions"
            assert kinds[-1] != "header"


def test_a_long_paragraph_is_split_without_losing_a_sign() -> None:
    words = "one two three\n" * 500
    blocks = accepted(Post((Text((words,)),)))
    assert len(blocks) == 3
    texts = [block["elements"][0]["elements"][0]["text"] for block in blocks]
    assert "".join(texts) == words
    assert all(len(text) <= 3000 for text in texts)


def test_the_fallback_is_never_empty_and_never_markup() -> None:
    assert fallback(Post((Choices((Button("a:b", "A"),)),))) == "[A]"
    assert fallback(Post((Text(("Why?",)), ROW))) == "Why?\n[Why?]"
    assert fallback(Post(())) == "-"
    assert fallback(Post((Text(("<!channel> & co",)),))) == "&lt;!channel&gt; &amp; co"
    for word in ("long ", "<&>"):
        cut = fallback(Post((Text((word * 2000,)),)))
        assert cut.endswith("…")
        assert "&…" not in cut
        assert 3800 < len(cut) < 4000


@given(st.text(max_size=200))
def test_what_is_escaped_comes_back_as_it_was(text: str) -> None:
    assert decode(escape(text)) == text
    assert "<" not in mrkdwn((text,), permalink)


@given(st.text(min_size=1, max_size=8000), st.text(max_size=8000))
def test_any_words_make_blocks_slack_takes(first: str, second: str) -> None:
    messages(Post((Text((first, Strong(second))), Quote(second), Note((first,)))))


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<@U1> and <@U2|bob>", "@U1 and @bob"),
        ("<#C1|roads> <#C2|> <#C3>", "#roads #C2 #C3"),
        ("<!here> <!subteam^S1|@leads> <!subteam^S2>", "@here @leads @subteam"),
        ("<!date^1^{date}|1 May>", "1 May"),
        ("<https://gov.uk>", "https://gov.uk"),
        ("<https://gov.uk|gov.uk>", "https://gov.uk"),
        ("<https://gov.uk|the site>", "the site (https://gov.uk)"),
        ("<mailto:a@b.uk|a@b.uk>", "a@b.uk"),
        ("1 < 2 and <", "1 < 2 and <"),
    ],
)
def test_slack_source_becomes_what_a_reader_sees(source: str, seen: str) -> None:
    assert decode(source) == seen


def test_a_form_is_a_modal_slack_takes_and_remembers_where_it_came_from() -> None:
    form = Form(
        "object",
        "R7",
        "Your objection",
        (
            Field("words", "Why not?", FieldKind.PARAGRAPH, hint="Be brief", value="so far"),
            Field(
                "weight",
                "Weight",
                FieldKind.CHOICE,
                required=False,
                value="b",
                options=(Option("a", "Low"), Option("b", "High")),
            ),
            Field("link", "Link", required=False, most=200),
        ),
        introduction=("Nobody sees ", Strong("who"), " wrote it."),
    )
    remembered = forms.Opening("object", "R7", "C1", "1.2", "https://reply")
    view = forms.view(form, remembered, permalink)
    assert wrong_with_view(view) == ""
    assert forms.opening(view) == remembered
    assert [block["type"] for block in view["blocks"]] == ["rich_text", "input", "input", "input"]
    words, weight, link = (block["element"] for block in view["blocks"][1:])
    assert (words["multiline"], words["initial_value"]) == (True, "so far")
    assert weight["initial_option"]["value"] == "b"
    assert (link["multiline"], link["max_length"]) == (False, 200)


def test_a_reply_handle_too_long_to_carry_is_left_behind() -> None:
    kept = forms.opening({"callback_id": "form:a", "private_metadata": "not json"})
    assert kept == forms.Opening("a")
    long = forms.Opening("a", "s", reply="x" * 3000)
    assert len(long.written()) < 3000


def test_the_home_page_takes_a_hundred_blocks() -> None:
    post = Post((*(Text(("x",)) for _ in range(120)), ROW))
    blocks = home(post, permalink)
    assert wrong_with_view({"type": "home", "blocks": blocks}) == ""
    assert len(blocks) == 100
    assert blocks[-2]["elements"][0]["text"] == CUT
    assert len(home(Post(post.parts[:90]), permalink)) == 90
