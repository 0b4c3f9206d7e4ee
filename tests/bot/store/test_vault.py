"""What is kept shut: keys of rounds and private letters, and who the letters are for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.actions import Tell
from adapters.chat import MemberRef
from adapters.posts import Post
from bot.store.database import Connection, Database
from bot.store.letters import Letters
from bot.store.outbox import Outbox
from bot.store.round_keys import renew_keys
from bot.store.rounds import Rounds
from bot.store.timers import DueTimers, Timers
from bot.store.vault import Vault
from challenges import phases, taking_part
from challenges.ballots import alias, receipt_hash
from challenges.messages import MemberId
from challenges.rounds import Written
from tests.bot.store.test_rounds_and_library import DAY, EVE, HERE, KEY, NOW, opened

VAULT = Vault(["a secret of the installation, long enough"])
OTHER = Vault(["another secret, of another installation"])


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(HERE) as opened_:
        yield opened_


async def key_column(connection: Connection) -> bytes | None:
    row = await connection.row("SELECT key FROM rounds")
    assert row is not None
    return None if row["key"] is None else bytes(row["key"])


async def test_the_key_of_a_round_is_sealed_while_it_goes_on(connection: Connection) -> None:
    await Rounds(connection, HERE, VAULT).save(opened(), NOW)
    kept = await key_column(connection)
    assert kept is not None
    assert KEY not in kept
    found = await Rounds(connection, HERE, VAULT).get(1)
    assert found is not None
    assert found.key == KEY
    lost = await Rounds(connection, HERE, OTHER).get(1)
    assert lost is not None
    assert lost.key == b""


async def test_what_is_sealed_does_not_tell_when(connection: Connection) -> None:
    first = VAULT.close_key(KEY)
    assert first[:11] == VAULT.close_key(KEY)[:11]  # where a Fernet token has its time
    assert first != VAULT.close_key(KEY)


async def test_a_receipt_finds_its_round_in_its_own_channel_alone(connection: Connection) -> None:
    table = Rounds(connection, HERE, VAULT)
    round_ = opened()
    for number, code in enumerate(("aa", "bb")):
        by = alias(KEY, MemberId(f"member {number}"))
        text = Written((f"reason {number}",))
        round_ = taking_part.enter(round_, EVE, by, text, NOW, receipt_hash(code))
    await table.save(round_, NOW)
    found = await table.by_receipt(receipt_hash("aa"), round_.channel)
    assert found == round_
    assert await table.by_receipt(receipt_hash("aa"), "slack:T1/C2") is None
    assert await table.by_receipt(receipt_hash("cc"), round_.channel) is None
    elsewhere = Rounds(connection, "slack:T2", VAULT)
    assert await elsewhere.by_receipt(receipt_hash("aa"), round_.channel) is None
    over = phases.abandon(round_, NOW)
    await table.save(over, NOW)
    assert over.entries == ()
    assert await table.by_receipt(receipt_hash("bb"), round_.channel) == over
    assert await key_column(connection) is None
    await table.purge(NOW + DAY)
    assert await connection.rows("SELECT * FROM receipts") == []


async def test_keys_are_sealed_anew_and_rounds_without_one_end(database: Database) -> None:
    async with database.writing(HERE) as connection:
        await Rounds(connection, HERE).save(opened(), NOW)  # as an older version left it
        await Timers(connection, HERE).set("round", "1", NOW + DAY)
    assert await renew_keys(database, VAULT, NOW) == 0
    async with database.reading() as connection:
        assert KEY not in (await key_column(connection) or b"")
        assert await DueTimers(connection).due(NOW) == []
    both = Vault(
        ["a newer secret, for a new year of it", "a secret of the installation, long enough"]
    )
    assert await renew_keys(database, both, NOW) == 0
    async with database.reading() as connection:
        found = await Rounds(connection, HERE, Vault(["a newer secret, for a new year of it"])).get(
            1
        )
        assert found is not None
        assert found.key == KEY
    assert await renew_keys(database, OTHER, NOW) == 1
    async with database.reading() as connection:
        (due,) = await DueTimers(connection).due(NOW)
        assert (due.kind, due.subject) == ("round", "1")


async def test_a_private_letter_stands_sealed_and_names_nobody(connection: Connection) -> None:
    ann = MemberRef("slack", "U1")
    outbox = Outbox(connection, HERE, VAULT)
    await outbox.tell(Tell(to=ann, post=Post(())), NOW)
    (row,) = await connection.rows("SELECT * FROM outbox")
    assert str(ann) not in str(dict(row))
    assert await Letters(connection, "slack", VAULT).next_due(NOW)
    await outbox.forget(ann)
    assert await connection.rows("SELECT * FROM outbox") == []
    await outbox.tell(Tell(to=ann, post=Post(())), NOW)
    assert await Letters(connection, "slack", OTHER).next_due(NOW) == []
    assert await connection.rows("SELECT * FROM outbox") == []  # nobody can open it any more


def test_a_lost_key_is_none_and_not_a_fault() -> None:
    assert VAULT.open_key(b"\xff not a token") is None
    assert VAULT.open_letter("nor this") is None
    assert VAULT.named("slack:U1") != OTHER.named("slack:U1")
