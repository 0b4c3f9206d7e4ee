"""`python -m benchmarks.learn NAME`: fit what the bot has learned again, and write it where it is.

Reads the folders of CHALLENGER_DATA in place. Needs what `make test` installs; no test runs it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from benchmarks.learn import onesided, quoting, stance, threads  # noqa: E402  # after the line above

ALL = {
    "onesided": onesided.learn,
    "quoting": quoting.learn,
    "stance": stance.learn,
    "threads": threads.learn,
}


def main() -> None:
    """Learn what was asked for."""
    if len(sys.argv) != 2 or sys.argv[1] not in ALL:
        raise SystemExit(f"Say what to learn: {', '.join(ALL)}.")
    where = Path(os.environ.get("CHALLENGER_DATA", "../shared/data"))
    if not where.is_dir():
        raise SystemExit(f"There is no folder {where}. Set CHALLENGER_DATA to the data's folder.")
    ALL[sys.argv[1]](where)


if __name__ == "__main__":
    main()
