"""The manual of the command line: one plain page for each command, as `--help` prints it."""

from __future__ import annotations

import textwrap

from config.settings import PREFIX, Settings

WIDTH = 80
PROGRAM = "python -m bot"

_SETTINGS_OPTION = (
    "-s FILE, --settings FILE",
    f"Read settings from FILE, lines such as {PREFIX}LOG_LEVEL=DEBUG. Left out, a file .env in "
    "this folder is read if there is one. What the environment says goes before any file.",
)
_STATUS = (
    ("0", "It did what you asked."),
    ("2", "The command line or a file you named cannot be used."),
    ("78", "A setting, the database, the port or a token cannot be used."),
)
_SENTENCE = "What you can mend is said in one sentence on standard error."

# Name, synopsis, what it does, options and arguments, exit statuses of its own, examples.
_PAGES: dict[str, tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]]
_PAGES = {
    "run": (
        "serve until stopped",
        "run [-s FILE]",
        (
            "Opens the browser room, or Slack and Discord where their tokens are set, and serves "
            "until you stop it with Ctrl+C or SIGTERM. What is on its way then still arrives.",
            "With no setting at all it opens the browser room on this computer, with a small "
            "sample community.",
        ),
        (_SETTINGS_OPTION,),
        (
            f"{PROGRAM} run",
            f"{PREFIX}PACE=600 {PROGRAM} run",
            f"{PROGRAM} run --settings /etc/challenger.env",
        ),
    ),
    "doctor": (
        "check everything and say what to mend",
        "doctor [-s FILE]",
        (
            "Looks at the settings, the database, the port, the tokens and what waits, and writes "
            "one line for each: well, or MEND and what to do. It changes nothing and posts "
            "nothing.",
        ),
        (_SETTINGS_OPTION,),
        (f"{PROGRAM} doctor", f"{PROGRAM} doctor --settings /etc/challenger.env"),
    ),
    "replay": (
        "show what the bot would have done in a conversation of the past",
        "replay FILE... -o FOLDER",
        (
            "Runs the whole bot over exported conversations and posts nothing. Every channel is "
            "treated as switched on. It writes an index page, and one digest page for every week.",
        ),
        (
            (
                "FILE",
                "A Slack export, as a zip file or a folder, or a DiscordChatExporter JSON file.",
            ),
            ("-o FOLDER, --out FOLDER", "Where to write the pages. It is made if need be."),
        ),
        (f"{PROGRAM} replay export.zip --out replayed",),
    ),
    "manifest": (
        "print the manifest a Slack app is made from",
        "manifest [--address URL] [--installs] [--without X] [-s FILE]",
        (
            "Writes the manifest as JSON to standard output. Paste it at api.slack.com/apps, under "
            "Create New App, From a manifest. Without an address it is for Socket Mode, unless "
            f"{PREFIX}SLACK_MODE is http.",
        ),
        (
            (
                "--address URL",
                "For signed HTTP: the address at which Slack reaches the bot. Left out, it is "
                f"{PREFIX}WEB_ADDRESS.",
            ),
            (
                "--installs",
                "For an app that many workspaces install: Slack sends whoever installs it back to "
                f"{PREFIX}WEB_ADDRESS or the address. Needless where "
                f"{PREFIX}SLACK_CLIENT_ID is set.",
            ),
            (
                "--without X",
                "Leave out the optional permission X, and the events that need it. May be given "
                "several times.",
            ),
            _SETTINGS_OPTION,
        ),
        (
            f"{PROGRAM} manifest > manifest.json",
            f"{PROGRAM} manifest --address https://challenger.example",
            f"{PROGRAM} manifest --address https://challenger.example --installs",
        ),
    ),
    "export": (
        "write all that is held about one member",
        "export MEMBER [-c COMMUNITY] [-s FILE]",
        (
            "Writes everything held about one member as JSON to standard output. It may run "
            "beside a running bot.",
        ),
        (
            ("MEMBER", "The member as the bot knows them, such as slack:U024BE7LH."),
            (
                "-c COMMUNITY, --community COMMUNITY",
                "The community, such as slack:T024BE7LG. Left out, all that know the member.",
            ),
            _SETTINGS_OPTION,
        ),
        (f"{PROGRAM} export slack:U024BE7LH > member.json",),
    ),
    "erase": (
        "erase all that is held about one member",
        "erase MEMBER [-c COMMUNITY] [-s FILE]",
        (
            "Erases everything held about one member and hears them no more, as they can do "
            "themselves with /challenge privacy forget. With SQLite, stop the bot first. Posts "
            "that quote the member's shared views are taken back when the bot runs again.",
        ),
        (
            ("MEMBER", "The member as the bot knows them, such as slack:U024BE7LH."),
            (
                "-c COMMUNITY, --community COMMUNITY",
                "The community, such as slack:T024BE7LG. Left out, all that know the member.",
            ),
            _SETTINGS_OPTION,
        ),
        (f"{PROGRAM} erase slack:U024BE7LH",),
    ),
    "import": (
        "let the views in a file wait for a moderator",
        "import FILE [--dry-run] [-c COMMUNITY] [-s FILE]",
        (
            "Reads views from a spreadsheet saved as CSV, with the columns claim, text and "
            "council, and status, kind, link and date where there are any; or from a file with a "
            "JSON object on each line. A line that cannot be used is named in one sentence, and "
            "then nothing is brought in.",
            "What is brought in is shown to nobody until a moderator uses it, with /challenge "
            "views queue. The same view twice is one. With SQLite, stop the bot first.",
        ),
        (
            ("FILE", "The file, whose name ends in .csv or .jsonl."),
            ("--dry-run", "Read it and say what is in it, and change nothing."),
            (
                "-c COMMUNITY, --community COMMUNITY",
                "The community, such as slack:T024BE7LG. Left out, the only one there is.",
            ),
            _SETTINGS_OPTION,
        ),
        (f"{PROGRAM} import views.csv --dry-run", f"{PROGRAM} import views.csv -c slack:T024BE7LG"),
    ),
    "views": (
        "write the views that may leave a community",
        "views [--form csv|jsonl] [--every] [-c COMMUNITY] [-s FILE]",
        (
            "Writes the views that their authors agreed to show to other communities, without "
            "their authors, to standard output. It may run beside a running bot.",
        ),
        (
            ("--form csv|jsonl", "A spreadsheet, or a JSON object on each line. Unless set: csv."),
            (
                "--every",
                "Also the views for this community or one channel alone. Keep that file as safe as "
                "the database.",
            ),
            (
                "-c COMMUNITY, --community COMMUNITY",
                "The community, such as slack:T024BE7LG. Left out, the only one there is.",
            ),
            _SETTINGS_OPTION,
        ),
        (f"{PROGRAM} views > views.csv", f"{PROGRAM} views --form jsonl > views.jsonl"),
    ),
    "backup": (
        "copy the database to a file",
        "backup FILE [-s FILE]",
        (
            "Copies the SQLite database to a new file, whole and at one moment, beside a running "
            "bot. A copy made while a round is open holds what links its entries to their authors: "
            "keep copies as safe as the bot itself. For PostgreSQL use pg_dump.",
        ),
        (("FILE", "The copy. It must not exist yet."), _SETTINGS_OPTION),
        (f"{PROGRAM} backup /srv/backups/challenger-monday.db",),
    ),
}

