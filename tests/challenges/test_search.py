from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from challenges.search import BLOCK, Index, packed

WIDTH = 100  # not a whole number of words


def directions(count: int, width: int = WIDTH, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal((count, width), dtype=np.float32)
    lengths = np.linalg.norm(drawn, axis=1, keepdims=True)
    return np.asarray(drawn / lengths, np.float32)


def exact(rows: NDArray[np.float32], vector: NDArray[np.float32], most: int) -> set[int]:
    return set(np.argsort(-(rows @ vector), kind="stable")[:most].tolist())


def test_few_vectors_are_all_looked_at_so_their_order_is_exact() -> None:
    rows = directions(300)
    index: Index[int] = Index(WIDTH)
    index.put_many(range(100), packed(rows[:100]))
    index.put_many(range(100, 300), packed(rows[100:]))
    found = index.search(rows[7], 20)
    assert found[0][0] == 7
    assert found[0][1] == pytest.approx(1, abs=0.001)
    assert len({key for key, _ in found} & exact(rows, rows[7], 20)) >= 19
    assert [likeness for _, likeness in found] == sorted((x for _, x in found), reverse=True)


def test_among_many_those_most_alike_are_found_by_their_bits_first() -> None:
    rows = directions(BLOCK + 5000)
    near = directions(3, seed=1)
    for place, wanted in zip((3, BLOCK - 1, BLOCK + 4000), near, strict=True):
        rows[place] = 0.9 * wanted + 0.1 * rows[place]
        rows[place] /= np.linalg.norm(rows[place])
    index: Index[str] = Index(WIDTH)
    index.put_many((f"v{n}" for n in range(len(rows))), packed(rows))
    assert len(index) == BLOCK + 5000
    for place, wanted in zip((3, BLOCK - 1, BLOCK + 4000), near, strict=True):
        assert index.search(wanted, 1, looked_at=50)[0][0] == f"v{place}"


def test_what_is_put_in_is_found_by_the_next_search_and_what_is_taken_out_by_none() -> None:
    rows = directions(50)
    index: Index[int] = Index(WIDTH)
    index.put_many(range(40), packed(rows[:40]))
    index.put(99, rows[45])
    assert index.search(rows[45], 1)[0][0] == 99
    assert 99 in index
    index.drop(99)
    index.drop(99)
    assert 99 not in index
    assert 99 not in [key for key, _ in index.search(rows[45], 50)]
    index.put(7, rows[46])  # in place of the one there was
    index.put_many([100, 7], packed(rows[47:49]))  # a place that became free is taken again
    assert index.search(rows[48], 1)[0][0] == 7
    assert index.search(rows[47], 1)[0][0] == 100
    assert len(index) == 41


def test_nothing_is_found_among_nothing_and_a_vector_of_another_width_is_refused() -> None:
    index: Index[int] = Index(WIDTH)
    assert index.search(directions(1)[0], 5) == []
    with pytest.raises(ValueError, match="100 numbers"):
        index.put(1, np.ones(3, np.float32))
    index.put(1, np.zeros(WIDTH, np.float32))
    assert index.search(directions(1)[0], 5) == [(1, 0.0)]
    assert index.search(directions(1)[0], 0) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40))
def test_whatever_was_put_in_and_taken_out_the_rest_is_there(steps: list[tuple[int, bool]]) -> None:
    rows = directions(10)
    index: Index[int] = Index(WIDTH)
    there: set[int] = set()
    for key, put in steps:
        if put:
            index.put(key, rows[key])
            there.add(key)
        else:
            index.drop(key)
            there.discard(key)
    assert {key for key, _ in index.search(rows[0], 20)} == there
    assert len(index) == len(there)
