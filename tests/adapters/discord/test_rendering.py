"""Posts, forms and commands as Discord takes them. No client is needed for any of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simcord.components import validate_components, validate_modal

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.commands import Argument, Command, Pointer, Vocabulary
from adapters.discord import commands, components, forms, markdown
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
from tests.any_posts import any_form, any_post

COUNCILS = CommunityRef("discord", "11")
GENERAL = ChannelRef(COUNCILS, "22")


def shown(post: Post, mark: int = 0) -> list[components.Component]:
    """The parts inside the container, checked as Discord checks them."""
    made = components.container(post, mark)
    validate_components(made, flags=1 << 15)
    inside: list[components.Component] = made[0]["components"]
    return inside


def text_of(post: Post) -> str:
    parts = components.walk(components.container(post))
    return "\n".join(part["content"] for part in parts if "content" in part)


# -- words


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        ("*all* _of_ ~us~", r"\*all\* \_of\_ \~us\~"),
        ("# Title", r"\# Title"),
        ("- one\n+ two\n1. three", "\\- one\n\\+ two\n1\\. three"),
        ("> said", r"\> said"),
        ("<@123> <#4> <t:5>", r"\<@123\> \<#4\> \<t:5\>"),
        ("[here](https://evil.example)", r"\[here\](https://evil.example)"),
        ("||secret|| `code`", r"\|\|secret\|\| \`code\`"),
        ("see https://a.example/x_y_z now", "see https://a.example/x_y_z now"),
        ("a well-known fact - or 3.5 times", "a well-known fact - or 3.5 times"),
    ],
)
def test_plain_words_come_out_literal(written: str, literal: str) -> None:
    assert markdown.escape(written) == literal


@pytest.mark.parametrize(
    ("span", "rendered"),
    [
        (Strong("a*b"), r"**a\*b**"),
        (Code("/challenge help"), "`/challenge help`"),
        (Code("a`b"), "`` a`b ``"),
        (
            Link("the [page]", "https://a.example/x (1)"),
            r"[the \[page\]](https://a.example/x%20%281%29)",
        ),
        (Link("bad", "javascript:alert(1)"), "bad"),
        (Mention(MemberRef("discord", "9")), "<@9>"),
        (Place(GENERAL), "<#22>"),
        (
            Jump("there", MessageRef(GENERAL, "33")),
            "[there](https://discord.com/channels/11/22/33)",
        ),
        (
            Jump("there", MessageRef(GENERAL, "33.44")),
            "[there](https://discord.com/channels/11/33/44)",
        ),
        (When(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday"), "<t:1792891800:F>"),
    ],
)
def test_each_span_has_its_markdown(span: Span, rendered: str) -> None:
    assert markdown.spans((span,)) == rendered


def test_a_post_is_one_container_that_carries_its_mark() -> None:
    post = Post((Text(("Hello",)),))
    assert components.mark_of(components.container(post, 2**31 - 1)) == 2**31 - 1
    assert components.mark_of(components.container(post)) == 0
    assert components.mark_of([]) == 0


def test_parts_come_out_top_to_bottom() -> None:
    post = Post(
        (
            Heading("Week 40"),
            Text(("Three councils ", Strong("differ"), ".")),
            Quote("It failed.\n\nTwice.", ("Ann, Leeds",)),
            Heading("Votes"),
            Tally((("Agree", 4), ("Not sure", 1)), "Four of five agree."),
            Choices((Button("vote:R1:a", "Agree", Weight.MAIN), Button("vote:R1:b", "Differ"))),
            Note(("Sent on Friday",)),
        )
    )
    first, line, second, row, last = shown(post)
    assert first["content"] == (
        "## Week 40\nThree councils **differ**.\n> It failed.\n> \n> Twice.\n-# Ann, Leeds"
    )
    assert line["type"] == components.SEPARATOR
    assert second["content"] == "### Votes\nAgree: **4**\nNot sure: **1**\nFour of five agree."
    assert [(each["label"], each["style"]) for each in row["components"]] == [
        ("Agree", 1),
        ("Differ", 2),
    ]
    assert last["content"] == "-# Sent on Friday"


def test_a_heading_and_a_link_stay_on_one_line() -> None:
    assert text_of(Post((Heading("One\ntwo"),))) == "## One two"


@pytest.mark.parametrize(
    "part",
    [
        Text(("word " * 2000,)),
        Text((Strong("so"), " it * goes on " * 500)),
        Quote("they said " * 1000, ("Ann",)),
        Note(("small " * 2000,)),
    ],
)
def test_a_post_too_long_is_cut_and_says_so(part: Part) -> None:
    buttons = Choices((Button("help", "Help"),))
    post = Post((Heading("Long"), part, Text(("never seen",)), buttons))
    text = text_of(post)
    assert 2500 < len(text) <= components.MAX_TEXT
    assert text.endswith(components.CUT)
    assert "never seen" not in text
    assert shown(post)[-2]["components"][0]["label"] == "Help"


def test_a_post_of_very_many_parts_keeps_to_the_limit() -> None:
    parts = tuple(
        part
        for number in range(30)
        for part in (Heading(f"Part {number}"), Choices((Button(f"open:{number}", "Open"),)))
    )
    inside = shown(Post(parts))
    assert sum(1 for _ in components.walk(inside)) + 1 <= components.MAX_COMPONENTS
    assert inside[-1]["content"] == components.CUT


def test_an_empty_post_still_is_one() -> None:
    assert shown(Post(()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_post(MessageRef(GENERAL, "33")))
def test_whatever_is_written_fits_discord(post: Post) -> None:
    shown(post)
    assert len(text_of(post)) <= components.MAX_TEXT


@given(st.text(max_size=200))
def test_no_mention_and_no_masked_link_survives(written: str) -> None:
    literal = markdown.escape(f"<@1>{written}](https://a.example)")
    assert "<@" not in literal.replace("\\<", "")
    assert not literal.startswith("[")


# -- buttons


def test_a_button_says_in_its_id_what_comes_before_the_press() -> None:
    assert components.custom_id(Button("vote:R7:agree", "Agree")) == "vote:R7:agree"
    assert components.custom_id(Button("view:R7", "View", opens_form=True)) == "?view:R7"
    asking = components.custom_id(Button("drop:R7", "Drop", confirm="All is lost."))
    assert components.asks_first(asking) == (components.digest("All is lost."), "drop:R7")
    assert components.asks_first("drop:R7") == ("", "drop:R7")


def test_a_button_whose_id_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        components.custom_id(Button("v" * 100, "Vote", opens_form=True))


# -- forms


def test_a_form_is_a_modal_known_by_its_name_and_subject() -> None:
    subject = str(MessageRef(GENERAL, "33.44"))
    form = Form(
        "view",
        subject,
        "A view",
        (
            Field("line", "Council", value="Leeds", hint="Yours"),
            Field("words", "Your view", FieldKind.PARAGRAPH, required=False, most=100),
            Field("one", "Stage", FieldKind.CHOICE, options=(Option("a", "A"), Option("b", "B"))),
            Field("many", "Kind", FieldKind.CHOICE, options=_options(11), value="4"),
        ),
        introduction=("Nobody sees your name.",),
    )
    modal = forms.modal(form, COUNCILS)
    validate_modal(modal)
    assert modal["custom_id"] == "form|view|~/22/33.44"
    assert forms.read_id(modal["custom_id"], COUNCILS) == ("view", subject)
    controls = [part["component"] for part in modal["components"][1:]]
    assert [control["type"] for control in controls] == [4, 4, forms.RADIO, forms.SELECT]
    assert controls[0]["value"] == "Leeds"
    assert controls[1]["max_length"] == 100
    assert [each["value"] for each in controls[3]["options"] if each.get("default")] == ["4"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_form(MessageRef(GENERAL, "33")))
def test_any_form_is_a_modal_discord_takes(form: Form) -> None:
    validate_modal(forms.modal(replace(form, subject="R7", introduction=("So.",)), COUNCILS))


def _options(count: int) -> tuple[Option, ...]:
    return tuple(Option(str(number), f"Kind {number}") for number in range(count))


def test_the_longest_ids_of_discord_fit_the_id_of_a_form() -> None:
    long = "9" * 20
    community = CommunityRef("discord", long)
    subject = str(MessageRef(ChannelRef(community, long), f"{long}.{long}"))
    assert len(forms.modal_id("a" * 30, subject, community)) <= 100
    with pytest.raises(ValueError, match="too long"):
        forms.modal_id("view", "s" * 100, community)


@pytest.mark.parametrize("custom_id", ["", "form", "form|", "other|view|R7", "vote:R7:agree"])
def test_what_is_no_form_of_ours_is_left_alone(custom_id: str) -> None:
    assert forms.read_id(custom_id, COUNCILS) is None


@pytest.mark.parametrize(
    "sent",
    [
        [{"type": 18, "component": {"type": 4, "custom_id": "words", "value": "Hello"}}],
        [{"type": 1, "components": [{"type": 4, "custom_id": "words", "value": "Hello"}]}],
        [{"type": 18, "component": {"type": 3, "custom_id": "words", "values": ["Hello"]}}],
        [{"type": 18, "component": {"type": 21, "custom_id": "words", "value": "Hello"}}],
    ],
)
def test_an_answer_is_read_however_discord_wraps_it(sent: list[dict[str, Any]]) -> None:
    assert forms.values([{"type": 10, "id": 1}, *sent]) == (("words", "Hello"),)


@pytest.mark.parametrize("empty", [{"value": ""}, {"value": None}, {"values": []}, {}])
def test_a_field_left_empty_is_present_and_empty(empty: dict[str, Any]) -> None:
    sent = [{"type": 18, "component": {"custom_id": "words"} | empty}]
    assert forms.values(sent) == (("words", ""),)


# -- commands

VIEW = Command(
    "view",
    "Share a view",
    (Argument("your words", "What", required=True), Argument("stage", "Where", choices=("kept",))),
    form="view",
)
VOCABULARY = Vocabulary((VIEW,), (Pointer("ask", "Challenge this"),), ("view",))


def test_the_tree_has_a_group_and_an_entry_per_pointer() -> None:
    root, menu = commands.tree(VOCABULARY)
    assert [option["name"] for option in root["options"]] == ["view"]
    words, stage = root["options"][0]["options"]
    assert (words["name"], words["required"]) == ("your-words", False)
    assert stage["choices"] == [{"name": "kept", "value": "kept"}]
    assert (menu["type"], menu["name"]) == (3, "Challenge this")
    assert root["contexts"] == [0]


def test_required_options_come_first_but_the_text_keeps_its_order() -> None:
    command = Command("add", "Add", (Argument("a", "A"), Argument("b", "B", required=True)))
    root, *_ = commands.tree(Vocabulary((command,), (), ()))
    assert [option["name"] for option in root["options"][0]["options"]] == ["b", "a"]
    assert commands.text_of(command, {"b": "two", "a": "one"}) == "one two"


def test_a_form_is_wanted_when_something_is_lacking() -> None:
    assert commands.wants_form(VIEW, {"stage": "kept"})
    assert not commands.wants_form(VIEW, {"your-words": "We tried"})
    free = Command("say", "Say", (Argument("words", "What"),), form="say")
    assert commands.wants_form(free, {})
    assert not commands.wants_form(free, {"words": "Hello"})
    assert not commands.wants_form(Command("help", "Help"), {})


def test_a_group_that_is_called_bare_all_the_same_names_nothing() -> None:
    assert commands.called({"name": "challenge"}) == ("", {})


def test_the_digest_of_the_tree_changes_with_it() -> None:
    tree = commands.tree(VOCABULARY)
    other = commands.tree(Vocabulary((VIEW,), (), ("view",)))
    assert commands.digest(tree, 1) == commands.digest(commands.tree(VOCABULARY), 1)
    assert len({commands.digest(tree, 1), commands.digest(tree, 2), commands.digest(other, 1)}) == 3


def test_more_commands_than_discord_takes_are_refused_at_once() -> None:
    many = tuple(Command(f"verb{number}", "Do") for number in range(26))
    with pytest.raises(ValueError, match="at most 25 commands"):
        commands.tree(Vocabulary(many, (), ()))
