"""A burglar with all that lies about looks for who wrote what in a round, and does not find out.

Each attack is tried on a store that keeps nothing shut as well, to show that it would find it.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.actions import Action, Whisper
from bot.store.database import copy_sqlite, open_database
from bot.store.moments import moment
from bot.store.vault import Vault
from challenges.ballots import alias
from challenges.messages import MemberId
from tests.house import SECRET, House, a_house
from tests.stories.afternoon import CLAIM as PLAN
from tests.stories.afternoon import ENTRIES, STAND, SURE, Door, move_on
from tests.stories.burgling import (
    TOKEN,
    Haul,
    Links,
    burgled,
    by_aliases,
    by_letters,
    by_neighbours,
    by_order,
    by_place,
    by_receipts,
    by_times,
    files_of,
)
from tests.stories.test_receipts import code_in
from tests.stories.test_rounds import CHANNEL, CLAIM, number_of, open_round

PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "gus")
MEMBERS = tuple(f"fake:{person}" for person in PEOPLE)
WORDS = {member: f"Reason of {number}: the {number}th quarry." for number, member in zip(
    ("seven", "thirty", "nine", "forty", "eleven", "sixty", "two"), MEMBERS, strict=True
)}  # fmt: skip


class Round:
    """A round that goes on while somebody breaks in, and what is true of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.arrived: list[tuple[str, str]] = []
        self.when: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.key = b""
        self.seized: list[bytes] = []  # the files at the moment a private answer is on its way

    async def open(self) -> None:
        await open_round(self.house, "pre-mortem", "Pre-mortem", claim=CLAIM)

    async def write(self) -> None:
        """Everybody writes, in an order and at times that the burglar could see in the chat."""

        def seize(action: Action) -> None:
            if isinstance(action, Whisper):
                self.seized.append(files_of(self.house.url))

        self.house.platform.before = seize
        for number, person in enumerate(reversed(PEOPLE), 1):
            self.house.clock.advance(timedelta(minutes=7, seconds=number))
            member = f"fake:{person}"
            said = await self.house.fill(
                person, "Take part", "Part 1 of", stand="agree", sure="3", entry=WORDS[member]
            )
            self.codes[member] = code_in(said)
            self.arrived.append((member, WORDS[member]))
            self.when[member] = moment(self.house.clock.now())[:19]
        self.house.platform.before = lambda action: None

    async def vote(self) -> None:
        await self.house.pass_time(timedelta(hours=24))
        shown = "\n".join(self.house.posts(CHANNEL))
        for person in PEOPLE:
            for words in list(WORDS.values())[:3]:
                await self.house.press(person, f"{number_of(words, shown)}: moves me", words)

    async def end(self) -> None:
        await self.house.pass_time(timedelta(days=9))
        assert "This round is over." in "\n".join(self.house.posts(CHANNEL))

    async def haul(self) -> Haul:
        return await burgled(self.house.database, self.house.url)

    def all_links(self, haul: Haul) -> dict[str, Links]:
        """What each attack finds."""
        return {
            "neighbours": by_neighbours(haul, WORDS),
            "aliases": by_aliases(haul, MEMBERS, [self.house.seed, b"1"]),
            "receipts": by_receipts(haul, MEMBERS),
            "letters": by_letters(haul, MEMBERS),
            "times": by_times(haul, self.when),
        }


def sealed_key(haul: Haul) -> bytes:
    """The key of the one round, as it lies there."""
    (row,) = haul.table("rounds")
    assert isinstance(row["key"], bytes)
    return row["key"]


NOTHING: dict[str, Links] = {
    each: set() for each in ("neighbours", "aliases", "receipts", "letters", "times")
}


async def test_a_burglar_does_not_find_out_while_the_round_goes_on(house: House) -> None:
    round_ = Round(house)
    await round_.open()
    await round_.write()
    haul = await round_.haul()
    assert len(haul.table("entries")) == len(PEOPLE)
    assert round_.all_links(haul) == NOTHING
    for files in round_.seized:  # with an answer on its way, and what lay there before
        found = round_.all_links(Haul(haul.rows, files))
        # That somebody wrote a moment ago is there for that moment; not who, and of nobody else.
        assert len(found.pop("times")) <= 1
        assert not any(found.values())
    await round_.vote()
    assert round_.all_links(await round_.haul()) == NOTHING


async def test_nobody_finds_out_after_the_end_not_even_with_the_secret(house: House) -> None:
    round_ = Round(house)
    await round_.open()
    await round_.write()
    opened = Vault([SECRET]).open_key(sealed_key(await round_.haul()))
    assert opened is not None
    await round_.vote()
    await round_.end()
    haul = await round_.haul()
    assert round_.all_links(haul) == NOTHING
    # Nor does what was destroyed lie in a free page, or in the log beside the file.
    lying = haul.everything
    assert opened not in lying
    assert Vault([SECRET]).open_key(b"") is None
    for member in MEMBERS:
        assert alias(opened, MemberId(member)).encode() not in lying
    assert all(Vault([SECRET]).open_key(token) is None for token in TOKEN.findall(lying))


