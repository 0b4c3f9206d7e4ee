"""Views from a file into the queue of a community, and out of its library into a file.

For whoever runs the bot, on the command line. What is brought in waits for a moderator.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from adapters.chat import CommunityRef
from bot.store.communities import communities
from bot.store.database import Connection, open_database
from bot.store.queue import Queue
from bot.store.views import Views
from bot.upkeep import SQLITE, Unusable
from challenges import imports, library
from challenges.imports import Fault
from challenges.queue import Candidate
from config.councils import directory
from config.settings import Settings

LARGEST = 20_000_000  # bytes
MOST_FAULTS = 30  # lines that are said at once

SENTENCES = {
    "file-empty": "There is no row in it.",
    "file-too-long": "It has more than {most} rows, which is the most. Divide it.",
    "column-missing": "There is no column “{column}”. The first line names the columns.",
    "line-unreadable": "This is not one row.",
    "claim-missing": "It does not say what it is about: “claim” is empty.",
    "text-missing": "It does not say what the council found: “text” is empty.",
    "council-missing": "It does not say which council it is of: “council” is empty.",
    "too-long": "“{column}” has more than {most} characters.",
    "status-unknown": "“{words}” is not one of considering, tried, kept and dropped.",
    "link-not-web": "“{words}” is not a web address such as https://example.org/page.",
    "day-wrong": "“{words}” is not a day that has come, written as 2026-11-30.",
    "council-unsure": "No council is called “{words}”. Write {council}, or fill in “kind”.",
    "tags-wrong": "It has more than {most} tags, or one of more than {longest} characters.",
    "twice": "It says the same as line {line}.",
}


async def bring_in(settings: Settings, file: Path, community: str | None, dry: bool) -> str:
    """Let the views of a file wait for a moderator, all or none; a sentence that says so."""
    now = datetime.now(UTC)
    found, faults = imports.read(_text(file), file.name, directory(), now.date())
    if faults:
        raise Unusable(_told(faults))
    if dry:
        lines = [f"{each.council}, {each.status.value}: {each.claim}" for each in found]
        return "\n".join([*lines, f"{_many(found)} can be brought in. Nothing was changed."])
    _must_exist(settings)
    database = await open_database(settings.database)
    try:
        async with database.reading() as connection:
            chosen = await _chosen(connection, community)
        async with database.writing(str(chosen)) as connection:
            new = await Queue(connection, str(chosen)).add(found, now)
    finally:
        await database.close()
    there = f" {len(found) - new} came before." if new < len(found) else ""
    return (
        f"{new} of {_many(found)} wait in {chosen} for a moderator, who sees them with "
        f"/challenge views queue.{there}"
    )


async def bring_out(settings: Settings, community: str | None, form: str, every: bool) -> str:
    """The views that may leave a community, without their authors; all of them, if `every`."""
    if form not in ("csv", "jsonl"):
        raise Unusable(f"“{form}” is not a form of file. There are csv and jsonl.")
    database = await open_database(settings.database, read_only=True)
    try:
        async with database.reading() as connection:
            chosen = await _chosen(connection, community)
            views = await Views(connection, str(chosen)).all()
    finally:
        await database.close()
    shown = [view for view in views if every or library.shown_at(view, library.ELSEWHERE)]
    return (imports.write_csv if form == "csv" else imports.write_jsonl)(shown).rstrip("\n")


def _must_exist(settings: Settings) -> None:
    if settings.database.startswith(SQLITE):
        path = Path(settings.database.removeprefix(SQLITE))
        if not path.is_file():
            raise Unusable(f"There is no database at {path}.")


def _text(file: Path) -> str:
    if file.suffix.lower() not in (".csv", ".jsonl", ".json"):
        raise Unusable(f"{file} is neither a .csv nor a .jsonl file.")
    try:
        if file.stat().st_size > LARGEST:
            raise Unusable(f"{file} is larger than {LARGEST // 1_000_000} MB. Divide it.")
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable(f"{file} is not written in UTF-8. Save it again as UTF-8.") from None
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}.") from None


def _told(faults: Sequence[Fault]) -> str:
    """One sentence for each line that cannot be used, and what to do."""
    lines = []
    for fault in faults[:MOST_FAULTS]:
        words = SENTENCES[fault.code].format(**fault.values)
        lines.append(f"Line {fault.line}: {words}" if fault.line else words)
    if len(faults) > MOST_FAULTS:
        lines.append(f"And {len(faults) - MOST_FAULTS} more lines.")
    return "\n".join([*lines, "Nothing was brought in. Mend the file and try again."])


async def _chosen(connection: Connection, community: str | None) -> CommunityRef:
    known = [CommunityRef.parse(each) for each in await communities(connection)]
    if community is None:
        if len(known) == 1:
            return known[0]
        names = ", ".join(str(each) for each in known)
        raise Unusable(
            f"Say which community, with --community: {names}."
            if known
            else "No community is known here yet. Start the bot and use it once."
        )
    try:
        chosen = CommunityRef.parse(community)
    except ValueError:
        raise Unusable(f"“{community}” is not a community. Write it as slack:T024BE7LG.") from None
    if chosen not in known:
        raise Unusable(f"No community {chosen} is known here.")
    return chosen


def _many(found: Sequence[Candidate]) -> str:
    return "1 view" if len(found) == 1 else f"{len(found)} views"
