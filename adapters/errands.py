"""What can be asked of a language model, whichever it is: one thing at a time, and what came of it.

Nothing of any model's library is needed here, so that an errand can be prepared without one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MOST_REQUESTS = 5  # for one errand: down the ladder, and asking once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to ask of a model.

    The answer is one JSON object of the form `schema`; `fault` says in a sentence what is wrong
    with one, for the model to read, or "".
    """

    name: str
    orders: str
    material: str
    schema: Mapping[str, Any]
    fault: Callable[[Mapping[str, Any]], str]
    most_tokens: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an errand: a value that was found well, or None and why; and what it cost."""

    value: Mapping[str, Any] | None
    why: str
    tokens: int
    requests: int


class Writer(Protocol):
    """Whatever can be sent on an errand."""

    async def run(self, errand: Errand) -> Brought:
        """Do it. Raises nothing: who asks goes on without."""
        ...


def likely_cost(errand: Errand) -> int:
    """How many tokens an errand may cost at most: asked, and asked once more."""
    asked = likely_tokens(errand.orders + errand.material + json.dumps(errand.schema)) + 200
    return 2 * (asked + errand.most_tokens)


def likely_tokens(text: str) -> int:
    """About how many tokens a text is; rather too many."""
    return len(text.encode()) // 3 + 1