async def test_with_the_secret_the_operator_finds_out_while_the_round_goes_on(
    house: House,
) -> None:
    """The control: the attack works for whoever holds the key, as the words above the box say."""
    round_ = Round(house)
    await round_.open()
    await round_.write()
    haul = await round_.haul()
    key = Vault([SECRET]).open_key(sealed_key(haul))
    assert key is not None
    relinked = {
        (member, str(row["text"]))
        for member in MEMBERS
        for row in haul.table("entries")
        if row["alias"] == alias(key, MemberId(member))
    }
    assert relinked == set(WORDS.items())
    assert {member for member, _ in by_aliases(haul, MEMBERS, [key])} == set(MEMBERS)


async def test_a_burglar_does_not_find_out_who_alone_objects_to_a_draft(house: House) -> None:
    """One objects and six have no objection: neither what is kept nor how it came tells who."""
    await open_round(house, "consent", "Consent on a draft", claim=CLAIM, draft="So it goes.")
    for person in PEOPLE:
        await house.fill(
            person, "Take part", "Part 1 of", stand="agree", sure="3", question="It reads well."
        )
    await house.pass_time(timedelta(hours=49))
    objection, told = "It answers in one language only, and one in nine asks in another.", set()
    for number, person in enumerate(reversed(PEOPLE), 1):
        house.clock.advance(timedelta(minutes=7, seconds=number))
        values = {"what": objection, "known": "One call in nine."} if person == "dan" else {}
        said = await house.fill(person, "Take part", "Part 3 of", **values)
        told.add(said.replace(code_in(said), ""))
    assert len(told) == 1, "both are told the same"
    haul = await burgled(house.database, house.url)
    kept = [row for row in haul.table("entries") if row["stage"] == 2]
    assert len(kept) == len(PEOPLE)
    assert [row["alias"] for row in kept] == sorted(str(row["alias"]) for row in kept)
    assert [row["id"] for row in kept] == sorted(int(str(row["id"])) for row in kept)
    assert {str(row["receipt"]) == "" for row in kept} == {False}
    assert {len(str(row["receipt"])) for row in kept} == {64}
    words = dict.fromkeys(MEMBERS, objection)
    for _ in range(2):
        assert by_neighbours(haul, words) == set()
        assert by_aliases(haul, MEMBERS, [house.seed]) == set()
        assert by_receipts(haul, MEMBERS) == set()
        assert by_letters(haul, MEMBERS) == set()
        await house.pass_time(timedelta(days=9))
        haul = await burgled(house.database, house.url)
    assert "6 people said: “I have no objection”." in "\n".join(house.posts(CHANNEL))
    assert {row["alias"] for row in haul.table("entries")} == {""}


async def test_the_order_of_the_rows_tells_not_who_wrote_when(house: House) -> None:
    round_ = Round(house)
    await round_.open()
    await round_.write()
    haul = await round_.haul()
    assert len(by_order(haul, round_.arrived)) < len(PEOPLE)
    by_id = sorted(haul.table("entries"), key=lambda row: int(str(row["id"])))
    assert [row["text"] for row in by_id] != [words for _, words in round_.arrived]
    if haul.files:
        assert len(by_place(haul, round_.arrived)) < len(PEOPLE)
    aliases = [str(row["alias"]) for row in haul.table("ballots")]
    assert aliases == sorted(aliases)
    await house.pass_time(timedelta(hours=24))
    shown = await round_.haul()
    assert len(by_order(shown, round_.arrived)) < len(PEOPLE)


async def test_the_dice_do_not_bring_the_order_back(house: House) -> None:
    """Whoever holds the seed throws the dice again, without the key that went into them."""
    round_ = Round(house)
    await round_.open()
    await round_.write()
    hidden = [row["text"] for row in (await round_.haul()).table("entries")]
    await round_.vote()
    await round_.end()
    shown = [row["text"] for row in (await round_.haul()).table("entries")]
    dice = house.app._dispatcher._around.dice
    for key in (b"", house.seed, SECRET.encode()):
        assert dice.shuffled(hidden, f"round:1:reveal:0:{key.hex()}") != shown


async def test_no_log_at_any_level_tells_who_wrote_what(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), capture_logs() as structured:
        round_ = Round(house)
        await round_.open()
        await round_.write()
        await house.command("bob", CHANNEL, f"receipt {round_.codes['fake:bob']}")
        await round_.vote()
        await round_.end()
    logged = caplog.text + "\n".join(map(str, structured))
    for member, words in WORDS.items():
        assert words not in logged
        assert member not in logged
        assert round_.codes[member] not in logged


