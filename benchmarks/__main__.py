"""`python -m benchmarks [name ...]`: run all measurements, or some."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

# Before anything that may bring in a number library: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

from benchmarks import ingest, latency, replay, store  # noqa: E402  # after the line above

ALL = {
    "store": store.measure,
    "ingest": ingest.measure,
    "latency": latency.measure,
    "replay": replay.measure,
}


async def _run(names: list[str]) -> None:
    for name in names:
        for comparison in await ALL[name]():
            print(comparison.table(), end="\n\n", flush=True)


def main() -> None:
    """Run what was asked for. There is no failing: the numbers are read by people."""
    logging.disable(logging.INFO)
    names = sys.argv[1:] or list(ALL)
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(ALL)}.")
        return
    asyncio.run(_run(names))


if __name__ == "__main__":
    main()
