"""The five rounds of docs/transcripts.md play to their end, and the page says what they say."""

from __future__ import annotations

from tests.transcripts import AFTER, AGAIN, PAGE, ROUNDS, rounds


async def test_the_page_of_transcripts_tells_the_rounds_as_they_play_now() -> None:
    told = await rounds()
    assert told.count(": the outcome**") >= len(ROUNDS)
    text, _, changes = PAGE.read_text("utf-8").partition(AFTER)
    assert text == told, f"docs/transcripts.md is out of date: run {AGAIN}"
    assert "->" in changes or "→" in changes
