"""Nothing is lost of a form that could not be taken: it stands there when it is opened again."""

from __future__ import annotations

from datetime import timedelta

from adapters.events import FormSent
from adapters.posts import Form
from tests.house import House

CHANNEL = "general"


async def opened(house: House, person: str, name: str, subject: str) -> dict[str, str]:
    """What stands in the fields of a form when somebody opens it."""
    form = await house.opened(person, CHANNEL, name, subject)
    assert isinstance(form, Form), form
    return {field.name: field.value for field in form.fields}


async def sent(house: House, person: str, name: str, subject: str, **values: str) -> str:
    """Send a form as it is, whatever stands in it; the private answer."""
    before = len(house.whispers(person))
    await house.hear(
        FormSent(
            **house.asked(person, CHANNEL, None),
            form=name,
            subject=subject,
            values=tuple(values.items()),
        )
    )
    return "\n".join(house.whispers(person)[before:])


async def test_a_schedule_that_could_not_be_read_stands_in_the_form_again(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    said = await house.form("ann", CHANNEL, "schedule", "new", when="someday", called="Bin talk")
    assert "someday" in said
    again = await opened(house, "ann", "schedule", "new")
    assert (again["when"], again["called"]) == ("someday", "Bin talk")
    await house.form("ann", CHANNEL, "schedule", "new", when="Tuesday 10:00")
    assert (await opened(house, "ann", "schedule", "new"))["when"] == ""


async def test_a_view_that_was_refused_stands_in_the_form_again(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for person in ("bob", "cat"):
        await house.command(person, CHANNEL, "council Nowhere-on-Sea")
    words = "We dropped it after a year because nobody owned it. " * 40
    form = await opened(house, "bob", "share", "new")
    said = await sent(
        house,
        "bob",
        "share",
        "new",
        **{**form, "text": words, "status": "dropped", "scope": "community"},
    )
    assert "Say in a few words what it is about" in said
    assert "nothing is lost" in said
    assert words in said
    assert (await opened(house, "bob", "share", "new"))["text"] == words
    assert (await opened(house, "cat", "share", "new"))["text"] == ""


async def test_a_hidden_entry_is_given_back_and_kept_nowhere(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("ann", CHANNEL, "open", "pre-mortem.0", claim="We join in June.")
    words = "Nobody trained the staff."
    said = await sent(house, "bob", "enter", "1", entry=words, stand="never", sure="9")
    assert words in said
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT written FROM drafts") == []


async def test_a_draft_is_gone_after_a_day_and_when_its_author_is_forgotten(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("ann", CHANNEL, "schedule", "new", when="someday")
    await house.pass_time(timedelta(days=3))
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT written FROM drafts") == []
    await house.form("ann", CHANNEL, "schedule", "new", when="someday")
    await house.command("ann", CHANNEL, "privacy forget")
    await house.press("ann", "Erase it all")
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT written FROM drafts") == []
