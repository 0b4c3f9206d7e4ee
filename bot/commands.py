"""The verbs of `/challenge` and of a message's menu, declared once. Platforms derive their own grammar from these."""

from __future__ import annotations

from adapters.commands import Argument, Command, Pointer, Vocabulary, Who

COMMANDS = (
    Command("help", "See what Challenger can do", (Argument("command", "One command to explain"),)),
    Command("start", "Ask a question here that opens up the talk", (Argument("about", "What it should be about"),)),
    Command("preview", "See a question alone before you ask it", (Argument("about", "What it should be about"),)),
    Command("round", "Open a dissent round", (Argument("method", "How to dissent", completes=True),)),
    Command(
        "rounds",
        "See the open rounds and take part, or what was promised",
        (
            Argument("what", "What to see; left out, the open rounds", choices=("pledges", "assumptions", "assume", "partners", "join")),
            Argument("words", "With assume: what is taken for granted; with join: the code"),
        ),
    ),
    Command("receipt", "See what became of what you wrote in a round", (Argument("code", "The code you were given when you wrote it"),)),
    Command("views", "See how other councils saw it", (Argument("about", "What to look for; or mine, or for moderators feeds, queue, exchange"),)),
    Command("share", "Share what your council tried", form="share"),
    Command("digest", "Read the latest weekly digest", (Argument("which", "The latest; the web pages; by mail or not; a feed or none; who may read it; open numbers", choices=("latest", "pages", "now", "preview", "mail", "no-mail", "feed", "no-feed", "public", "private", "open-data", "drafts")), Argument("number", "With public or private: the number of the edition"))),
    Command("council", "Say which council you speak from", (Argument("name", "The name, or none to take it back", completes=True),)),
    Command(
        "privacy",
        "See, export or erase what is held about you",
        (Argument("what", "What to do", choices=("show", "export", "forget", "ignore-me", "hear-me", "no-quotes", "quotes", "messages", "no-messages")),),
    ),
    Command(
        "snooze",
        "Be left out for a time, or pause this channel",
        (
            Argument("what", "Who is to be left alone", choices=("me", "channel", "thread")),
            Argument("when", "A number of days, a date such as 2027-01-04, or off"),
        ),
    ),
    Command(
        "volunteer",
        "Offer to be challenger-in-chief here, or see who does",
        (
            Argument("what", "What to do; left out, offer or see your own choices", choices=("away", "back", "step-down", "rota")),
            Argument("when", "Until when you are away, such as 2027-01-04"),
        ),
    ),
    Command("list", "See what is switched on and what comes next"),
    Command("log", "Read who changed what, or why I asked or rested here", (Argument("what", "What to read; left out, who changed what", choices=("why",)),)),
    Command(
        "moderators",
        "See or change who the moderators are",
        (
            Argument("what", "See them, or name or remove somebody", choices=("show", "add", "remove")),
            Argument("who", "The person or the role, with an @ before the name"),
            Argument("as", "What they become", choices=("moderator", "organiser")),
        ),
    ),
    Command("on", "Switch Challenger on in this channel", who=Who.MODERATOR),
    Command("off", "Switch Challenger off in this channel", who=Who.MODERATOR),
    Command(
        "schedule",
        "Ask a question here on a schedule",
        (Argument("when", "A day and a time, such as Tuesday 10:00; left out, a form asks"),),
        who=Who.MODERATOR,
        form="schedule",
    ),
    Command("skip", "Leave out the next run of a schedule here", (Argument("which", "Its name or number, if there are several", completes=True),), who=Who.MODERATOR),
    Command("pause", "Stop asking here for some days", (Argument("days", "How many days, or until 2027-01-04; 7 days if left out"),), who=Who.MODERATOR),
    Command("resume", "Ask here again", who=Who.MODERATOR),
    Command("settings", "Set quiet hours, bank holidays and the digest", who=Who.MODERATOR),
    Command(
        "language",
        "See or change the language I speak",
        (
            Argument("name", "Its name; none gives a channel the usual one again", completes=True),
            Argument("where", "This channel alone, if you say here", choices=("here",)),
        ),
        who=Who.MODERATOR,
    ),
    Command("doctor", "See what is stuck and what I may not do", who=Who.MODERATOR),
)  # fmt: skip

POINTERS = (
    Pointer("challenge", "Challenge this"),
    Pointer("share", "Share as a view", form="share"),
)

FORMS = (
    "open",
    "enter",
    "reply",
    "method",
    "invite",
    "join",
    "ballot",
    "rate",
    "respond",
    "share",
    "reshare",
    "context",
    "feed",
    "import",
    "library",
    "settings",
    "schedule",
    "rest",
    "mail",
    "note",
    "office",
    "part",
    "pledge",
    "redate",
    "register",
    "assume",
    "retest",
)

VOCABULARY = Vocabulary(COMMANDS, POINTERS, FORMS)
