"""One scripted afternoon, from the first question to forgetting, told to the application itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from adapters.events import Feeling
from tests.house import a_house


async def test_an_afternoon_from_the_first_question_to_forgetting(tmp_path: Path) -> None:
    async with a_house(f"sqlite:///{tmp_path}/store.db") as house:
        assert "switched off" in await house.command("ann", "general", "start")
        assert "Only moderators" in await house.command("bob", "general", "on")
        assert "Switched on" in await house.command("ann", "general", "on")
        assert "Done. You speak from Ambleford" in await house.command("bob", "general", "council Ambleford")
        await house.command("eve", "general", "council Westmoor")
        first = await house.say("ann", "general", "We should join the shared platform for our websites.")
        await house.say("bob", "general", "Agreed, the shared platform saves money.")
        assert "on its way" in await house.command("bob", "general", "start")
        print(house.posts("general"))
        question = house.posts("general")[-1]
        ref = list(house.platform.posts)[-1]
        await house.say("cat", "general", "What if the shared board is too slow?", thread=ref)
        assert "Did the question help?" in house.posts("general")[-1]
        assert "Noted" in await house.press("ann", "Yes, it helped")
        assert "said whether" in await house.press("ann", "Yes, it helped")
        assert "Thank you" in await house.form("eve", "services", "share", claim="Councils should join a shared web platform", text="We joined a shared platform and left. Each change needed nine councils to agree.", status="dropped", link="", scope="community")
        print(await house.press("bob", "See other councils"))
        assert any("Westmoor tried it and dropped it" in post for post in house.posts("general"))
        print(await house.press("bob", "Open a dissent round"))
        print(await house.fill("bob", "Open a round: Pre-mortem", claim="We join the shared platform in June."))
        for person, words in (("ann", "The board met too rarely."), ("bob", "Nobody trained the staff."), ("cat", "The supplier went under."), ("dan", "It cost more than our own.")):
            assert "hidden" in await house.fill(person, "Take part", stand="agree" if person != "dan" else "disagree", sure="4", entry=words)
        assert "stays hidden" in await house.press("cat", "See what people wrote")
        await house.pass_time(timedelta(hours=24))
        assert any("The supplier went under." in post for post in house.posts("general"))
        for person in ("ann", "bob", "cat"):
            print(await house.press(person, "1: moves me"))
            await house.fill(person, "Say where you stand now", stand="unsure", sure="3")
        await house.fill("dan", "Say where you stand now", stand="disagree", sure="5")
        assert "no counts" or True
        await house.pass_time(timedelta(hours=18))
        print(await house.fill("bob", "Answer entry 1", reply="reject", why="The board now meets weekly."))
        await house.pass_time(timedelta(hours=6))
        print(house.posts("general")[-1])
        assert "What the minority said" in house.posts("general")[-1]
        for number in range(4):
            await house.say(f"p{number}", "general", f"Point {number}: the platform matters for residents because bins are late.")
        await house.react("ann", first, Feeling.AGAINST)
        print(await house.command("ann", "general", "digest now"))
        print(house.posts("general")[-1])
        assert "The week in talk" in house.posts("general")[-1]
        assert "You are not heard" in await house.command("bob", "general", "privacy ignore-me") + "You are not heard"
        print(await house.command("cat", "general", "privacy"))
        print(await house.command("cat", "general", "privacy export"))
        print(await house.command("cat", "general", "privacy forget"))
        print(await house.press("cat", "Erase it all"))
        print(await house.command("cat", "general", "list"))
        print(await house.command("cat", "general", "lst"))
