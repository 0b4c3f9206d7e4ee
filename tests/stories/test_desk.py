"""The organiser's desk: a digest is looked at, gets a note, waits, and is sent once."""

from __future__ import annotations

import re
from datetime import timedelta

from adapters.actions import ShowHome
from adapters.events import ButtonPressed, HomeOpened, PageSent
from adapters.posts import Form, plain_post
from bot.addresses import Addresses
from tests.house import House, a_house
from tests.mailbox import a_mailbox, text_of
from tests.stories.holdings import where

CHANNEL = "general"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLE = "The week in talk"
SECRET = "No, it costs more than what we pay now, because of the lift."
NOTE = "Read the objection about the basement first."
NAMES = ("bob", "cat", "dan", "eve", "fay")


async def talk(house: House) -> None:
    """Enough is said for a digest."""
    await house.command("ann", CHANNEL, "on")
    first = await house.say("bob", CHANNEL, "We should move the archive to the new basement.")
    for name, words in (
        ("cat", "The basement floods every winter, and nobody says so."),
        ("dan", "I agree, because the old rooms are too small for it."),
        ("eve", SECRET),
        ("fay", "What does the lift cost us in a year?"),
    ):
        await house.say(name, CHANNEL, words, first)
    house.clock.advance(HOUR)


def digests(house: House) -> list[str]:
    return [each for each in house.posts(CHANNEL) if TITLE in each]


async def own_page(house: House, member: str) -> str:
    home = HomeOpened(
        key=f"home of {member}", community=house.community, at=house.clock.now(),
        by=house.member(member),
    )  # fmt: skip
    await house.hear(home)
    (drawn,) = (each for each in house.platform.delivered[-1:] if isinstance(each, ShowHome))
    return plain_post(drawn.post)


async def over_the_hour(house: House) -> None:
    """To the Monday on which the digest comes."""
    await house.pass_time(7 * DAY)


async def test_a_digest_is_previewed_gets_a_note_waits_and_is_sent(house: House) -> None:
    await talk(house)
    seen = await house.command("ann", CHANNEL, "digest preview")
    assert "This is a preview." in seen
    assert "#general" in seen
    assert "It comes by itself Monday 23 November 2026 at 9am" in seen
    assert SECRET in seen
    assert not digests(house)
    assert "Kept." in await house.fill("ann", "Add a note", "This is a preview", note=NOTE)
    assert "waits until a moderator" in await house.press("ann", "Hold it", "This is a preview")
    await house.restart()
    await over_the_hour(house)
    assert not digests(house)
    assert "quiet" not in "\n".join(house.posts(CHANNEL))

    assert "A digest waits" in await house.command("ann", CHANNEL, "list")
    assert "A digest waits" not in await house.command("bob", CHANNEL, "list")
    assert "A digest waits for you" in await own_page(house, "ann")
    assert "A digest waits" not in await own_page(house, "bob")
    standing = await house.command("ann", CHANNEL, "digest")
    assert "has waited since 23 November 2026" in standing
    shown = await house.press("ann", "Look at it and send it", "has waited since")
    assert NOTE in shown
    assert SECRET in shown
    await house.restart()
    assert "Sent to #general." in await house.press("ann", "Send it now", NOTE)
    await house.restart()
    assert "sent already" in await house.press("ann", "Send it now", "has waited since")
    (posted,) = digests(house)
    assert posted.index("edition 1") < posted.index(NOTE) < posted.index(SECRET)
    assert "waited" not in await house.command("ann", CHANNEL, "digest")
    log = await house.command("bob", CHANNEL, "log")
    for words in ("note at the top of a digest", "let the next digest wait", "sent a digest"):
        assert words in log


async def test_what_was_previewed_is_sent_once_without_what_was_withdrawn(house: House) -> None:
    await talk(house)
    assert SECRET in await house.command("ann", CHANNEL, "digest preview")
    await house.say("gil", CHANNEL, "This was said after the preview, so it is not in it.")
    await house.command("eve", CHANNEL, "privacy no-quotes")
    assert "in a moment" in await house.press("ann", "Send it now", "This is a preview")
    (posted,) = digests(house)
    assert SECRET not in posted
    assert "5 messages from 5 people" in posted
    assert "sent already" in await house.press("ann", "Send it now", "This is a preview")
    await house.pass_time(HOUR)
    assert len(digests(house)) == 1


