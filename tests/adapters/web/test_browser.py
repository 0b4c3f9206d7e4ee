"""The page itself, in a real Chromium: what a person sees, presses and types."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import expect

from adapters.actions import Whisper
from adapters.chat import MemberRef
from adapters.events import (
    ButtonPressed,
    CommandCalled,
    FormSent,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
)
from adapters.posts import Button, Choices, Code, Mention, Note, Post, Text, Weight
from tests.adapters.web.driver import Browser, chromium
from tests.adapters.web.house import House, text

pytestmark = pytest.mark.chromium


@pytest.fixture
async def window() -> AsyncIterator[Chromium]:
    async with chromium() as opened:
        yield opened


async def test_what_one_person_says_another_reads_at_once_and_the_bot_answers_live(
    house: House, window: Chromium
) -> None:
    async def answer(event: MessagePosted) -> None:
        await house.bot_says("general", text("What would the other side say?"), event.message)

    house.application.answers[MessagePosted] = answer
    ann = await Browser.open(house.address, window)
    ben = await Browser.open(house.address, window)
    await ann.be("ann")
    await ben.be("ben")
    await ann.say("general", "Every form should be online only")
    await expect(ben.message("Every form should be online only")).to_be_visible()
    await expect(ben.page.get_by_text("Replies: 1")).to_be_visible()
    await ben.open_thread("Every form should be online only")
    await expect(ben.page.locator("#thread-log")).to_contain_text("What would the other side say?")
    assert house.application.of(MessagePosted)[0].by.id == "ann"
    assert ann.errors == ben.errors == []


ASK = Post(
    (
        Text(("Who has not been heard?",)),
        Choices(
            (
                Button("later:R7:week", "Not <now>"),
                Button("object:R7", "Object", opens_form=True),
                Button("close:R7", "Close the round", Weight.DANGER, confirm="No more entries."),
            )
        ),
    )
)


@pytest.fixture
async def ann(house: House, window: Chromium) -> AsyncIterator[Browser]:
    driver = await Browser.open(house.address, window)
    await driver.be("ann")
    yield driver
    assert driver.errors == []
    await driver.close()


async def test_a_button_press_is_heard_and_a_dangerous_one_is_asked_about_first(
    house: House, ann: Browser
) -> None:
    await house.bot_says("general", ASK)
    await ann.press("Not <now>", "Who has not been heard?")
    await ann.message("Who has not been heard?").get_by_text("Close the round").click()
    dialog = ann.page.locator("#dialog")
    await expect(dialog).to_contain_text("No more entries.")
    await ann.page.keyboard.press("Escape")
    await expect(ann.message("Who has not").get_by_text("Close the round")).to_be_focused()
    assert [press.verb for press in house.application.of(ButtonPressed)] == ["later"]
    await ann.press("Close the round", "Who has not been heard?")
    assert [press.verb for press in house.application.of(ButtonPressed)] == ["later", "close"]


async def test_a_form_says_what_is_missing_and_keeps_what_was_typed(
    house: House, ann: Browser
) -> None:
    await ann.command("/challenge share", "general")
    await ann.fill_form({"A link": "https://example.org"})
    await ann.send_form()
    await expect(ann.page.locator(".error-summary")).to_be_focused()
    assert "Fill in this box: Your view" in await ann.refusal()
    box = ann.page.get_by_label("Your view")
    await expect(box).to_have_attribute("aria-invalid", "true")
    described = await box.get_attribute("aria-describedby")
    assert described == "field-view-hint field-view-error"
    await ann.page.locator(".error-summary").get_by_text("Fill in this box").click()
    await expect(box).to_be_focused()
    house.application.trouble = RuntimeError("the disk is full")
    await ann.fill_form({"Your view": "We stopped", "What happened": "We dropped it"})
    await ann.send_form()
    assert "That did not go through. Nothing was lost. Try again." in await ann.refusal()
    await expect(box).to_have_value("We stopped")
    house.application.trouble = None
    await ann.send_form()
    await expect(ann.page.locator("#dialog")).not_to_be_visible()
    (sent,) = house.application.of(FormSent)
    assert dict(sent.values) == {
        "view": "We stopped",
        "link": "https://example.org",
        "state": "dropped",
    }


async def test_what_did_not_go_through_stays_in_the_box_and_goes_through_once(
    house: House, ann: Browser
) -> None:
    house.application.trouble = RuntimeError("the disk is full")
    await ann.command("Go online only", "general")
    assert await ann.refusal() == "That did not go through. Nothing was lost. Try again."
    box = ann.page.get_by_label("Message #general")
    await expect(box).to_have_value("Go online only")
    house.application.trouble = None
    await box.press("Enter")
    await expect(box).to_have_value("")
    assert await ann.posts("general") == ["Go online only"]


async def test_words_begun_in_one_channel_wait_there(ann: Browser) -> None:
    await ann.go("general")
    await ann.page.locator("#words").fill("Half a thou")
    await ann.go("housing")
    await expect(ann.page.locator("#words")).to_have_value("")
    await ann.page.reload()
    await ann.go("general")
    await expect(ann.page.locator("#words")).to_have_value("Half a thou")


async def test_a_message_is_edited_deleted_and_reacted_to_from_its_menu(
    house: House, ann: Browser
) -> None:
    await ann.say("general", "Go online only")
    await ann.pointer("online only", "👍 React with “thumbs up”")
    chip = ann.message("online only").locator(".reaction")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.click()
    await expect(chip).to_have_count(0)
    await ann.pointer("online only", "Edit")
    await ann.page.get_by_label("Your message", exact=True).fill("Go online first")
    await ann.page.get_by_role("button", name="Save").click()
    await expect(ann.message("Go online first")).to_contain_text("edited")
    await ann.pointer("online first", "Delete")
    await ann.page.get_by_role("button", name="Delete the message").click()
    await expect(ann.page.locator("#log article")).to_have_count(0)
    assert len(house.application.of(MessageRevised)) == 1
    assert len(house.application.of(MessageWithdrawn)) == 1


async def test_pointing_at_a_message_opens_the_form_that_belongs_to_it(
    house: House, ann: Browser
) -> None:
    await ann.say("general", "We tried it and dropped it")
    await ann.pointer("dropped it", "Share as a view")
    await expect(ann.page.locator("#dialog")).to_contain_text("Share a view")
    assert house.application.wanted[0].text == "We tried it and dropped it"


async def test_a_private_reply_is_seen_by_one_person_and_can_be_put_away(
    house: House, window: Chromium, ann: Browser
) -> None:
    ben = await Browser.open(house.address, window)
    await ben.be("ben")
    room = await house.platform.room()
    channel = room.channel_ref("general")
    await house.deliver(Whisper(to=MemberRef("web", "ann"), channel=channel, post=text("Psst")))
    await house.bot_says("general", text("For everybody"))
    await expect(ben.message("For everybody")).to_be_visible()
    await expect(ann.message("Psst")).to_contain_text("Only you can see this")
    assert await ann.whispers() == ["Psst"]
    assert await ben.whispers() == []
    await ann.page.reload()
    await ann.live()
    await ann.message("Psst").get_by_role("button", name="Dismiss").click()
    await expect(ann.page.locator(".whisper")).to_have_count(0)


async def test_a_page_says_that_it_reconnects_and_then_shows_what_it_missed(
    window: Chromium,
) -> None:
    house = House()
    async with house.opened():
        port = int(house.address.rpartition(":")[2])
        ann = await Browser.open(house.address, window)
        await ann.be("ann")
        await ann.say("general", "Before")
    await expect(ann.page.locator("#connection")).to_have_text("Reconnecting…")
    house.options = {"port": port}
    async with house.opened():
        await house.platform.post_as("ben", "general", "After")
        await expect(ann.message("After")).to_be_visible(timeout=20_000)
        await expect(ann.page.locator("#connection")).to_have_text("")
        assert await ann.posts("general") == ["Before", "After"]
    await ann.close()


async def test_hostile_words_are_shown_as_words(house: House, ann: Browser) -> None:
    hostile = (
        "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>"
    )
    await ann.say("general", hostile)
    await house.bot_says("general", text(hostile))
    await expect(ann.page.locator("#log article")).to_have_count(2)
    assert await ann.posts("general") == [hostile, hostile]
    assert await ann.page.title() == "#general – Challenger room"


async def test_the_way_from_choosing_a_name_to_a_sent_form_needs_no_mouse(
    house: House, window: Chromium
) -> None:
    await house.bot_says("general", ASK)
    driver = await Browser.open(house.address, window)
    page = driver.page
    keys = page.keyboard

    async def tab_to(name: str) -> None:
        for _ in range(60):
            await keys.press("Tab")
            focused = await page.evaluate(
                "() => document.activeElement === document.body ? '' :"
                " document.activeElement.innerText.replace(/\\s+/g, ' ').trim()"
            )
            if focused.startswith(name):
                return
        raise AssertionError(f"the Tab key does not lead to {name}")

    await expect(page.get_by_role("heading", name="Choose who you are")).to_be_focused()
    await tab_to("Cat Cole")
    await keys.press("Enter")
    await driver.live()
    await tab_to("Object")
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Your objection")).to_be_focused()
    await keys.press("Tab")
    await keys.type("Not everyone is online")
    await keys.press("Enter")
    await expect(page.locator("#dialog")).not_to_be_visible()
    await expect(page.get_by_role("button", name="Object")).to_be_focused()
    assert house.application.of(FormSent)[0].value("why") == "Not everyone is online"
    await page.evaluate("() => document.activeElement.blur()")
    await tab_to("Skip to the message box")
    await keys.press("Enter")
    await keys.type("/")
    for _ in ("settings", "share", "round"):
        await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(page.get_by_label("Message #general")).to_have_value("/challenge round ")
    await keys.type("Everything online")
    await keys.press("Enter")
    await expect(page.get_by_label("Message #general")).to_have_value("")
    assert house.application.of(CommandCalled)[0].verb == "round"
    await page.get_by_role("button", name="Reply to").focus()
    await keys.press("Enter")
    await expect(page.get_by_label("Reply in the thread")).to_be_focused()
    await keys.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()
    await expect(page.get_by_role("button", name="Reply to")).to_be_focused()
    assert driver.errors == []


async def test_a_link_to_a_message_opens_its_channel_and_its_thread_there(
    house: House, window: Chromium, ann: Browser
) -> None:
    root = await house.platform.post_as("ben", "housing", "The first word")
    reply = await house.platform.post_as("cat", "housing", "The last word", root)
    await ann.page.goto(house.platform.permalink(reply))
    await ann.page.reload()
    pointed = ann.page.locator("#thread-log .pointed")
    await expect(pointed).to_contain_text("The last word")
    await expect(pointed).to_be_focused()


async def test_a_link_to_a_message_far_back_still_finds_it(house: House, ann: Browser) -> None:
    first = await house.platform.post_as("ben", "housing", "The very first word")
    for number in range(160):
        await house.platform.post_as("ben", "housing", f"Message {number}")
    await ann.page.goto(house.platform.permalink(first))
    await ann.page.reload()
    await expect(ann.page.locator(".pointed")).to_contain_text("The very first word")


async def test_a_private_reply_in_a_thread_opens_the_thread_and_leaves_the_focus_alone(
    house: House, ann: Browser
) -> None:
    root = await house.platform.post_as("ben", "general", "The first word")
    await expect(ann.message("The first word")).to_be_visible()
    await ann.page.locator("#words").focus()
    post = text("Psst")
    await house.deliver(
        Whisper(to=MemberRef("web", "ann"), channel=root.channel, post=post, thread=root)
    )
    await expect(ann.page.locator("#thread-log .whisper")).to_contain_text("Psst")
    await expect(ann.page.locator("#words")).to_be_focused()


async def test_what_is_new_elsewhere_is_counted_until_it_is_opened(
    house: House, ann: Browser
) -> None:
    await ann.go("general")
    await house.platform.post_as("ben", "housing", "News")
    entry = ann.page.locator('nav a[href="#housing"]')
    await expect(entry).to_contain_text("1 new")
    await ann.go("housing")
    await expect(entry).not_to_contain_text("new")
    await ann.go("board")
    await expect(ann.page.locator("#topic")).to_contain_text("Private: only Ann Archer, Ben Baker")
    await expect(ann.page.locator("#empty")).to_contain_text("Nobody has said anything here yet.")


def vote(entry: int) -> tuple[Text, Choices]:
    words = ("agree", "disagree", "pass")
    buttons = tuple(Button(f"vote:7.{entry}:{each}", f"{entry}: {each}") for each in words)
    return Text((f"Statement {entry}",)), Choices(buttons)


async def test_whoever_votes_far_up_stays_there_is_told_and_sees_what_they_chose(
    house: House, ann: Browser
) -> None:
    async def answer(press: ButtonPressed) -> None:
        assert press.channel is not None
        await house.deliver(
            Whisper(to=press.by, channel=press.channel, post=text("Your vote is in."))
        )

    house.application.answers[ButtonPressed] = answer
    await house.bot_says("general", Post(tuple(part for n in range(1, 16) for part in vote(n))))
    await expect(ann.message("Statement 15")).to_be_visible()
    scroll = ann.page.locator("#scroll")
    await scroll.evaluate("(it) => { it.scrollTop = 0; }")
    for label in ("1: agree", "1: pass"):
        await ann.page.get_by_role("button", name=label, exact=True).click()
        await expect(ann.page.locator("#toast")).to_have_text("Your vote is in.")
    await expect(ann.page.locator("#log .whisper")).to_have_count(1)
    assert await scroll.evaluate("(it) => it.scrollTop") == 0
    pressed = ann.page.locator("[aria-pressed=true]")
    await expect(pressed).to_have_text(["1: pass"])
    await ann.go("housing")
    await ann.go("general")
    await expect(pressed).to_have_text(["1: pass"])
    await ann.be("cat")
    await ann.go("general")
    await expect(ann.message("Statement 15")).to_be_visible()
    await expect(pressed).to_have_count(0)


async def test_a_first_choice_is_marked_in_one_place_only(house: House, ann: Browser) -> None:
    rows = tuple(
        Choices(
            tuple(Button(f"vote:7.{n}:{each}", f"{n}: {each}") for each in ("first", "second")),
            once=True,
        )
        for n in (1, 2)
    )
    await house.bot_says("general", Post(rows))
    pressed = ann.page.locator("[aria-pressed=true]")
    for label, marked in (
        ("1: first", ["1: first"]),
        ("2: second", ["1: first", "2: second"]),
        ("2: first", ["2: first"]),
    ):
        await ann.page.get_by_role("button", name=label).click()
        await expect(pressed).to_have_text(marked)


async def test_on_a_phone_most_of_the_screen_is_what_people_say(
    house: House, window: Chromium
) -> None:
    await house.bot_says("general", Post(vote(1)))
    phone = await Browser.open(house.address, window, viewport={"width": 390, "height": 844})
    await phone.be("ann")
    box = await phone.page.locator("#scroll").bounding_box()
    assert box is not None
    assert box["height"] > 844 * 0.8
    tops = [
        await each.evaluate("(it) => it.getBoundingClientRect().top")
        for each in await phone.page.locator("[data-among]").all()
    ]
    assert len(tops) == 3
    assert len(set(tops)) == 1
    named = phone.page.get_by_role("textbox", name="Message #general")
    await expect(named).to_be_visible()
    await phone.close()


async def test_the_page_needs_no_sideways_scrolling_on_the_narrowest_phone(
    house: House, window: Chromium
) -> None:
    await house.bot_says("general", ASK)
    await house.platform.post_as("ann", "general", "x" * 300)
    phone = await Browser.open(house.address, window, viewport={"width": 320, "height": 640})
    await phone.be("ann")
    for step in ("", "#open-channels", "#open-you"):
        if step:
            await phone.page.locator(step).click()
        wide = "() => document.documentElement.scrollWidth"
        assert await phone.page.evaluate(wide) <= 320, step
    await phone.close()


async def test_everything_pressable_is_large_enough_and_has_a_name(
    house: House, ann: Browser
) -> None:
    await house.bot_says("general", ASK)
    await ann.say("general", "See https://example.org for more")
    await ann.open_thread("See https://example.org")
    small = await ann.page.evaluate(
        """() => [...document.querySelectorAll('button, nav a, input, textarea')]
            .filter((each) => each.checkVisibility())
            .filter((each) => {
              const box = each.getBoundingClientRect();
              const name = each.innerText || each.labels?.[0]?.innerText || '';
              return box.width < 24 || box.height < 24 || !name.trim();
            }).map((each) => each.outerHTML)"""
    )
    assert small == []
    assert await ann.page.locator("h1").count() == 1


CONTRAST = """() => {
  const parts = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      layers.push(parts(getComputedStyle(each).backgroundColor));
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => {
      const part = c / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('.unseen, noscript, .skip')) continue;
    const behind = ground(element);
    const ink = over(parts(getComputedStyle(element).color), behind);
    const [a, b] = [light(ink), light(behind)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_stands_out_from_what_is_behind_it(
    house: House, window: Chromium, scheme: Literal["light", "dark"]
) -> None:
    root = await house.platform.post_as("ben", "general", "See https://example.org @challenger")
    await house.platform.post_as("dev", "housing", "News")
    await house.bot_says("general", ASK, root)
    room = await house.platform.room()
    note = Post((Note(("Small print ", Code("/challenge"), Mention(MemberRef("web", "ben")))),))
    await house.deliver(
        Whisper(to=MemberRef("web", "ann"), channel=room.channel_ref("general"), post=note)
    )
    ann = await Browser.open(house.address, window, color_scheme=scheme)
    await ann.be("ann")
    await ann.open_thread("See https://example.org")
    await ann.page.locator("#thread-words").fill("/")
    assert await ann.page.evaluate(CONTRAST) == []
    await ann.pointer("See https://example.org", "Share as a view")
    await ann.send_form()
    assert await ann.page.evaluate(CONTRAST) == []
    await ann.close()