async def test_a_back_up_made_while_the_round_goes_on_is_shut_without_the_secret(
    tmp_path: Path,
) -> None:
    url, copied = f"sqlite:///{tmp_path}/store.db", tmp_path / "monday.db"
    async with a_house(url) as house:
        round_ = Round(house)
        await round_.open()
        await round_.write()
        await copy_sqlite(tmp_path / "store.db", copied)
        await round_.vote()
        await round_.end()
        await copy_sqlite(tmp_path / "store.db", tmp_path / "friday.db")
    for name in ("monday.db", "friday.db"):
        backed = await open_database(f"sqlite:///{tmp_path}/{name}", read_only=True)
        haul = await burgled(backed, f"sqlite:///{tmp_path}/{name}")
        await backed.close()
        assert round_.all_links(haul) == NOTHING
        if name == "monday.db":
            # What no program can mend: an old back-up and the secret together. We say so.
            key = Vault([SECRET]).open_key(sealed_key(haul))
            assert key is not None
            assert {member for member, _ in by_aliases(haul, MEMBERS, [key])} == set(MEMBERS)
            assert Vault(["a secret made after that back-up, and kept"]).open_key(
                sealed_key(haul)
            ) is None  # fmt: skip


async def test_the_attacks_find_it_all_in_a_store_that_keeps_nothing_shut(tmp_path: Path) -> None:
    async with a_house(f"sqlite:///{tmp_path}/store.db", secrets=()) as house:
        round_ = Round(house)
        await round_.open()
        await round_.write()
        haul = await round_.haul()
        assert {member for member, _ in by_aliases(haul, MEMBERS)} == set(MEMBERS)
        seized = [Haul(haul.rows, files) for files in round_.seized]
        told = set().union(*(by_receipts(each, MEMBERS) for each in seized))
        assert {member for member, _ in told} >= set(MEMBERS)
        lane = {"lane": f"to {MEMBERS[0]}"}
        assert by_letters(Haul((("outbox", lane),), b""), MEMBERS)
        dated = {"heard_at": round_.when[MEMBERS[0]] + ".000000Z"}
        assert by_times(Haul((("events", dated),), b""), round_.when)
        beside = f"{MEMBERS[0]} wrote {WORDS[MEMBERS[0]]}".encode()
        assert by_neighbours(Haul((), beside), WORDS)


async def test_a_round_whose_secret_is_lost_ends_and_says_so(house: House) -> None:
    round_ = Round(house)
    await round_.open()
    await round_.write()
    house.secrets = ("another secret, of an installation made anew",)
    await house.restart()
    refused = await house.fill(
        "ann", "Take part", "Part 1 of", stand="agree", sure="3", entry="And more."
    )
    await house.app.settle()
    shown = "\n".join(house.posts(CHANNEL))
    assert "is lost" in refused or "over" in refused
    assert "is lost. Who wrote what is lost with it." in shown
    assert not any(words in shown for words in WORDS.values())
    assert (await round_.haul()).table("entries") == []
    told = await house.command("bob", CHANNEL, f"receipt {round_.codes['fake:bob']}")
    assert "a secret it needs was lost" in told


async def test_a_new_secret_takes_over_from_an_old_one(house: House) -> None:
    round_ = Round(house)
    await round_.open()
    await round_.write()
    new = "a newer secret, for whoever left the team"
    house.secrets = (new, SECRET)
    await house.restart()
    house.secrets = (new,)
    await house.restart()
    assert Vault([SECRET]).open_key(sealed_key(await round_.haul())) is None
    said = await house.press("bob", "Take mine back", "Part 1 of")
    assert "taken back" in said
    await round_.house.pass_time(timedelta(hours=24))
    assert WORDS["fake:ann"] in "\n".join(house.posts(CHANNEL))


async def test_at_no_door_does_a_burglar_find_out(door: Door, store: str) -> None:
    """The same through a platform: what each of them has the bot keep is searched as well."""
    await door.command("ann", "on")
    members = {}
    for person in ENTRIES:
        await door.command(person, f"council Council of {person}")
    haul = await broken_into(store)
    for row in haul.table("members"):
        members[str(row["council"]).removeprefix("Council of ")] = str(row["member"])
    await door.command("bob", "round pre-mortem")
    await door.fill("bob", "Open a round: Pre-mortem", "Pre-mortem", {"What is the plan?": PLAN})
    words, codes = {}, {}
    for person, entry in ENTRIES.items():
        answers = {STAND: "Yes, go ahead", "How sure are you?": SURE, "Why did it fail?": entry}
        said = await door.fill(person, "Take part", "Part 1 of 3", answers)
        words[members[person]], codes[person] = entry, code_in(said)
    for over in (False, True):
        haul = await broken_into(store)
        assert all(entry.encode() in haul.files for entry in words.values())
        assert by_neighbours(haul, words) == set()
        assert by_aliases(haul, members.values()) == set()
        assert by_receipts(haul, members.values()) == set()
        assert by_letters(haul, members.values()) == set()
        assert not any(code.encode() in haul.everything for code in codes.values())
        if not over:
            for _ in range(3):
                await move_on(door)


async def broken_into(store: str) -> Haul:
    """All that lies there, while the bot serves."""
    opened = await open_database(store, read_only=True)
    try:
        return await burgled(opened, store)
    finally:
        await opened.close()
