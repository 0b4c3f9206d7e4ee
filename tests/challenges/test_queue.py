from __future__ import annotations

from challenges.library import Status
from challenges.queue import suggested


def test_what_a_feed_brings_is_suggested_as_a_view() -> None:
    item = suggested(
        source="feed:1",
        key="x",
        title="Why we dropped our chatbot",
        excerpt="We dropped it, because residents rang us.",
        council="Westmoor",
    )
    assert (item.claim, item.text) == (
        "Why we dropped our chatbot",
        "We dropped it, because residents rang us.",
    )
    assert (item.status, item.council) == (Status.DROPPED, "Westmoor")


def test_a_title_alone_is_enough() -> None:
    item = suggested(source="file:a", key="x", title="Pay online", excerpt="")
    assert (item.claim, item.text, item.status) == ("Pay online", "Pay online", Status.CONSIDERING)
    item = suggested(source="file:a", key="x", title="", excerpt="Councils should share forms.")
    assert item.claim == "Councils should share forms."
