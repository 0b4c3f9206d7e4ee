"""Who was heard, in aggregate: people by kind of council, never a kind of fewer than five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from challenges.messages import Conversation, MemberId

LEAST = 5
OTHERS = ""


def kinds(conversations: Iterable[Conversation], kind_of: Mapping[MemberId, str]) -> Counter[str]:
    """How many people of each kind of council wrote; who named no council is in none."""
    wrote = frozenset[MemberId]().union(*(each.authors for each in conversations))
    return Counter(kind_of[member] for member in wrote if kind_of.get(member))


def voices(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """What may be shown of that: small kinds are put together, and left out if still too small."""
    large = {kind: people for kind, people in counted.items() if people >= LEAST}
    rest = sum(people for kind, people in counted.items() if kind not in large)
    shown = sorted(large.items(), key=lambda each: (-each[1], each[0]))
    return (*shown, *([(OTHERS, rest)] if rest >= LEAST else []))
