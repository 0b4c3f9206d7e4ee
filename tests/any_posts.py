"""Any post and any form the bot could compose, at every length, for whatever must take them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import strategies as st

from adapters import posts
from adapters.chat import MemberRef, MessageRef
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
    Picture,
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

MOMENTS = (datetime(2026, 11, 20, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=UTC))
ADDRESSES = st.builds(
    lambda scheme, path: f"{scheme}{path}.png"[: posts.MAX_PICTURE_URL],
    st.sampled_from(
        ["https://bot.example/picture/", "http://127.0.0.1:8080/picture/", "/picture/"]
    ),
    st.text("abc123-.", max_size=3000),
)
Texts = Callable[[int], st.SearchStrategy[str]]
"""Texts of at most so many characters."""


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


def some(most: int, texts: Texts = words) -> st.SearchStrategy[str]:
    """The same, never empty: what a label must be."""
    return texts(most).filter(bool)


def any_spans(message: MessageRef, texts: Texts = words) -> st.SearchStrategy[tuple[Span, ...]]:
    """Words that name a member, a message and its channel on the platform of that message."""
    ann = MemberRef(message.channel.community.platform, "UANN")
    span = st.one_of(
        texts(9000),
        st.builds(Strong, texts(4000)),
        st.builds(Code, texts(4000)),
        st.builds(Link, texts(4000), st.builds(lambda path: f"https://a.uk/{path}", texts(4000))),
        st.builds(Jump, texts(4000), st.just(message)),
        st.just(Mention(ann)),
        st.just(Place(message.channel)),
        st.builds(When, st.sampled_from(MOMENTS), texts(100)),
    )
    return st.lists(span, max_size=6).map(tuple)


def any_part(message: MessageRef, texts: Texts = words) -> st.SearchStrategy[Part]:
    """One part of a post."""
    spans = any_spans(message, texts)
    button = st.builds(
        Button,
        some(posts.MAX_BUTTON_ID - 10, texts),  # Discord marks some, with up to 10 characters
        some(posts.MAX_BUTTON_LABEL, texts),
        st.sampled_from(Weight),
        st.booleans(),
        texts(600),
    )
    buttons = st.lists(
        button, min_size=1, max_size=posts.MAX_BUTTONS, unique_by=lambda each: each.id
    )
    counts = st.lists(st.tuples(texts(100), st.integers(0, 400)), max_size=8)
    return st.one_of(
        st.builds(Heading, some(posts.MAX_HEADING, texts)),
        st.builds(Text, spans),
        st.builds(Quote, texts(9000), spans),
        st.builds(Tally, counts.map(tuple), texts(4000)),
        st.builds(Choices, buttons.map(tuple), once=st.booleans()),
        st.builds(Note, spans),
        st.builds(Picture, ADDRESSES, some(posts.MAX_ALT, texts), texts(4000).filter(str.strip)),
    )


def any_post(message: MessageRef, texts: Texts = words) -> st.SearchStrategy[Post]:
    """A post of some parts, no two buttons of which are the same."""
    parts = st.lists(any_part(message, texts), max_size=14).map(tuple)
    return st.builds(Post, parts).filter(_differ)


def _differ(post: Post) -> bool:
    rows = [part.buttons for part in post.parts if isinstance(part, Choices)]
    ids = [button.id for row in rows for button in row]
    return len(ids) == len(set(ids))


def any_form(message: MessageRef) -> st.SearchStrategy[Form]:
    """A form as large as a form may be, or smaller."""
    options = st.lists(
        st.builds(Option, some(100), some(posts.MAX_OPTION_LABEL)),
        min_size=1,
        max_size=posts.MAX_OPTIONS,
        unique_by=lambda option: option.value,
    )
    name = st.text("abcdefgh-", min_size=1, max_size=60)
    label, hint = some(posts.MAX_FIELD_LABEL), words(posts.MAX_FIELD_HINT)
    typed = st.builds(
        Field,
        name,
        label,
        st.sampled_from([FieldKind.LINE, FieldKind.PARAGRAPH]),
        st.booleans(),
        hint,
        words(5000),
        st.just(()),
        st.integers(1, posts.MAX_ANSWER),
    )
    chosen = st.builds(
        Field,
        name,
        label,
        st.just(FieldKind.CHOICE),
        st.booleans(),
        hint,
        words(90),
        options.map(tuple),
    )
    fields = st.lists(
        typed | chosen,
        min_size=1,
        max_size=posts.MAX_FORM_PARTS - 1,
        unique_by=lambda field: field.name,
    )
    title = some(posts.MAX_FORM_TITLE)
    return st.builds(Form, name, words(90), title, fields.map(tuple), title, any_spans(message))
