"""Exported history -> events: Slack archives and DiscordChatExporter JSON, for `replay`.

Nothing is unpacked to disk and no raw message is kept. Times are the messages' own; a reaction,
which an export gives without a time, comes right after its message. What a person did not write
(joins, pins, bots) is left out, as it is when the bot listens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.chat import CommunityRef
from adapters.exports import discord, slack
from adapters.exports.files import KNOWN, Files, opened
from adapters.exports.gathered import Draft, Export, ExportChannel, ExportUnreadable

__all__ = ["Export", "ExportChannel", "ExportUnreadable", "read", "read_all"]


def read(path: Path) -> Export:
    """Read one export of one community. Raises ExportUnreadable."""
    found = read_all([path])
    if len(found) > 1:
        raise ExportUnreadable(
            f"{path.name} holds {len(found)} communities. Read them one at a time."
        )
    return found[0]


def read_all(paths: Sequence[Path]) -> tuple[Export, ...]:
    """Read exports; files of one community become one Export. Raises ExportUnreadable."""
    drafts: dict[CommunityRef, Draft] = {}
    for path in paths:
        found = False
        for files in _all_files(path):
            with files:
                if slack.recognises(files):
                    slack.read(files, drafts)
                else:
                    discord.read(files, drafts)
            found = True
        if not found:
            raise ExportUnreadable(f"{path.name or path} holds no export. {KNOWN}")
    return tuple(draft.finished() for draft in drafts.values())


def _all_files(path: Path) -> Iterator[Files]:
    """The export a path leads to; for a folder also every archive that lies in it."""
    files = opened(path)
    if not path.is_dir():
        yield files
        return
    if files.names:
        yield files
    for archive in sorted(path.glob("*.zip")):
        yield opened(archive)
