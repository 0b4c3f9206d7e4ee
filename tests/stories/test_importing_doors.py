"""A moderator has a blog read and makes views of what is worth it; a talk is shown the right one,
and a member finds it useful.

At every door: the same people, the same blog on loopback.
"""

from __future__ import annotations

from tests.blogs import Blogs, rss
from tests.fakes import START
from tests.stories.afternoon import QUESTION
from tests.stories.doors.every import at_every_door
from tests.stories.test_effects_doors import RunningDoor

TALK = "We should put a chatbot on our website, it answers residents at night."
ANSWER = "Agreed, a chatbot on our website answers residents when nobody is in."
ITEMS = (
    ("We dropped our chatbot", "https://blog.westmoor.example/chatbot",
     "<p>We dropped the chatbot, because residents rang us all the same.</p>"),
    ("We kept paper forms for parking permits", "https://blog.westmoor.example/forms",
     "We kept paper forms, because a fifth of permit holders asked for them."),
    ("Our summer party", "https://blog.westmoor.example/party", "There was cake."),
    ("We tried one shared phone number", "https://blog.westmoor.example/phone",
     "We tried one number for all services. It rings, and nobody knows whose turn it is."),
)  # fmt: skip


@at_every_door
async def test_a_view_from_a_blog_reaches_the_talk_it_is_about(door: RunningDoor) -> None:
    async with Blogs.open() as blogs:
        blogs.at["/feed"] = rss(*((*each, START) for each in ITEMS))
        await door.command("ann", "on")
        assert "Only moderators" in await door.command("bob", "views feeds")
        await add_the_feed(door, blogs.url("/feed"))
    await use_what_is_worth_it(door)
    await be_shown_the_right_one(door)


async def add_the_feed(door: RunningDoor, address: str) -> None:
    assert "reads no feeds yet" in await door.command("ann", "views feeds")
    answers = {"The address": address, "Which council writes it?": "Westmoor"}
    said = await door.fill("ann", "Add a feed", "reads no feeds yet", answers)
    assert "I have read Westmoor Digital. 4 items wait." in said
    assert "There was cake" not in "\n".join(await door.posts())


async def use_what_is_worth_it(door: RunningDoor) -> None:
    shown = await door.press("ann", "See what waits", "4 items wait")
    assert "We tried one shared phone number" in shown
    answers = {"Where does that council stand?": "Tried it"}
    said = await door.fill("ann", "Use it as a view", "one shared phone number", answers)
    assert "It is view 1 now" in said
    assert "Our summer party" in said
    await door.restart()
    assert "is skipped" in await door.press("ann", "Skip", "There was cake")
    said = await door.fill("ann", "Use it as a view", "paper forms", {})
    assert "It is view 2 now" in said
    answers = {
        "What is it about?": "A chatbot on the website helps residents",
        "What should others know of the place?": "Rural, small team",
    }
    said = await door.fill("ann", "Use it as a view", "dropped our chatbot", answers)
    assert "It is view 3 now" in said
    assert "Nothing waits for a moderator." in said


async def be_shown_the_right_one(door: RunningDoor) -> None:
    await door.say("bob", TALK)
    assert "on its way" in await door.point("cat", "Challenge this", "put a chatbot")
    await door.say("cat", ANSWER, TALK)  # in a thread, on Discord the one of the question
    await door.press("dan", "See other councils", QUESTION)
    [contrast] = [post for post in await door.posts() if "How other councils saw it" in post]
    assert "Westmoor tried it and dropped it" in contrast
    assert "residents rang us all the same" in contrast
    assert "About the place: rural, small team." in contrast
    assert "paper forms" not in contrast
    said = await door.press("eve", "Useful", "residents rang us all the same")
    assert "useful to somebody" in said