COMMANDS = tuple(_PAGES)


def overview() -> str:
    """The page of the program as a whole."""
    commands = [(name, f"{page[0][:1].upper()}{page[0][1:]}.") for name, page in _PAGES.items()]
    return _joined(
        _part("NAME", _text("challenger - asks the questions a group has stopped asking")),
        _part(
            "SYNOPSIS",
            [f"    {PROGRAM} COMMAND [OPTION...]", f"    {PROGRAM} COMMAND --help"],
        ),
        _part(
            "DESCRIPTION",
            _text(
                "Challenger is a chat bot for Slack and Discord, with a room in your browser to "
                "try it in. It asks for the views a conversation has not heard yet."
            ),
        ),
        _part("COMMANDS", _terms(commands)),
        _part(
            "OPTIONS",
            _terms([("-h, --help", "Print a page of this manual."), ("--version", "Print 0.1.0.")]),
        ),
        _part("EXIT STATUS", [*_terms(_STATUS), "", *_text(_SENTENCE)]),
        _part("EXAMPLES", [f"    {PROGRAM} run", f"    {PROGRAM} run --help"]),
    )


def page(command: str) -> str:
    """The page of one command."""
    title, synopsis, paragraphs, options, examples = _PAGES[command]
    told: list[str] = []
    for paragraph in paragraphs:
        told += [*([""] if told else []), *_text(paragraph)]
    statuses = [*_STATUS]
    if command == "doctor":
        statuses.insert(1, ("1", "Something is to be mended."))
    parts = [
        _part("NAME", _text(f"{PROGRAM} {command} - {title}")),
        _part("SYNOPSIS", [f"    {PROGRAM} {synopsis}"]),
        _part("DESCRIPTION", told),
        _part("OPTIONS", _terms([*options, ("-h, --help", "Print this page.")])),
    ]
    if command == "run":
        parts.append(_part("ENVIRONMENT", _terms(_environment())))
    parts += [
        _part("EXIT STATUS", [*_terms(statuses), "", *_text(_SENTENCE)]),
        _part("EXAMPLES", [f"    {line}" for line in examples]),
    ]
    return _joined(*parts)


def _environment() -> list[tuple[str, str]]:
    return [
        (PREFIX + name.upper(), f"{field.description} {_default(field.default)}")
        for name, field in Settings.model_fields.items()
    ]


def _default(value: object) -> str:
    if value is None or str(value) == "":  # so reads an empty secret too
        return "Empty unless set."
    shown = (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
    return f"Unless set: {shown}."


def _part(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines])


def _joined(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def _text(words: str, indent: int = 4) -> list[str]:
    space = " " * indent
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _terms(terms: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> list[str]:
    lines: list[str] = []
    for name, words in terms:
        lines += [f"    {name}", *_text(words, 8)]
    return lines
