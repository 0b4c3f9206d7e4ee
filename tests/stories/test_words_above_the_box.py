"""Before anybody writes in a round, its form says who can see what, and until when."""

from __future__ import annotations

from adapters.port import FormWanted
from adapters.posts import Form, plain
from tests.house import COMMUNITY, House


async def test_the_form_of_a_round_says_who_can_see_what(house: House) -> None:
    await house.command("ann", "general", "on")
    await house.form("ann", "general", "open", "pre-mortem.0", claim="We join in June.")
    asked = house.asked("bob", "general", None)
    form = await house.app.queries.form(
        FormWanted(
            name="enter",
            subject="1",
            by=asked["by"],
            community=COMMUNITY,
            channel=asked["channel"],
        )
    )
    assert isinstance(form, Form)
    words = plain(form.introduction)
    assert "Nobody sees this until the part ends, and then without your name." in words
    assert "Whoever runs the bot could link you to it until the round ends" in words
