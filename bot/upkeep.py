"""What whoever runs the bot does beside it: export or erase one member's rows, copy the store."""

from __future__ import annotations

import json
from pathlib import Path

from adapters.chat import CommunityRef, MemberRef
from adapters.sealing import Seal
from bot import mailroom
from bot.clock import SystemClock
from bot.commands import VOCABULARY
from bot.handlers import keeping
from bot.secret_files import vault
from bot.store.communities import communities
from bot.store.database import Connection, Database, copy_sqlite, open_database
from bot.store.vault import Vault
from bot.work import Surroundings, UnitOfWork
from challenges.dice import SeededDice
from config.councils import directory
from config.settings import Settings

SQLITE = "sqlite:///"


class Unusable(Exception):
    """Something outside the settings stands in the way; the message is one sentence."""


async def export(settings: Settings, member: str, community: str | None) -> str:
    """All that is held about one member, as JSON: a list with one part for each community."""
    who, chosen = _member(member), _community(community)
    database = await open_database(settings.database, read_only=True)
    seal, opens = mailroom.seal(settings), vault(settings)
    try:
        async with database.reading() as connection:
            held = [
                await keeping.held_about(who, _work(connection, each, opens, seal))
                for each in await _of(connection, who, chosen)
            ]
    finally:
        await database.close()
    return json.dumps(held, ensure_ascii=False, indent=1)


async def erase(settings: Settings, member: str, community: str | None) -> str:
    """Erase what is held about one member; a sentence that says where."""
    who, chosen = _member(member), _community(community)
    _must_exist(settings)
    database = await open_database(settings.database)
    opens = vault(settings)
    try:
        async with database.reading() as connection:
            places = await _of(connection, who, chosen)
        for each in places:
            await _erase(database, who, each, opens)
    finally:
        await database.close()
    names = ", ".join(str(each) for each in places)
    if not places:
        return f"No community is known where {who} could be."
    return f"Everything held about {who} is erased in {names}. They are heard no more."


async def backup(settings: Settings, file: Path) -> str:
    """Copy the SQLite store to a new file; a sentence that says so."""
    if not settings.database.startswith(SQLITE):
        raise Unusable("This copies a SQLite database. For PostgreSQL use pg_dump.")
    _must_exist(settings)
    _must_be_new(file)
    await copy_sqlite(Path(settings.database.removeprefix(SQLITE)), file)
    return f"The database is copied to {file}."


async def _erase(database: Database, who: MemberRef, community: CommunityRef, opens: Vault) -> None:
    async with database.writing(str(community)) as connection:
        await keeping.erase(who, _work(connection, community, opens))


def _work(
    connection: Connection, community: CommunityRef, opens: Vault, seal: Seal | None = None
) -> UnitOfWork:
    # Nothing here is said or thrown dice for; an address is opened to be exported, and the key of
    # an open round to find what one member wrote in it.
    around = Surroundings(
        SeededDice(b""),
        directory(),
        VOCABULARY,
        lambda ref: "",
        lambda: "",
        bytes,
        mail=seal,
        vault=opens,
    )
    return UnitOfWork(connection, community, SystemClock().now(), around)


async def _of(
    connection: Connection, who: MemberRef, chosen: CommunityRef | None
) -> list[CommunityRef]:
    known = [CommunityRef.parse(each) for each in await communities(connection)]
    if chosen is not None and chosen not in known:
        raise Unusable(f"No community {chosen} is known here.")
    return [each for each in known if each.platform == who.platform and chosen in (None, each)]


def _member(text: str) -> MemberRef:
    try:
        return MemberRef.parse(text)
    except ValueError:
        raise Unusable(f"“{text}” is not a member. Write it as slack:U024BE7LH.") from None


def _community(text: str | None) -> CommunityRef | None:
    try:
        return None if text is None else CommunityRef.parse(text)
    except ValueError:
        raise Unusable(f"“{text}” is not a community. Write it as slack:T024BE7LG.") from None


def _must_exist(settings: Settings) -> None:
    if settings.database.startswith(SQLITE):
        path = Path(settings.database.removeprefix(SQLITE))
        if not path.is_file():
            raise Unusable(f"There is no database at {path}.")


def _must_be_new(file: Path) -> None:
    if file.exists():
        raise Unusable(f"{file} exists already. Name a new file.")
