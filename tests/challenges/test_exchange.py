"""The document by which views travel: written in one way, read with suspicion."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import exchange
from challenges.exchange import ForeignView, NotALibrary, SharedLibrary
from challenges.library import Scope, Status, View, share
from challenges.messages import CommunityId, MemberId

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
LIBRARY = exchange.library_id("a secret")
VIEW = share(
    id=3, claim="Chatbots help", text="They did not.", status=Status.DROPPED, council="Westmoor",
    council_kind="unitary", by=MemberId("slack:U1"), community=CommunityId("slack:T1"), now=NOW,
    link="https://westmoor.example/", scope=Scope.EVERYWHERE, tags=("rural",),
)  # fmt: skip


def library(*views: View, **changed: Any) -> SharedLibrary:
    given = tuple(exchange.foreign(each, LIBRARY) for each in views)
    return replace(SharedLibrary(LIBRARY, NOW, given, ("a key",)), **changed)


def served(shared: SharedLibrary) -> bytes:
    return exchange.with_signatures(exchange.compose(shared, "Views"), {"print": "signature"})


def read(body: bytes, before: datetime | None = None, name: str = LIBRARY) -> SharedLibrary:
    return exchange.read_library(exchange.opened(body), NOW, before=before, library=name)


def test_what_is_written_is_read_as_it_was() -> None:
    followed = replace(VIEW, id=4, link="", followed_up_at=NOW - timedelta(days=1))
    at = NOW + timedelta(microseconds=1)
    shared = library(VIEW, followed, withdrawn=(exchange.foreign_id(LIBRARY, 1),), made_at=at)
    assert read(served(shared)) == shared
    keys, signatures = exchange.keys_and_signatures(exchange.opened(served(shared)))
    assert (keys, signatures) == (["a key"], {"print": "signature"})


def test_nothing_of_its_author_is_in_it() -> None:
    body = served(library(VIEW)).decode()
    assert "slack:" not in body


def test_only_what_its_author_gave_to_others_is_meant_for_them() -> None:
    meant = [scope for scope in Scope if exchange.meant_for_others(replace(VIEW, scope=scope))]
    assert meant == [Scope.EVERYWHERE, Scope.PUBLIC]


def test_what_is_signed_is_the_same_however_it_was_written_and_all_but_the_signatures() -> None:
    body = served(library(VIEW))
    opened = exchange.opened(body)
    again = exchange.opened(json.dumps(opened, indent=3).encode())
    assert exchange.to_sign(again) == exchange.to_sign(opened)
    again["_challenger"]["signatures"] = {}
    assert exchange.to_sign(again) == exchange.to_sign(opened)
    again["items"][0]["title"] = "Chatbots are bad"
    assert exchange.to_sign(again) != exchange.to_sign(opened)


def test_the_canonical_form_is_that_of_rfc_8785_for_what_we_write() -> None:
    value = {"b": [1, True, None], "a": '\u20ac$\x0f\nA\'B"\\"/\u00e9', "": {}}
    assert exchange.canonical(value) == (
        b'{"":{},"a":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\"/\xc3\xa9","b":[1,true,null]}'
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"_challenger": 1}',
        b'{"_challenger": {"exchange": 2}}',
        b'{"_challenger": {"exchange": 1}, "_challenger": {"exchange": 1}}',
        b'{"_challenger": {"exchange": 1}, "caf\xc3\xa9": 1}',
        b'{"_challenger": {"exchange": 1}, "a": 1.5}',
        b'{"_challenger": {"exchange": 1}, "a": 99999999999999999}',
        b'{"_challenger": {"exchange": 1}, "a": NaN}',
        b'{"_challenger": {"exchange": 1}, "a": "\\ud800"}',
        b'{"_challenger": {"exchange": 1, "keys": ["a"]}}',
        b'{"_challenger": {"exchange": 1, "signatures": {}, "keys": [1]}}',
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(NotALibrary):
        exchange.opened(body)


@pytest.mark.parametrize(
    ("changed", "before", "name", "code"),
    [
        ({"made_at": NOW + timedelta(hours=2)}, None, "", "ahead"),
        ({"made_at": NOW - timedelta(days=4)}, None, "", "stale"),
        ({}, NOW + timedelta(minutes=1), "", "older"),
        ({}, NOW + timedelta(microseconds=1), "", "older"),
        ({}, None, "another", "other-library"),
    ],
)
def test_what_is_not_of_now_or_not_of_them_is_refused(
    changed: dict[str, Any], before: datetime | None, name: str, code: str
) -> None:
    with pytest.raises(NotALibrary) as refused:
        read(served(library(VIEW, **changed)), before, name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("made_at", "soon"),
        ("made_at", 5),
        ("made_at", "0001-01-01T00:00:00+14:00"),
        ("library", None),
    ],
)
def test_what_lacks_its_name_or_its_day_is_no_library(name: str, value: object) -> None:
    document = exchange.opened(served(library(VIEW)))
    document["_challenger"][name] = value
    with pytest.raises(NotALibrary):
        exchange.read_library(document, NOW, before=None, library="")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "challenger:another/3"},
        {"id": f"challenger:{LIBRARY}/" + "9" * 100},
        {"id": 3},
        {"title": None},
        {"authors": []},
        {"authors": [5]},
        {"date_published": "soon"},
        {"_challenger": 1},
        {"_challenger": {"status": "great"}},
    ],
)
def test_a_view_that_is_not_understood_is_left_out(change: dict[str, Any]) -> None:
    document = exchange.opened(served(library(VIEW)))
    document["items"] = [{**document["items"][0], **change}, "no view"]
    assert exchange.read_library(document, NOW, before=None, library="").views == ()


def test_what_is_left_out_of_a_view_is_empty_and_no_day_lies_ahead() -> None:
    document = exchange.opened(served(library(VIEW)))
    item = document["items"][0]
    item |= {"date_published": "2031-01-01", "date_modified": "2031-01-01", "url": 5, "tags": [1]}
    item["_challenger"] = {"status": "kept"}
    (view,) = exchange.read_library(document, NOW, before=None, library="").views
    assert (view.shared_at, view.followed_up_at) == (NOW, NOW)
    assert (view.link, view.tags, view.council_kind) == ("", (), "")


def test_a_document_holds_as_many_as_others_read_and_says_so_where_that_is_not_all() -> None:
    assert exchange.fitting(library(VIEW, VIEW)) == library(VIEW, VIEW)
    few = library(*[VIEW] * (exchange.MOST_VIEWS + 1))
    assert exchange.fitting(few) == replace(few, views=few.views[:-1], whole=False)
    long = library(*[replace(VIEW, text="é" * 3000)] * 3000)
    part = exchange.fitting(long)
    assert not part.whole
    assert exchange.LARGEST - 10_000 < len(served(part)) < exchange.LARGEST + 10_000


def test_what_is_missing_is_withdrawn_where_the_library_is_whole_and_what_is_listed_always() -> (
    None
):
    names = [exchange.foreign_id(LIBRARY, number) for number in (1, 2, 3)]
    whole = library(VIEW)
    assert exchange.gone(names, whole) == names[:2]
    part = library(VIEW, whole=False, withdrawn=(names[0], names[2]))
    assert exchange.gone(names, part) == names[:1]


@given(st.text(max_size=40).filter(lambda words: words.isprintable()), st.sampled_from(Status))
def test_a_digest_changes_when_a_view_does(claim: str, status: Status) -> None:
    view = exchange.foreign(VIEW, LIBRARY)
    other: ForeignView = replace(view, claim=claim, status=status)
    assert (exchange.digest(view) == exchange.digest(other)) is (view == other)
