"""How a command ends: one sentence and an exit status for what an operator can mend."""

from __future__ import annotations

import errno
import socket

from cyclopts import (
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from adapters.port import DeliveryFailed
from bot import manual
from bot.store.transactions import StoreError
from bot.upkeep import Unusable
from config.settings import PREFIX, ConfigError

EXIT_USAGE = 2
EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h


def why(error: BaseException) -> tuple[str, int] | None:
    """One sentence and an exit status for what an operator can mend; None for a bug of ours."""
    if isinstance(error, BaseExceptionGroup):
        return next((told for each in error.exceptions if (told := why(each))), None)
    match error:
        case ConfigError() | StoreError():
            return str(error), EXIT_CONFIG
        case DeliveryFailed():
            return error.reason, EXIT_CONFIG
        case Unusable():
            return str(error), EXIT_USAGE
        case OSError() if error.errno == errno.EADDRINUSE:
            return (
                "The port is taken by another program. Stop that one, or set "
                f"{PREFIX}WEB_PORT to another port.",
                EXIT_CONFIG,
            )
        case OSError() if error.filename is not None:
            return f"{error.filename} cannot be used: {error.strerror}.", EXIT_CONFIG
        case socket.gaierror() | PermissionError():
            return _NO_ADDRESS, EXIT_CONFIG
        case OSError() if error.errno == errno.EADDRNOTAVAIL:
            return _NO_ADDRESS, EXIT_CONFIG
    return None


_NO_ADDRESS = (
    f"The web pages cannot be served there: set {PREFIX}WEB_HOST to an address of this computer "
    f"and {PREFIX}WEB_PORT to a port you may use."
)


def usage(error: CycloptsError, command: str) -> str:
    """One sentence for a command line that cannot be read."""
    match error:
        case UnknownCommandError():
            word = error.unused_tokens[0] if error.unused_tokens else ""
            words = f"There is no command “{word}”. There are {', '.join(manual.COMMANDS)}."
        case UnknownOptionError():
            words = f"There is no option {error.token.keyword or error.token.value}."
        case UnusedCliTokensError():
            words = f"“{' '.join(error.unused_tokens or ())}” is more than {command} can use."
        case MissingArgumentError():
            names = error.argument.names if error.argument else ()
            name = next((each for each in names if each.startswith("--")), *names[:1])
            option = name.startswith("--")
            words = (
                f"{name} is missing or has no value." if option else f"{name.upper()} is missing."
            )
        case _:
            words = " ".join(str(error).split())
    known = command in manual.COMMANDS
    return f"{words} See {manual.PROGRAM} {f'{command} ' if known else ''}--help."
