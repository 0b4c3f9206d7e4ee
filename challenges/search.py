"""Which of very many texts are most like another one, by their vectors, in little memory.

Every vector is kept twice: as one bit a number, to look at all of them in a few milliseconds, and
as one byte a number, to put the two thousand that look most alike in their right order. What is put
in is found by the next search. Nothing is known here of what a text says.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
Bytes = NDArray[np.int8]
Bits = NDArray[np.uint64]

BLOCK = 1 << 15
"""So many vectors lie together: their bits fit into a processor's own memory."""
LOOKED_AT = 2000
"""So many of those whose bits are most alike are looked at number by number."""


class Index(Generic[Key]):
    """Vectors of length one, each by a key; finds those most like another vector."""

    def __init__(self, width: int) -> None:
        """Begin with no vectors; each will have `width` numbers."""
        self._width = width
        self._words = -(-width // 64)
        self._blocks: list[_Block] = []
        self._keys: list[Key | None] = []  # None where one was taken out
        self._places: dict[Key, int] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        """How many vectors there are."""
        return len(self._places)

    def __contains__(self, key: Key) -> bool:
        """Whether there is one by this key."""
        return key in self._places

    def put(self, key: Key, vector: NDArray[np.floating[Any]]) -> None:
        """Put a vector of `width` numbers in, or in place of the one by that key."""
        self.put_packed(key, packed(vector))

    def put_packed(self, key: Key, row: Bytes) -> None:
        """Put in what `packed` made of a vector; ValueError where that has another width."""
        if row.shape != (self._width,):
            raise ValueError(f"a vector of {row.shape} where {self._width} numbers are wanted")
        place = self._places.get(key)
        if place is None:
            place = self._free.pop() if self._free else len(self._keys)
            if place == len(self._keys):
                self._keys.append(None)
        if place // BLOCK == len(self._blocks):
            self._blocks.append(_Block(self._width, self._words))
        self._keys[place], self._places[key] = key, place
        self._blocks[place // BLOCK].set(place % BLOCK, row, _bits(row[None], self._words))

    def put_many(self, keys: Iterable[Key], rows: Bytes) -> None:
        """Put in many new ones at once, one row a key, which is faster than one by one."""
        wanted = list(keys)
        if any(key in self._places for key in wanted) or self._free:
            for key, row in zip(wanted, rows, strict=True):
                self.put_packed(key, row)
            return
        done = 0
        while done < len(wanted):
            place = len(self._keys)
            if place // BLOCK == len(self._blocks):
                self._blocks.append(_Block(self._width, self._words))
            some = wanted[done : done + BLOCK - place % BLOCK]
            part = rows[done : done + len(some)]
            self._blocks[-1].set_many(place % BLOCK, part, _bits(part, self._words))
            self._places.update((key, place + n) for n, key in enumerate(some))
            self._keys.extend(some)
            done += len(some)

    def drop(self, key: Key) -> None:
        """Take one out; none by that key is fine. Its numbers are wiped."""
        place = self._places.pop(key, None)
        if place is None:
            return
        self._keys[place] = None
        self._free.append(place)
        nothing = np.zeros(self._width, np.int8)
        bits = np.zeros((1, self._words), np.uint64)
        self._blocks[place // BLOCK].set(place % BLOCK, nothing, bits)

    def search(
        self, vector: NDArray[np.floating[Any]], most: int, looked_at: int = LOOKED_AT
    ) -> list[tuple[Key, float]]:
        """Give those most like a vector of length one, each with its likeness, most alike first.

        Likeness is the cosine, -1 to 1, as exact as one byte a number is. Only `looked_at` are read
        number by number, so of very many the last of those found may not be the very nearest.
        """
        if not self._places or most <= 0:
            return []
        wanted = np.asarray(vector, np.float32)
        places = self._nearest(wanted, max(looked_at, most))
        likeness = self._likeness(wanted, places)
        found: list[tuple[Key, float]] = []
        for at in np.argsort(-likeness, kind="stable"):
            key = self._keys[places[at]]
            if key is not None:
                found.append((key, min(1.0, float(likeness[at]))))
                if len(found) == most:
                    break
        return found

    def _nearest(self, vector: NDArray[np.float32], most: int) -> NDArray[np.intp]:
        """The places whose bits differ least from the vector's; of equals the earlier."""
        count = len(self._keys)
        if count <= most:
            return np.arange(count)
        bits = _bits(packed(vector)[None], self._words)[0]
        apart = np.empty(count, np.uint16)
        for number, block in enumerate(self._blocks):
            start = number * BLOCK
            block.apart(bits, apart[start : start + min(BLOCK, count - start)])
        # Few distances are possible, so they are counted instead of sorted.
        counts = np.zeros(self._width + 2, np.intp)
        for start in range(0, count, BLOCK):
            counts += np.bincount(apart[start : start + BLOCK], minlength=self._width + 2)
        farthest = int(np.searchsorted(np.cumsum(counts), most))
        near = np.flatnonzero(apart < farthest)
        level = np.flatnonzero(apart == farthest)[: most - len(near)]
        return np.concatenate([near, level])

    def _likeness(
        self, vector: NDArray[np.float32], places: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        found = np.empty(len(places), np.float32)
        for number in np.unique(places // BLOCK):
            here = places // BLOCK == number
            rows = self._blocks[number].rows[places[here] % BLOCK].astype(np.float32)
            lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
            found[here] = (rows @ vector) / np.maximum(lengths, 1.0)
        return found


class _Block:
    """Some vectors that lie together: the bits column by column, the bytes row by row."""

    def __init__(self, width: int, words: int) -> None:
        self.rows = np.empty((BLOCK, width), np.int8)
        self._bits = np.zeros((words, BLOCK), np.uint64)

    def set(self, place: int, row: Bytes, bits: Bits) -> None:
        self.rows[place] = row
        self._bits[:, place] = bits[0]

    def set_many(self, place: int, rows: Bytes, bits: Bits) -> None:
        self.rows[place : place + len(rows)] = rows
        self._bits[:, place : place + len(rows)] = bits.T

    def apart(self, bits: Bits, into: NDArray[np.uint16]) -> None:
        """Write how many bits of each vector differ."""
        count = len(into)
        into[:] = 0
        for column, word in zip(self._bits, bits, strict=True):
            into += np.bitwise_count(column[:count] ^ word)


def packed(vector: NDArray[np.floating[Any]]) -> Bytes:
    """Give one vector, or each row of many, as one byte a number, in the same shape.

    The largest number of each becomes 127. Likeness does not hang on how long a vector is, so that
    scale is not kept.
    """
    numbers = np.asarray(vector, np.float32)
    largest = np.abs(numbers).max(axis=-1, keepdims=True, initial=0.0)
    scaled = numbers * (127 / np.where(largest > 0, largest, 1.0))
    return np.rint(scaled).astype(np.int8)


def _bits(rows: Bytes, words: int) -> Bits:
    """Give the sign of each number as a bit, 64 to a word."""
    bits = np.packbits(rows > 0, axis=1)
    whole = np.zeros((len(rows), words * 8), np.uint8)
    whole[:, : bits.shape[1]] = bits
    return whole.view(np.uint64)