async def test_a_note_the_sender_never_saw_is_not_sent(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest preview")
    await house.form("ann", CHANNEL, "note", "coming", note=NOTE)
    said = await house.press("ann", "Send it now", "This is a preview")
    assert "The note changed since you looked, so nothing was sent." in said
    assert not digests(house)
    assert NOTE in house.whispers("ann")[-1]
    assert "in a moment" in await house.press("ann", "Send it now", NOTE)
    (posted,) = digests(house)
    assert NOTE in posted


async def test_a_digest_that_waits_is_sent_with_the_note_that_was_looked_at(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Hold it", "For moderators")
    await over_the_hour(house)
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Look at it and send it", "has waited since")
    await house.form("ann", CHANNEL, "note", "2026-W47", note=NOTE)
    said = await house.press("ann", "Send it now", "has waited since")
    assert "The note changed since you looked, so nothing was sent." in said
    assert NOTE in said
    assert not digests(house)
    assert "Sent to" in await house.press("ann", "Send it now", NOTE)
    assert NOTE in digests(house)[0]


async def test_nobody_is_told_of_a_quiet_week_while_a_digest_waits(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Hold it", "For moderators")
    await over_the_hour(house)
    told = len(house.posts(CHANNEL))
    assert "so no other was made" in await house.command("ann", CHANNEL, "digest now")
    await house.pass_time(7 * DAY)
    assert len(house.posts(CHANNEL)) == told
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Look at it and send it", "longer than a week")
    await house.press("ann", "Send it now", "longer than a week")
    assert len(digests(house)) == 1
    await house.pass_time(7 * DAY)
    assert "quiet week" in house.posts(CHANNEL)[-1]


async def test_a_preview_that_a_digest_has_overtaken_is_not_sent(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest preview")
    house.clock.advance(HOUR)
    await house.command("ann", CHANNEL, "digest now")
    said = await house.press("ann", "Send it now", "This is a preview")
    assert "A digest came since" in said
    assert len(digests(house)) == 1
    assert "nothing to tell yet" in await house.command("ann", CHANNEL, "digest preview")


async def test_what_waits_does_not_stop_the_next_and_numbers_have_no_holes(house: House) -> None:
    await house.form("ann", CHANNEL, "settings", "digest", digest_review="yes")
    await talk(house)
    await house.command("ann", CHANNEL, "privacy messages")
    await over_the_hour(house)
    assert "waits for you" in "\n".join(house.whispers("ann"))
    await house.form("ann", CHANNEL, "settings", "digest", digest_review="no")
    for name in NAMES:
        await house.say(name, CHANNEL, f"{name} has more to say about the new basement, twice.")
    await house.pass_time(6 * DAY)
    assert len(digests(house)) == 1
    assert "longer than a week" in "\n".join(house.whispers("ann"))
    assert "longer than a week" in await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Look at it and send it", "longer than a week")
    await house.press("ann", "Send it now", "longer than a week")
    first, second = digests(house)
    assert ("edition 1" in first, "edition 2" in second) == (True, True)
    await house.pass_time(7 * DAY)
    assert len(digests(house)) == 2
    assert "quiet week" in house.posts(CHANNEL)[-1]


async def test_a_bot_asleep_over_the_hour_holds_it_once(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Hold it", "For moderators")
    house.clock.advance(16 * DAY)
    await house.restart()
    await house.app.settle()
    await house.restart()
    await house.app.settle()
    assert not digests(house)
    assert (await house.command("ann", CHANNEL, "digest")).count("has waited since") == 1


async def test_a_note_on_what_was_sent_changes_every_face(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest now")
    await house.command("ann", CHANNEL, "digest")
    said = await house.fill("ann", "Note on edition 1", "For moderators", note=NOTE)
    assert "in the channel" in said
    assert NOTE in digests(house)[0]
    page = await house.page(Addresses.of("", str(house.community)).edition(1), "bob")
    assert page is not None
    assert NOTE in page.body.decode()
    await house.command("ann", CHANNEL, "privacy forget")
    await house.press("ann", "Erase it all", "cannot be brought back")
    assert NOTE not in digests(house)[0]
    assert await where(house.database, NOTE) == set()


async def test_what_waits_loses_what_is_erased_and_is_thrown_away_in_the_end(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Hold it", "For moderators")
    await over_the_hour(house)
    assert await where(house.database, SECRET) >= {"held_digests"}
    await house.command("eve", CHANNEL, "privacy forget")
    await house.press("eve", "Erase it all", "cannot be brought back")
    assert await where(house.database, SECRET) == set()
    await house.pass_time(30 * DAY)
    assert await where(house.database, "2026-W47") == set()


async def test_a_button_that_nobody_was_shown_sends_nothing(house: House) -> None:
    await talk(house)
    for subject, value in (("", ""), ("1", "2"), ("x", "y"), ("1764000000000000", "9" * 17)):
        asked = house.asked("ann", CHANNEL, None)
        press = ButtonPressed(**asked, verb="sendnow", subject=subject, value=value)
        await house.hear(press)
    for verb in ("send", "waits"):
        asked = house.asked("ann", CHANNEL, None)
        await house.hear(ButtonPressed(**asked, verb=verb, subject="2026-W47"))
    assert "There is no such digest" in house.whispers("ann")[-1]
    assert not digests(house)


async def test_a_member_is_refused_in_words_whatever_they_press(house: House) -> None:
    await talk(house)
    for words in ("digest preview", "digest now", "digest feed"):
        assert "Only moderators" in await house.command("bob", CHANNEL, words)
    assert "There is no digest yet" in await house.command("bob", CHANNEL, "digest")
    assert "Only moderators" in await house.form("bob", CHANNEL, "note", "coming", note=NOTE)
    await house.command("ann", CHANNEL, "digest now")
    assert "For moderators" not in await house.command("bob", CHANNEL, "digest")


async def test_a_word_that_is_none_is_answered_with_the_nearest(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest now")
    for typed, meant in (
        ("privat 1", "private 1"),
        ("pubic 7", "public 7"),
        ("previw", "preview"),
        ("latest 7", "latest"),
        ("Nwo", "now"),
    ):
        said = await house.command("ann", CHANNEL, f"digest {typed}")
        assert f"Did you mean /challenge digest {meant}?" in said
        assert "Nothing was changed" in said
        assert TITLE not in said
    assert "/challenge help digest" in await house.command("bob", CHANNEL, "digest everything")
    for words in ("", " latest"):
        assert TITLE in await house.command("bob", CHANNEL, f"digest{words}")


async def test_the_form_of_a_note_says_how_much_fits_and_so_does_the_refusal(house: House) -> None:
    form = await house.opened("ann", CHANNEL, "note", "coming")
    assert isinstance(form, Form)
    (field,) = form.fields
    assert (field.most, "At most 600 characters" in field.hint) == (600, True)
    said = await house.form("ann", CHANNEL, "note", "coming", note="Too long " * 70)
    assert "A note has at most 600 characters, and yours has 629." in said
    fits = "a\r\n" * 300  # as a browser sends 600 characters
    said = await house.fill("ann", "Open the form again", "A note has at most", note=fits)
    assert "Kept." in said


async def test_two_moderators_and_a_restart_send_one_post_and_one_mail(sqlite_url: str) -> None:
    async with a_mailbox() as box, a_house(sqlite_url, mail=box.server) as house:
        house.admins = frozenset({"ann", "kim"})
        await talk(house)
        await house.form("bob", CHANNEL, "mail", "me", address="bob@council.example")
        found = re.search(r"/mail/confirm/\w+", text_of(box.mails[-1]))
        assert found
        await house.hear(
            PageSent(key="c", community=house.community, at=house.clock.now(), path=found[0])
        )
        await house.form("ann", CHANNEL, "settings", "digest", digest_review="yes")
        await over_the_hour(house)
        for person in ("ann", "kim"):
            await house.command(person, CHANNEL, "digest")
            await house.press(person, "Look at it and send it", "has waited since")
        assert "Sent to" in await house.press("ann", "Send it now", "has waited since")
        await house.restart()
        assert "sent already" in await house.press("kim", "Send it now", "has waited since")
        await house.pass_time(HOUR)
        assert len(digests(house)) == 1
        assert len([each for each in box.mails if TITLE in text_of(each)]) == 1
