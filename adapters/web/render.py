"""Posts and forms as HTML fragments. Every word is escaped, by markupsafe."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from markupsafe import Markup, escape

from adapters.posts import (
    PICTURES,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Heading,
    Jump,
    Link,
    Mention,
    Note,
    Picture,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Tally,
    Text,
    Weight,
    When,
)
from adapters.web.room import Room
from adapters.words import marked

ENGLISH = "en-GB"
CANCEL = marked("Cancel")
OPTIONAL = marked("{label} (optional)")
_LONDON = ZoneInfo("Europe/London")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]']")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
_NONE = Markup("")
_ROWS = 5  # lines of a box for a paragraph
_MOST_EVEN = 4  # buttons that share a line on a phone, two by two
_SHORT = 26  # characters of a button that shares its line with two more on a phone
_SHORT_GRADE = 16  # characters of a grade that does so with four more
_ONE_LINE = 48  # characters of all answers that stand side by side in a form


def clock_time(at: datetime, language: str = ENGLISH) -> str:
    """The time of day in London: `9:30am`, `10am`, `midday`; `09:30` in other languages."""
    local = at.astimezone(_LONDON)
    if (locale := _locale(language)) is not None:
        return format_time(local.time(), "short", locale=locale)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def day(at: datetime, language: str = ENGLISH) -> str:
    """The day in London: `Friday 20 November 2026`."""
    local = at.astimezone(_LONDON)
    if (locale := _locale(language)) is not None:
        return format_date(local, "full", locale)
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def moment(at: datetime, language: str = ENGLISH) -> str:
    """The day and time in London: `20 November 2026, 9:30am`."""
    long = format_date(
        at.astimezone(_LONDON), "long", _locale(language) or ENGLISH.replace("-", "_")
    )
    return f"{long}, {clock_time(at, language)}"


@cache
def _locale(language: str) -> Locale | None:
    """How a language writes dates; nothing for English, which we write our own way."""
    with suppress(ValueError, UnknownLocaleError):
        locale = Locale.parse(language, sep="-")
        return None if locale.language == "en" else locale
    return None  # a language Babel has not heard of


def words(text: str) -> Markup:
    """What a person typed: literal, but web addresses lead somewhere."""
    pieces: list[Markup] = []
    end = 0
    for found in _WEB_ADDRESS.finditer(text):
        pieces.append(escape(text[end : found.start()]))
        pieces.append(_link(found.group(), found.group()))
        end = found.end()
    pieces.append(escape(text[end:]))
    return Markup('<p class="words">{}</p>').format(_joined(pieces))


def post_html(post: Post, room: Room) -> Markup:
    """A post, part by part."""
    return _joined(_part(part, room) for part in post.parts)


def form_html(form: Form, room: Room, said: Callable[[str], str] = str) -> Markup:
    """A form: introduction, a place for errors, labelled fields, and its button.

    `said` puts the words of our own into another language.
    """
    introduction = (
        Markup('<p class="words">{}</p>').format(_spans(form.introduction, room))
        if form.introduction
        else _NONE
    )
    return Markup(
        '<form novalidate data-form="{}" data-subject="{}">'
        '<h2 id="form-title" tabindex="-1">{}</h2>{}'
        '<div class="error-summary" role="alert" tabindex="-1" hidden></div>{}'
        '<div class="choices"><button type="submit" class="main">{}</button>'
        '<button type="button" data-close>{}</button></div></form>'
    ).format(
        form.name,
        form.subject,
        form.title,
        introduction,
        _joined(_field(field, said(OPTIONAL)) for field in form.fields),
        form.send,
        said(CANCEL),
    )


def _part(part: object, room: Room) -> Markup:
    match part:
        case Heading():
            return Markup("<h4>{}</h4>").format(part.text)
        case Text():
            return Markup('<p class="words">{}</p>').format(_spans(part.spans, room))
        case Note():
            return Markup('<p class="note">{}</p>').format(_spans(part.spans, room))
        case Quote():
            source = (
                Markup("<figcaption>{}</figcaption>").format(_spans(part.source, room))
                if part.source
                else _NONE
            )
            return Markup(
                '<figure class="quote"><blockquote><p class="words">{}</p></blockquote>{}</figure>'
            ).format(part.text, source)
        case Tally():
            return _tally(part)
        case Picture():
            return _picture(part)
        case Choices():
            return _choices(part)
    raise TypeError(f"a post has no part like {type(part).__name__}")


def _tally(tally: Tally) -> Markup:
    most = max((count for _, count in tally.rows), default=0) or 1
    rows = _joined(
        Markup(
            '<tr><th scope="row">{}</th><td class="count">{}</td><td class="bar">'
            '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" '
            'focusable="false"><rect class="track" width="100" height="10"/>'
            '<rect class="fill" width="{}" height="10"/></svg></td></tr>'
        ).format(label, count, round(100 * max(count, 0) / most))
        for label, count in tally.rows
    )
    return Markup(
        '<figure class="tally"><figcaption>{}</figcaption><table><tbody>{}</tbody></table></figure>'
    ).format(tally.sentence, rows)


def _picture(picture: Picture) -> Markup:
    """A picture of our own. The room shows no other: its browser fetches from nowhere else."""
    path = urlsplit(picture.url).path
    if not path.startswith(PICTURES):
        return Markup('<p class="words">{}</p>').format(picture.sentence)
    return Markup(
        '<figure class="picture"><img src="{}" alt="{}" loading="lazy">'
        '<figcaption class="words">{}</figcaption></figure>'
    ).format(path, picture.alt, picture.sentence)


def _choices(choices: Choices) -> Markup:
    """A row of buttons; where some are one choice among several, they keep to one line."""
    asked = Counter(button.name[:2] for button in choices.buttons if button.name[2])
    among = {each for each, times in asked.items() if times > 1 or choices.once}
    short = 1 < len(choices.buttons) <= _MOST_EVEN and all(
        button.weight is Weight.PLAIN and len(button.label) <= _SHORT for button in choices.buttons
    )
    even = f" even-{len(choices.buttons)}" if among and short else ""
    return Markup('<div class="choices{}"{}>{}</div>').format(
        even,
        Markup(" data-once") if choices.once else _NONE,
        _joined(_button(each, each.name[:2] in among) for each in choices.buttons),
    )


def _button(button: Button, among: bool) -> Markup:
    return Markup(
        '<button type="button" class="{}" data-press="{}" data-confirm="{}"{}{}>{}</button>'
    ).format(
        button.weight.value,
        button.id,
        button.confirm,
        Markup(" data-opens-form") if button.opens_form else _NONE,
        Markup(' data-among="{}:{}"').format(*button.name[:2]) if among else _NONE,
        button.label,
    )


def _spans(spans: tuple[Span, ...], room: Room) -> Markup:
    return _joined(_span(span, room) for span in spans)


def _span(span: Span, room: Room) -> Markup:
    match span:
        case str():
            return escape(span)
        case Strong():
            return Markup("<strong>{}</strong>").format(span.text)
        case Code():
            return Markup("<code>{}</code>").format(span.text)
        case Link():
            return _link(span.text, span.url)
        case Mention():
            person = room.people.get(span.member.id)
            return Markup('<span class="mention">@{}</span>').format(
                person.name if person else span.member.id
            )
        case Place():
            channel = room.channels.get(span.channel.id)
            return Markup('<a href="#{}">#{}</a>').format(
                span.channel.id, channel.name if channel else span.channel.id
            )
        case Jump():
            return Markup('<a href="#{}/{}">{}</a>').format(
                span.message.channel.id, span.message.id, span.text
            )
        case When():
            return Markup('<time datetime="{}">{}</time>').format(span.at.isoformat(), span.words)


def _link(text: str, url: str) -> Markup:
    """A link, unless the address is of a kind that could do more than lead somewhere."""
    if not _SAFE_LINK.match(url):
        return escape(text)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(url, text)


def _field(field: Field, optional: str) -> Markup:
    hint = Markup('<p class="hint" id="{}-hint">{}</p>').format(_id(field), field.hint)
    label = field.label if field.required else optional.format(label=field.label)
    described = f"{_id(field)}-hint" if field.hint else ""
    error = Markup('<p class="error" id="{}-error" hidden></p>').format(_id(field))
    head = Markup('<div class="field" data-field="{}" data-label="{}" {}>').format(
        field.name, field.label, Markup("data-required") if field.required else _NONE
    )
    if field.kind is FieldKind.CHOICE:
        options = Markup('<div class="{}">{}</div>').format(
            _laid_out(field), _joined(_option(field, n) for n in range(len(field.options)))
        )
        body = Markup(
            '<fieldset id="{}" aria-describedby="{}"><legend>{}</legend>{}{}{}</fieldset>'
        ).format(_id(field), described, label, hint if field.hint else _NONE, error, options)
    else:
        blank = (
            '<textarea id="{0}" name="{1}" rows="{5}" maxlength="{2}" aria-describedby="{3}">'
            "\n{4}</textarea>"  # a newline straight after the tag is not part of the text
            if field.kind is FieldKind.PARAGRAPH
            else '<input id="{0}" name="{1}" maxlength="{2}" aria-describedby="{3}" value="{4}" '
            'autocomplete="off">'
        )
        rows = min(max(_ROWS, field.value.count("\n") + 1), 3 * _ROWS)  # a file wants room
        box = Markup(blank).format(_id(field), field.name, field.most, described, field.value, rows)
        body = Markup('<label for="{}">{}</label>{}{}{}').format(
            _id(field), label, hint if field.hint else _NONE, error, box
        )
    return Markup("{}{}</div>").format(head, body)


def _laid_out(field: Field) -> str:
    """Grades stand side by side, few short answers too where there is room; others in a column."""
    labels = [option.label for option in field.options]
    graded = all(option.value.isdecimal() for option in field.options)
    if graded and len(labels) > 2 and max(map(len, labels)) <= _SHORT_GRADE:
        return "options scale"
    if len(labels) <= 3 and sum(map(len, labels)) <= _ONE_LINE:
        return "options row"
    return "options"


def _option(field: Field, position: int) -> Markup:
    option = field.options[position]
    name = f"{_id(field)}-{position}"
    return Markup(
        '<div class="option"><input type="radio" id="{}" name="{}" value="{}"{}>'
        '<label for="{}">{}</label></div>'
    ).format(
        name,
        field.name,
        option.value,
        Markup(" checked") if option.value == field.value else _NONE,
        name,
        option.label,
    )


def _id(field: Field) -> str:
    return f"field-{field.name}"


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup("").join(pieces)
