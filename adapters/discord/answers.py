"""Discord wants each press and command answered within three seconds: with "thinking", silently,
with words, or with a form. Also the questions some buttons ask before their press counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from adapters.discord import components
from adapters.discord.wire import ALREADY_ANSWERED, Refused, Wire
from adapters.port import PlatformState
from adapters.posts import Choices, Post

PRIVATELY = discord.MessageFlags(ephemeral=True).value
IN_PARTS = discord.MessageFlags(components_v2=True).value
NOBODY_ALERTED: dict[str, list[str]] = {"parse": []}

MESSAGE, THINKING, QUIET, CHOICES, MODAL = 4, 5, 6, 8, 9
MAX_CHOICES = 25
MAX_CHOICE = 100  # characters


class Answer:
    """The answer to one interaction."""

    def __init__(self, interaction: discord.Interaction, wire: Wire) -> None:
        """Answer this interaction over this wire."""
        self._interaction = interaction
        self._wire = wire

    async def think(self) -> None:
        """Say privately that an answer is coming: it is the next Whisper."""
        await self._acknowledge(THINKING, {"flags": PRIVATELY})

    async def quietly(self) -> None:
        """Take a press without a word."""
        await self._acknowledge(QUIET)

    async def show(self, parts: list[components.Component]) -> None:
        """Answer privately at once."""
        await self._callback(MESSAGE, self._private(parts))

    async def open(self, modal: dict[str, Any]) -> None:
        """Open a form. Nothing may have been answered before."""
        await self._callback(MODAL, modal)

    async def offer(self, choices: Sequence[str]) -> None:
        """Offer what could stand in an argument. What Discord has no room for is left out."""
        fitting = [each for each in choices if 1 <= len(each) <= MAX_CHOICE][:MAX_CHOICES]
        offered = [{"name": each, "value": each} for each in fitting]
        await self._callback(CHOICES, {"choices": offered})

    async def follow(self, parts: list[components.Component]) -> None:
        """Say something privately after one of the others. It takes the place of "thinking"."""
        await self._wire.call(
            "POST",
            "/webhooks/{webhook_id}/{webhook_token}",
            self._private(parts),
            webhook_id=self._interaction.application_id,
            webhook_token=self._interaction.token,
        )

    async def put_away(self, parts: list[components.Component]) -> None:
        """Put other words in the place of the private message that was pressed."""
        await self._wire.call(
            "PATCH",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
            {"components": parts, "flags": IN_PARTS},
            webhook_id=self._interaction.application_id,
            webhook_token=self._interaction.token,
        )

    @staticmethod
    def _private(parts: list[components.Component]) -> dict[str, Any]:
        flags = PRIVATELY | IN_PARTS
        return {"components": parts, "flags": flags, "allowed_mentions": NOBODY_ALERTED}

    async def _acknowledge(self, kind: int, body: dict[str, Any] | None = None) -> None:
        """Take what was done. Where Discord knows of an answer, our own got there and its reply was
        lost, or this is a second copy: what is heard twice is acted on once.
        """
        try:
            await self._callback(kind, body)
        except Refused as refused:
            if refused.code != ALREADY_ANSWERED:
                raise

    async def _callback(self, kind: int, body: dict[str, Any] | None = None) -> None:
        await self._wire.call(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            {"type": kind} | ({"data": body} if body is not None else {}),
            webhook_id=self._interaction.id,
            webhook_token=self._interaction.token,
        )


class Questions:
    """What some buttons ask before their press counts. A button's id has no room for it, so it is
    kept by its digest.
    """

    def __init__(self, state: PlatformState) -> None:
        """Keep the questions there."""
        self._state = state
        self._kept: set[str] = set()

    async def remember(self, post: Post) -> None:
        """Keep the questions of a post before it is shown."""
        rows = (part for part in post.parts if isinstance(part, Choices))
        asked = {button.confirm for row in rows for button in row.buttons if button.confirm}
        for question in asked - self._kept:
            await self._state.put(f"question/{components.digest(question)}", question)
            self._kept.add(question)

    async def words(self, digest: str) -> str:
        """The question behind a digest."""
        return await self._state.get(f"question/{digest}") or "Are you sure?"
