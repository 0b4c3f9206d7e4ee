"""How the bot writes its log: to standard error, and never with the words of a member or a token.

The text of an exception may quote what somebody wrote, so a log says what broke and where. With
the level DEBUG it says that too. What the platforms send us is written at no level.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

_ROOT = Path(__file__).resolve().parents[1]


def fault(error: BaseException) -> str:
    """What broke and where, without the exception's own text."""
    places = _places(error.__traceback__)
    return f"{type(error).__name__} at {places[-1]}" if places else type(error).__name__


def log_to_stderr(level: str) -> None:
    """Set up the logs of this process, its libraries' too."""
    everything = level == "DEBUG"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        logging.Formatter(_LINE) if everything else _Discreet(_LINE),
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in _TELL_ALL:
        logging.getLogger(library).setLevel(
            max(logging.INFO, logging.getLevelNamesMapping()[level])
        )
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.processors.format_exc_info if everything else _say_where,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(),
        ],
    )


_TELL_ALL = ("discord", "slack_bolt", "slack_sdk")
"""At DEBUG these write every form with who sent it, also those that are hidden in a round."""

_LINE = "%(levelname)s %(name)s: %(message)s"


class _Discreet(logging.Formatter):
    """Says of an exception what and where, and leaves its text out."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        if ei[0] is None:
            return ""
        return f"{ei[0].__name__} at " + " < ".join(reversed(_places(ei[2])))


def _say_where(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    if given and error is not None:
        event["error"] = type(error).__name__
        event["at"] = list(reversed(_places(error.__traceback__)))
    return event


def _places(trace: TracebackType | None) -> list[str]:
    """The lines an exception came through, from outside in; ours if any are ours."""
    frames = [(Path(each.filename), each) for each in traceback.extract_tb(trace)]
    own = [each for each in frames if each[0].is_relative_to(_ROOT)]
    return [
        f"{path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path.name}:{frame.lineno}"
        f" {frame.name}"
        for path, frame in own or frames
    ]
