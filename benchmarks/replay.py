"""A replay of made-up history: time per message and peak memory, of some and of four times more.

Each runs in a process of its own, because a process never forgets how much memory it once held.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.comparing import Comparison, Measured
from benchmarks.talk import export
from bot.replay import replay

FEW, TIMES = 1000, 4


async def measure() -> list[Comparison]:
    """Compare a long history with a short one."""
    with TemporaryDirectory(prefix="benchmark-") as place:
        few = await _in_a_fresh_process(FEW, Path(place))
        many = await _in_a_fresh_process(FEW * TIMES, Path(place))
    speed = Comparison(
        "Replaying a message",
        (
            Measured(f"of {FEW:,}", 1, 1, few["cpu"], few["wall"]),
            Measured(
                f"of {FEW * TIMES:,}",
                many["cpu"] / few["cpu"],
                many["wall"] / few["wall"],
                many["cpu"],
                many["wall"],
                "replay-speed",
            ),
        ),
    )
    grown = many["memory"] / few["memory"]
    memory = Comparison(
        "The most memory a replay held",
        (
            Measured(f"{FEW:,} messages", 1, 1, few["memory"], few["memory"]),
            Measured(
                f"{FEW * TIMES:,} messages",
                grown,
                grown,
                many["memory"],
                many["memory"],
                "replay-memory",
            ),
        ),
        unit="MiB",
    )
    return [speed, memory]


async def _in_a_fresh_process(messages: int, place: Path) -> dict[str, float]:
    file = place / f"{messages}.json"
    export(file, messages)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.replay", str(file), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    found: dict[str, float] = json.loads(out)
    assert found.pop("messages") == messages
    return found


async def _replay(file: Path) -> None:
    out = file.with_suffix("")
    cpu, wall = time.process_time(), time.perf_counter()
    report = await replay([file], out)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    messages = report.replayed[0].messages
    found = {"messages": messages, "cpu": cpu / messages * 1e6, "wall": wall / messages * 1e6}
    print(json.dumps(found | {"memory": _most_held()}))


def _most_held() -> float:
    """The most memory this process ever held, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    held = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert held is not None
    return int(held[1]) / 1024


if __name__ == "__main__":
    asyncio.run(_replay(Path(sys.argv[1])))
