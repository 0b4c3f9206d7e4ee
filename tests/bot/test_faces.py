"""Mail, feeds, Markdown, JSON and page say the same of an edition, in one order, at one address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from bot.addresses import Addresses
from bot.presenters.pages import document, faces, feed, mail, markdown
from bot.presenters.pages.pages import SECTIONS, digest_page
from bot.presenters.pages.site import Site
from challenges.cutting import public_cut
from challenges.digest import Edition
from tests.any_editions import DAY, FULL, MONDAY, SECRET, editions

AT = Addresses("https://challenger.example", "0f3a5b6c7d8e")
FEED = "https://challenger.example/feed/5ec"
TALK = "https://chat.example/somewhere"
WAY_OUT = "https://challenger.example/mail/leave/f0"
PAGE = re.escape(AT.edition(FULL.number))
ANCHOR = re.compile(rf"{PAGE}#([a-z]+)\b")
PNG = {name: b"png" for name in ("week", "round-1", "trend")}
ALL = tuple(SECTIONS)
SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "edition.schema.json").read_text("utf-8"))
)


def permalink(message: str) -> str:
    return TALK


def mailed(edition: Edition) -> mail.Faces:
    told = mail.outline(edition, AT)
    return mail.edition(told, way_out=WAY_OUT, place="slack", pictures=PNG)


def atom(edition: Edition) -> str:
    return feed.atom([feed.Item(edition, MONDAY)], FEED, AT, MONDAY).decode()


def json_feed(edition: Edition) -> str:
    return feed.json_feed([feed.Item(edition, MONDAY)], FEED, AT).decode()


def read_outside(edition: Edition) -> dict[str, str]:
    """Each face that may be read outside the community, by its name."""
    faces_ = mailed(edition)
    content = ElementTree.fromstring(atom(edition)).find(
        f"{{{feed.ATOM}}}entry/{{{feed.ATOM}}}content"
    )
    assert content is not None
    assert content.text
    (item,) = json.loads(json_feed(edition))["items"]
    return {
        "mail": faces_.html,
        "mail as text": faces_.text,
        "Atom": content.text,
        "JSON Feed": item["content_html"],
        "JSON Feed as text": item["content_text"],
    }


def read_inside(edition: Edition) -> dict[str, str]:
    """Each face that members alone may read."""
    told = faces.inside(edition, AT, permalink)
    return {
        "Markdown": markdown.page(told),
        "JSON": document.page(told, MONDAY, MONDAY).decode(),
    }


def order(face: str) -> list[str]:
    return ANCHOR.findall(face)


@settings(max_examples=30, deadline=None)
@given(editions())
def test_every_face_has_the_same_parts_in_the_order_of_the_page(edition: Edition) -> None:
    orders = {
        name: order(face) for name, face in (read_outside(edition) | read_inside(edition)).items()
    }
    (first, *others) = orders.values()
    assert others == [first] * len(others), orders
    assert first == [id for id in ALL if id in first]
    assert {"changed", "differed", "heard", "made"} <= set(first)


@pytest.mark.parametrize("face", [*read_outside(FULL), *read_inside(FULL)])
def test_a_full_edition_has_every_part_and_every_page_that_is_led_to(face: str) -> None:
    shown = (read_outside(FULL) | read_inside(FULL))[face]
    assert order(shown) == list(ALL)
    for link in (AT.to("round", 7), AT.to("round", 8), "https://ambleford.example/bins"):
        assert link in shown
    for said in (
        "4 people changed where they stand",
        "Thank you for a week of good questions.",
        "2 texts were withdrawn",
    ):
        assert said in shown


def test_the_page_has_each_part_at_the_place_that_faces_lead_to() -> None:
    page = digest_page(
        FULL,
        site=Site(AT),
        community_name="town",
        base_url="https://challenger.example",
        permalink=permalink,
    )
    assert re.findall(r'<h2 id="(\w+)"', page) == list(ALL)
    assert "2 texts were withdrawn" in page


@settings(max_examples=30, deadline=None)
@given(editions())
def test_what_is_read_outside_holds_no_words_from_a_talk(edition: Edition) -> None:
    whole = [*read_outside(edition).values(), atom(edition), json_feed(edition)]
    for face in whole:
        assert SECRET not in face


@settings(max_examples=30, deadline=None)
@given(editions())
def test_no_face_names_anybody_or_tells_what_is_theirs(edition: Edition) -> None:
    """Members, aliases and messages all have ZZ in what they go by."""
    for face in (read_outside(edition) | read_inside(edition)).values():
        assert "ZZ" not in face


def test_members_read_each_text_as_it_was_written_and_are_led_to_it() -> None:
    texts = [each.text for talk in FULL.talks for each in talk.quotes]
    texts += [each.text for each in (*FULL.questions, *FULL.objections)]
    texts += [each.entry.text for each in FULL.rounds[0].entries]
    for face in read_inside(FULL).values():
        for text in texts:
            assert text in face
        assert face.count(TALK) == 7


def test_anybody_reads_of_a_public_edition_what_was_checked_and_is_led_nowhere_else() -> None:
    told = faces.public(public_cut(FULL), AT)
    for face in (markdown.page(told), document.page(told, MONDAY, MONDAY).decode()):
        assert SECRET not in face
        assert "ZZ" not in face
        assert "We tried it for a year" in face
        assert order(face) == [id for id in ALL if id in order(face)]
        links = set(re.findall(r"https://challenger\.example/[^\s)\"#]*", face))
        assert links == {AT.edition(FULL.number)}


@settings(max_examples=30, deadline=None)
@given(editions())
def test_json_is_what_its_schema_says(edition: Edition) -> None:
    for told in (faces.inside(edition, AT, permalink), faces.public(public_cut(edition), AT)):
        SCHEMA.validate(json.loads(document.page(told, MONDAY, MONDAY + DAY)))


def test_json_says_when_in_utc_and_in_which_language() -> None:
    read = json.loads(document.page(faces.inside(FULL, AT, permalink), MONDAY, MONDAY + DAY))
    assert (read["kind"], read["version"]) == ("challenger-edition", document.VERSION)
    assert (read["since"], read["updated"]) == ("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z")
    assert read["language"] == "en-GB"
    ids = SCHEMA.schema["properties"]["sections"]["items"]["properties"]["id"]["enum"]
    assert tuple(ids) == ALL
