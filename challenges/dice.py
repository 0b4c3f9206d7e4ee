"""Chance, handed in: the rules never roll by themselves, so every run repeats from its seed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

T = TypeVar("T")


class Dice(Protocol):
    """Chance that can be repeated: one seed and one purpose always give the same."""

    def shuffled(self, things: Sequence[T], purpose: str) -> list[T]:
        """The same things in an order nobody could foresee."""
        ...

    def token(self, purpose: str) -> str:
        """32 hexadecimal digits nobody could guess."""
        ...

    def pick(self, things: Sequence[T], purpose: str) -> T:
        """One of the things; a ValueError when there are none."""
        ...


@dataclass(frozen=True, slots=True)
class SeededDice:
    """Dice from a seed and nothing else: HMAC-SHA256 of the purpose. As secret as the seed is."""

    seed: bytes = field(repr=False)

    def shuffled(self, things: Sequence[T], purpose: str) -> list[T]:
        """Sort by a keyed hash of each place, which makes every order equally likely."""
        places = sorted(range(len(things)), key=lambda place: self._roll("order", purpose, place))
        return [things[place] for place in places]

    def token(self, purpose: str) -> str:
        """The first half of a keyed hash."""
        return self._roll("token", purpose).hex()[:32]

    def pick(self, things: Sequence[T], purpose: str) -> T:
        """Take a keyed hash modulo the count; its bias is below one in 2**240."""
        if not things:
            raise ValueError(f"nothing to pick from for {purpose!r}")
        return things[int.from_bytes(self._roll("pick", purpose)) % len(things)]

    def _roll(self, kind: str, purpose: str, place: int = 0) -> bytes:
        words = f"{kind}\n{place}\n{purpose}".encode()
        return hmac.digest(self.seed, words, hashlib.sha256)
