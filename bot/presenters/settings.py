"""Every setting moderators change in chat, declared once: its words, how it is written and read.

The forms, the answers, the log and the manual all come from here. What may be stored is checked in
`config.community`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.chat import ChannelRef
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Note,
    Part,
    Place,
    Post,
    Span,
    Strong,
    Text,
)
from bot import whens
from bot.clock import Rule
from bot.presenters.drafts import draft, reopen
from bot.presenters.words import label, marked, note, options, shortened, text
from config.community import (
    LEAST_KEPT,
    MOST_KEPT,
    MOST_PER_WEEK,
    CommunitySettings,
    community_settings,
)

SAME, HERE, NOWHERE = "same", "here", "nowhere"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing moderators set.

    `read` turns words into fields of CommunitySettings and raises ValueError; `wrong` is then said.
    """

    name: str
    label: str
    hint: str
    write: Callable[[CommunitySettings], str]
    read: Callable[[str], Mapping[str, Any]]
    wrong: str
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = True
    most: int = 40

    def field(self, settings: CommunitySettings) -> Field:
        """The question of a form."""
        return Field(
            self.name,
            label(self.label, MAX_FIELD_LABEL),
            FieldKind.CHOICE if self.choices else FieldKind.LINE,
            self.required,
            label(self.hint, MAX_FIELD_HINT) if self.hint else "",
            SAME if self.name == "place" else self.write(settings),
            options(self.choices) if self.choices else (),
            self.most,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """Some settings that are changed together, in one form."""

    name: str
    title: str
    settings: tuple[Setting, ...]


def _quiet(words: str) -> Mapping[str, Any]:
    start, end = whens.hours(words)
    return {"quiet_from": start.isoformat(), "quiet_to": end.isoformat()}


def _terms(words: str) -> Mapping[str, Any]:
    return {"out_of_term": [[f"{first}", f"{last}"] for first, last in whens.spans(words)]}


def _place(words: str) -> Mapping[str, Any]:
    if words == HERE:  # whoever reads the form puts the channel in its place, where that may be
        raise ValueError(words)
    return {} if words == SAME else {"digest_channel": "" if words == NOWHERE else words}


def _symbols(words: str) -> list[str]:
    """Reactions with spaces or commas between them, as symbols or by name: 🤔, :yes:, +1."""
    return [each.strip(":") for each in words.replace(",", " ").split() if each.strip(":")]


def _number(words: str) -> int:
    if not (words.isascii() and words.isdecimal() and len(words) < 5):
        raise ValueError(words)
    return int(words)


def _yes_or_no(name: str, label: str, hint: str, choices: Mapping[str, str]) -> Setting:
    """What is on or off: the field of CommunitySettings has its name."""
    return Setting(
        name,
        label,
        hint,
        write=lambda kept: "yes" if getattr(kept, name) else "no",
        read=lambda words: {name: words == "yes"},
        wrong=marked("“{typed}” is neither yes nor no."),
        choices=choices,
    )


def _reactions(name: str, label: str, hint: str, kept_in: str) -> Setting:
    """Some reactions, kept in a field of CommunitySettings."""
    return Setting(
        name,
        label,
        hint,
        write=lambda kept: " ".join(getattr(kept, kept_in)),
        read=lambda words: {kept_in: _symbols(words)},
        wrong=marked("“{typed}” is too much. Name at most 20 reactions, with spaces between them."),
        required=False,
        most=400,
    )


NATIONS = {
    "ENG": marked("England"),
    "WLS": marked("Wales"),
    "SCT": marked("Scotland"),
    "NIR": marked("Northern Ireland"),
    "NONE": marked("None: weekends are not quiet either"),
}
PROMPTS = {
    "yes": marked("Yes, when a thread has heard one side only"),
    "no": marked("No, only on request or on schedule"),
}
ALARM = {
    "yes": marked("Yes, in conversations I asked about"),
    "no": marked("No"),
}
REVIEW = {
    "no": marked("No, it comes by itself"),
    "yes": marked("Yes, until a moderator has looked and sends it"),
}
PLACES = {
    SAME: marked("Where it comes now"),
    HERE: marked("In this channel"),
    NOWHERE: marked("Nowhere: no digest is made"),
}

SECTIONS = (
    Section("quiet", marked("Quiet times"), (
        Setting(
            "quiet", marked("Quiet hours"), marked("I ask nothing of my own accord then. For example 18:00 to 08:30"),
            write=lambda kept: f"{kept.quiet_from:%H:%M} to {kept.quiet_to:%H:%M}",
            read=_quiet,
            wrong=marked("“{typed}” is not two times. Write them like this: 18:00 to 08:30."),
        ),
        Setting(
            "nation", marked("Whose bank holidays?"), "",
            write=lambda kept: kept.nation,
            read=lambda words: {"nation": words},
            wrong=marked("“{typed}” is not a nation whose bank holidays I know."),
            choices=NATIONS,
        ),
        Setting(
            "closed", marked("Other days closed"), marked("Days such as 2026-12-24, with commas between them"),
            write=lambda kept: ", ".join(f"{day}" for day in kept.closed),
            read=lambda words: {"closed": [f"{day}" for day in whens.days(words)]},
            wrong=marked("“{typed}” are not days. Write them like this: 2026-12-24, 2026-12-31."),
            required=False,
            most=1000,
        ),
        Setting(
            "terms", marked("Out of term"), marked("Such as 2026-12-18 to 2027-01-04, with commas between several"),
            write=lambda kept: ", ".join(f"{first} to {last}" for first, last in kept.out_of_term),
            read=_terms,
            wrong=marked("“{typed}” are not times out of term. Write them like this: 2026-12-18 to 2027-01-04."),
            required=False,
            most=1000,
        ),
        Setting(
            "zone", marked("Whose clock?"), marked("A time zone such as Europe/London"),
            write=lambda kept: kept.zone,
            read=lambda words: {"zone": whens.zone(words)},
            wrong=marked("“{typed}” is not a time zone I know. Write one such as Europe/London."),
        ),
    )),
    Section("digest", marked("Digest"), (
        Setting(
            "digest", marked("When does the digest come?"), marked("A day and a time, such as Monday 09:00"),
            write=lambda kept: whens.written(Rule(kept.digest_cron)),
            read=lambda words: {"digest_cron": whens.weekly(words)},
            wrong=marked("“{typed}” is not a day of the week and a time. Write them like this: Monday 09:00."),
            most=80,
        ),
        Setting(
            "place", marked("Where does the digest come?"), marked("A channel that everybody can read"),
            write=lambda kept: kept.digest_channel,
            read=_place,
            wrong=marked("The digest cannot come here. Choose a channel that is switched on and that everybody can read."),
            choices=PLACES,
        ),
        _yes_or_no("digest_review", marked("Does each digest wait to be sent?"), "", REVIEW),
    )),
    Section("questions", marked("Questions"), (
        _yes_or_no("prompts", marked("May I ask of my own accord?"), "", PROMPTS),
        Setting(
            "most", marked("How many questions a week, at most?"), marked("In each channel, of my own accord: 1 to 7"),
            write=lambda kept: str(kept.judgement.most_per_week),
            read=lambda words: {"judgement": {"most_per_week": _number(words)}},
            wrong=marked("“{typed}” is not a number from 1 to 7."),
            most=2,
        ),
        _yes_or_no("alarm", marked("Tell moderators when many write to one?"), marked("In private, once for each conversation, and without a name"), ALARM),
    )),
    Section("reactions", marked("Reactions"), (
        _reactions("backing", marked("Which reactions also agree?"), marked("Symbols or names, such as 🙌 or yes; 👍 and the like always do"), "reactions_for"),
        _reactions("doubting", marked("Which reactions also disagree?"), marked("Such as 🤔; 👎 and the like always do"), "reactions_against"),
        _reactions("ignored", marked("Which reactions say nothing?"), marked("Such as 👍, where it only means that people have read it"), "reactions_ignored"),
    )),
    Section("records", marked("Records"), (
        Setting(
            "kept", marked("For how many days are messages kept?"), marked("From 7 to 365; they are erased after that"),
            write=lambda kept: str(kept.keep_messages_days),
            read=lambda words: {"keep_messages_days": _number(words)},
            wrong=marked("“{typed}” is not a number of days from 7 to 365."),
            most=3,
        ),
    )),
)  # fmt: skip
LIMITS = {"most": (1, MOST_PER_WEEK), "kept": (LEAST_KEPT, MOST_KEPT)}
"""The numbers that hints and sentences above name; a test holds them to `config.community`."""


def section(name: str) -> Section:
    """The section of a name; the first for one that is not there."""
    return next((each for each in SECTIONS if each.name == name), SECTIONS[0])


def every() -> Iterator[Setting]:
    """All settings, in order."""
    for each in SECTIONS:
        yield from each.settings


def labels() -> Mapping[str, str]:
    """What each setting is called, by its name."""
    return {each.name: each.label for each in every()}


def read(
    chosen: Section, values: Sequence[tuple[str, str]], before: CommunitySettings
) -> tuple[CommunitySettings, tuple[tuple[Setting, str], ...]]:
    """The settings with what was filled in, and those whose words could not be used."""
    after, wrong = before, []
    typed = dict(values)
    for each in chosen.settings:
        words = typed.get(each.name, "").strip()
        try:
            after = _with(after, each.read(words))
        except ValueError:
            wrong.append((each, words))
    return after, tuple(wrong)


def _with(settings: CommunitySettings, fields: Mapping[str, Any]) -> CommunitySettings:
    stored = settings.model_dump(mode="json")
    rules = {**stored["judgement"], **fields.get("judgement", {})}
    return community_settings({**stored, **fields, "judgement": rules})


def changes(before: CommunitySettings, after: CommunitySettings) -> list[list[str]]:
    """Which settings differ: name, what was written, what is written now."""
    pairs = ((each.name, each.write(before), each.write(after)) for each in every())
    return [[name, old, new] for name, old, new in pairs if old != new]


def said(name: str, value: str) -> str:
    """A value of a setting in words."""
    choices = next((each.choices for each in every() if each.name == name), {})
    return label(choices.get(value, value)) if value else ""


def menu(settings: CommunitySettings) -> Post:
    """All settings as they are, with a button for each section."""
    parts: list[Part] = []
    for each in SECTIONS:
        parts.append(text("{title}", title=Strong(label(each.title))))
        parts += [_line(one, settings) for one in each.settings]
    buttons = tuple(
        Button(f"settings:{each.name}", label(each.title), opens_form=True) for each in SECTIONS
    )
    return Post((*parts, Choices(buttons), _in_log()))


def _line(setting: Setting, settings: CommunitySettings) -> Text:
    value = setting.write(settings)
    shown: Span = said(setting.name, value) or label("nothing")
    if setting.name == "place" and value:
        shown = Place(ChannelRef.parse(value))
    return text("{setting}: {value}", setting=label(setting.label).rstrip("?"), value=shown)


def _in_log() -> Note:
    return note("Every change is in {log} for all to read.", log=Code("/challenge log"))


def form(chosen: Section, settings: CommunitySettings) -> Form:
    """Ask for the settings of one section, as they are."""
    return Form(
        name="settings",
        subject=chosen.name,
        title=label(chosen.title, MAX_FORM_TITLE),
        fields=tuple(each.field(settings) for each in chosen.settings),
        send=label("Save", MAX_FORM_TITLE),
    )


def saved(changed: Sequence[Sequence[str]], settings: CommunitySettings) -> Post:
    """After settings were saved: what they are now."""
    if not changed:
        return Post((text("Nothing was different, so nothing was changed."),))
    names = {name for name, _, _ in changed}
    parts: list[Part] = [text("Saved.")]
    parts += [_line(each, settings) for each in every() if each.name in names]
    command = Code("/challenge list")
    return Post((*parts, note("To see what comes next, type {list}.", list=command), _in_log()))


def not_saved(
    chosen: Section, wrong: Sequence[tuple[Setting, str]], values: Sequence[tuple[str, str]]
) -> Post:
    """What could not be used, with all that was written.

    Where each can be used by itself, it is the digest that would never come.
    """
    parts: list[Part] = [text("Nothing was changed.")]
    parts += [text(each.wrong, typed=shortened(typed, 100)) for each, typed in wrong]
    if not wrong:
        parts.append(text("The digest would never come: its day would always be closed."))
    lines = {each.name for each in chosen.settings if not each.choices}
    written = [value for name, value in values if name in lines]
    return draft(parts, written, reopen("settings", chosen.name))
