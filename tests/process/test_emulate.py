"""The bot as a process, on a Slack that nobody here wrote."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.process.between import lose_one
from tests.process.emulate import Workspace
from tests.process.running import installed
from tests.stories.doors.running import until
from tests.stories.doors.slack import words_of

pytestmark = pytest.mark.node


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with installed(tmp_path) as bot, Workspace.open(bot) as workspace:
        yield workspace


async def test_a_workspace_is_served_before_and_after_it_was_down(workspace: Workspace) -> None:
    await workspace.start()
    assert "Only moderators" in await workspace.command("bob", "on")
    assert "Switched on" in await workspace.command("ann", "on")
    assert "A moderator switched me on" in words_of((await workspace.history())[-1])

    await workspace.say("bob", "We should join the shared platform.")
    await holds(workspace, "We should join the shared platform.")
    workspace.web_api.change = lose_one("api/chat.postMessage")
    assert "on its way" in await workspace.command("bob", "start")
    posts = await workspace.history()
    assert sum("Offer another view" in str(each) for each in posts) == 1
    await workspace.came_back(posts[-1]["ts"])
    assert workspace.bot.authors() == {f"slack:{workspace.users['bob']}"}  # it never hears itself

    await workspace.bot.stop()
    await workspace.say("bob", "Who asked the residents?")
    await workspace.start()
    await holds(workspace, "Who asked the residents?")
    await workspace.bot.stop()


VIEW = {
    "What is it about?": "Councils should join a shared web platform",
    "What did your council find?": "We joined a shared platform and left.",
    "Where does your council stand?": "We tried it and dropped it",
    "Who may see it?": "People in this community",
}


async def test_a_question_is_asked_answered_and_seen_by_another_council(
    workspace: Workspace,
) -> None:
    await workspace.start()
    assert "Switched on" in await workspace.command("ann", "on")
    await workspace.say("bob", "We should join the shared platform.")
    message = (await workspace.history())[-1]
    assert "on its way" in await workspace.point("bob", "challenge", message)
    _, question = await workspace.replies(message["ts"])
    assert "asked for it" in await workspace.press("ann", "Why this?", question)

    await workspace.say("ann", "What if the shared board is too slow?", thread=message["ts"])

    assert "You speak from Westmoor" in await workspace.command("ann", "council Westmoor")
    shared = await workspace.fill("ann", "Offer another view", question, VIEW)
    assert "Your view is shared" in shared

    await workspace.bot.stop()
    await workspace.start()
    await workspace.press("bob", "See other councils", question)
    *_, contrast = await workspace.replies(message["ts"])
    assert "Westmoor tried it and dropped it" in words_of(contrast)
    await workspace.bot.stop()


async def holds(workspace: Workspace, words: str) -> None:
    async def look() -> bool:
        return words in await workspace.command("bob", "privacy export")

    await until(look, words)
