"""Reads when something should happen, as people write it, and writes it down again so.

`Tuesday 10:00`, `Monday and Thursday 9:30am`, `every second Tuesday 10:00`, `first Tuesday 10:00`,
`last working day 16:00`, `15th 9am`, `weekdays 9am`, `daily 9am`, or a cron line; and days, spans
of days, how long a pause lasts, and whose clock is meant. What cannot be read raises ValueError
with the words.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from cronsim import CronSim, CronSimError

from bot.clock import DaySpan, OnClosed, Rule
from config.community import zones

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = ("first", "second", "third", "fourth", "fifth")
ALWAYS = {
    "weekday": "MON-FRI",
    "weekdays": "MON-FRI",
    "working day": "MON-FRI",
    "working days": "MON-FRI",
    "daily": "*",
    "day": "*",
    "days": "*",
}
YEARS = range(2000, 2200)  # others are slips of the hand
WRITTEN = {"MON-FRI": "Weekdays", "*": "Daily"}
_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_TIME = re.compile(_HOUR, re.IGNORECASE)
_AT_END = re.compile(rf"(?:^|[\s,])(?:at\s+)?(?P<time>{_HOUR})$", re.IGNORECASE)
_AT_START = re.compile(
    r"(?P<time>\d{1,2}[:.]\d{2}\s*(?:am|pm)?|\d{1,2}\s*(?:am|pm))[\s,]+(?:on\s+)?(?P<days>.+)",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<![\s,])[\s,]+(?:from|starting)\s+(?P<day>\S.*)$", re.IGNORECASE)
_CRON = re.compile(r"[\d*/,-]+ [\d*/,-]+( \S+){3}")
_ORDINAL = re.compile(r"(?:day\s+)?(\d{1,2})(?:st|nd|rd|th)?")
_LENGTH = re.compile(r"(\d{1,4})\s*(days?|weeks?)?", re.IGNORECASE)
_BEFORE_DAY = re.compile(r"^(?:(?:by|on|until|before|the(?= \d))\s+)+")
_ORDER = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?: of\b)?")
COUNTED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_AHEAD = re.compile(
    rf"(?:in )?(a|an|next|\d{{1,3}}|{'|'.join(COUNTED[1:])})"
    r" (days?|weeks?|months?|years?)(?:'? time)?"
)
_MONTH_END = re.compile(r"(?:the )?end of ((?:the |this |next |the next )?month|[a-z]+(?: \d{4})?)")


class TooOften(ValueError):
    """A cron line that falls due more than once a day."""


def read(words: str) -> Rule:
    """The rule of some words. Raises ValueError with the words when they cannot be read."""
    plain = " ".join(words.split()).strip(" .,")
    start = None
    if found := _FROM.search(plain):
        start, plain = day(found["day"]), plain[: found.start()]
    rule = _cron(plain) if _CRON.fullmatch(plain) else _said(plain)
    return replace(rule, start=start)


def written(rule: Rule) -> str:
    """The rule in words that `read` understands."""
    words = _written(rule) or rule.cron
    if rule.weeks == 2:
        words = f"Every second {words}"
    return f"{words} from {rule.start}" if rule.start is not None else words


def weekly(words: str) -> str:
    """The cron line of what comes on days of the week; ValueError for anything rarer."""
    rule = read(words)
    if rule.weeks != 1 or rule.start is not None or rule.closed is not OnClosed.SKIP:
        raise ValueError(words)
    _, _, month_day, month, week_day = rule.cron.split()
    if (month_day, month) != ("*", "*") or "#" in week_day or "L" in week_day:
        raise ValueError(words)
    return rule.cron


def wall_time(words: str) -> time:
    """`9am`, `9:30am`, `18:00`. Raises ValueError with the words when they are not a time."""
    found = _TIME.fullmatch(words.strip())
    if found is None:
        raise ValueError(words)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(words)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(words)
    return time(hour, minute)


def hours(words: str) -> tuple[time, time]:
    """`18:00 to 08:30`."""
    first, _, last = _halves(words)
    return wall_time(first), wall_time(last)


def day(words: str) -> date:
    """`2027-01-04`, `4/1/2027`, `4 January 2027` or `4 Jan 2027`."""
    plain = " ".join(words.split())
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            found = datetime.strptime(plain, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise ValueError(words.strip())


def coming(words: str, today: date) -> date:
    """The day somebody means for what is still to come.

    Any form that `day` reads, also without the year; `tomorrow`, `Friday`, `next Friday`, `in 3
    weeks`, `two months`, `next week`, `end of January`, `end of the month`.
    """
    plain = _BEFORE_DAY.sub("", " ".join(words.lower().replace(",", " ").split()).strip(" ."))
    if plain in ("today", "tomorrow"):
        return today + timedelta(days=plain == "tomorrow")
    if plain in ("end of week", "end of the week", "the end of the week"):
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if found := _AHEAD.fullmatch(plain):
        number = 1 if found[1] in ("a", "an", "one", "next") else _counted(found[1])
        return _ahead(number, found[2].removesuffix("s"), today)
    if found := _MONTH_END.fullmatch(plain):
        return _month_end(found[1], today)
    following = plain.startswith("next ")
    place = _day_name(plain.removeprefix("next ").removeprefix("this "))
    if place is not None and following:
        return today + timedelta(days=7 - today.weekday() + place)
    if place is not None:
        return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)
    return _dated(_ORDER.sub(r"\1", plain), today)


def days(words: str) -> tuple[date, ...]:
    """Days with commas between them, in order; none when nothing was written."""
    return tuple(sorted({day(each) for each in words.split(",") if each.strip()}))


def spans(words: str) -> tuple[DaySpan, ...]:
    """`2026-12-18 to 2027-01-04`, with commas between several, in order."""
    return tuple(sorted(_span(each) for each in words.split(",") if each.strip()))


def zone(words: str) -> str:
    """`Europe/London`, however it is written. Raises ValueError with the words of no zone."""
    known = {name.lower(): name for name in zones()}
    found = known.get(words.strip().replace(" ", "_").lower())
    if found is None:
        raise ValueError(words)
    return found


def pause_end(words: str, now: datetime, usual: int, most: int) -> datetime:
    """When a pause ends: `7`, `7 days`, `2 weeks`, `until 2027-01-04`, or nothing for the usual.

    `now` is on the wall clock the pause is meant on.
    """
    plain = " ".join(words.split()).lower()
    end = now + timedelta(days=usual)
    if found := _LENGTH.fullmatch(plain.removeprefix("for ")):
        weeks = (found[2] or "").startswith("week")
        end = now + timedelta(days=int(found[1]) * (7 if weeks else 1))
    elif plain:
        end = datetime.combine(day(plain.removeprefix("until ")), time(), now.tzinfo)
    if end <= now:
        raise ValueError(words)
    return min(end, now + timedelta(days=most)).astimezone(UTC)


def _counted(word: str) -> int:
    return int(word) if word.isdecimal() else COUNTED.index(word)


def _ahead(number: int, unit: str, today: date) -> date:
    if unit != "month" and unit != "year":
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year not in YEARS:
        raise ValueError(f"{number} {unit}")
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _month_end(named: str, today: date) -> date:
    """The last day of this month, of the next, or of the one that is named."""
    first = today.replace(day=1)
    if named in ("month", "this month", "the month"):
        month = first
    elif named in ("next month", "the next month"):
        month = _ahead(1, "month", first)
    else:
        month = _dated(f"1 {named}", first)
    return month.replace(day=monthrange(month.year, month.month)[1])


def _dated(words: str, today: date) -> date:
    """A day with its year, or the next one of that name."""
    try:
        return day(words)
    except ValueError:
        pass
    parts = words.split()
    turned = " ".join([*parts[1:2], *parts[:1], *parts[2:]])
    for each in (words, turned):
        for year in (f" {today.year}", f"/{today.year}", ""):
            try:
                found = day(f"{each}{year}")
            except ValueError:
                continue
            if found < today and year:
                return day(f"{each}{year[0]}{today.year + 1}")
            return found
    raise ValueError(words)


def _cron(line: str) -> Rule:
    try:
        found = CronSim(line.upper(), datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError:
        raise ValueError(line) from None
    if len(found.minutes) != 1 or len(found.hours) != 1:
        raise TooOften(line)
    return Rule(line.upper())


def _said(words: str) -> Rule:
    if found := _AT_START.fullmatch(words):
        words = f"{found['days']} {found['time']}"
    found = _AT_END.search(words)
    if found is None:
        raise ValueError(words)
    at = wall_time(found["time"])
    named = words[: found.start()].lower().strip(" ,").removesuffix(" at").removesuffix(" on")
    rule = _days(" ".join(named.replace(",", " , ").split()))
    if rule is None:
        raise ValueError(words)
    return replace(rule, cron=f"{at.minute} {at.hour} {rule.cron}")


def _days(named: str) -> Rule | None:
    """The days of a rule, without the time: the last three fields of a cron line."""
    monthly = re.search(r" (?:of|in) (?:the|each|every) month$", named) is not None
    named = re.sub(r" (?:of|in) (?:the|each|every) month$", "", named)
    named = re.sub(r"^(?:monthly|every month)(?: on)? ", "", named)
    second = re.match(r"(?:every|each) (?:second|other|2nd) |fortnightly (?:on )?", named)
    if second is not None and not monthly:
        found = _weekly(named[second.end() :])
        return replace(found, weeks=2) if found is not None else None
    named = re.sub(r"^(?:(?:on|every|each|the|weekly) )+", "", named)
    return _monthly(named) or _weekly(named)


def _weekly(named: str) -> Rule | None:
    if named in ALWAYS:
        return Rule(f"* * {ALWAYS[named]}")
    several = [_day_name(each) for each in re.split(r" (?:,|and) (?:and )?", named)]
    places = [each for each in several if each is not None]
    if len(places) < len(several):
        return None
    return Rule("* * " + ",".join(DAYS[each] for each in sorted(set(places))))


def _monthly(named: str) -> Rule | None:
    which, _, what = named.partition(" ")
    if what in ("working day", "weekday") and which in ("first", "last", "1st"):
        if which == "last":
            return Rule("L * *", closed=OnClosed.EARLIER)
        return Rule("1 * *", closed=OnClosed.LATER)
    if which == "last" and what == "day":
        return Rule("L * *")
    place = _day_name(what)
    if place is not None and which == "last":
        return Rule(f"* * {(place + 1) % 7}L")
    if place is not None and (nth := _nth(which)):
        return Rule(f"* * {DAYS[place]}#{nth}")
    found = _ORDINAL.fullmatch(named)
    if found and 1 <= int(found[1]) <= 31:
        return Rule(f"{int(found[1])} * *")
    return None


def _nth(word: str) -> int:
    found = re.fullmatch(r"([1-5])(?:st|nd|rd|th)", word)
    return int(found[1]) if found else NTH.index(word) + 1 if word in NTH else 0


def _day_name(word: str) -> int | None:
    for place, name in enumerate(each.lower() for each in NAMES):
        if word.removesuffix("s") in (name, name[:3], name[:4]) or word in (name[:3], name[:4]):
            return place
    return None


def _written(rule: Rule) -> str:
    minute, hour, month_day, month, week_day = rule.cron.split()
    if not (minute.isdecimal() and hour.isdecimal()) or month != "*":
        return ""
    at = f"{int(hour):02}:{int(minute):02}"
    if month_day == "*":
        named = WRITTEN.get(week_day) or _nth_written(week_day) or _names_written(week_day)
    elif week_day == "*":
        named = _month_day_written(month_day, rule.closed)
    else:
        named = ""
    return f"{named} {at}" if named else ""


def _nth_written(week_day: str) -> str:
    name, found, nth = week_day.partition("#")
    if found and name in DAYS and nth in ("1", "2", "3", "4", "5"):
        return f"{NTH[int(nth) - 1].capitalize()} {NAMES[DAYS.index(name)]}"
    if re.fullmatch(r"[0-7]L", week_day):
        return f"Last {NAMES[(int(week_day[0]) - 1) % 7]}"
    return ""


def _names_written(week_day: str) -> str:
    parts = week_day.split(",")
    if any(each not in DAYS for each in parts):
        return ""
    names = [NAMES[DAYS.index(each)] for each in parts]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _month_day_written(month_day: str, closed: OnClosed) -> str:
    match (month_day, closed):
        case ("L", OnClosed.EARLIER):
            return "Last working day"
        case ("1", OnClosed.LATER):
            return "First working day"
        case ("L", _):
            return "Last day"
    if not month_day.isdecimal():
        return ""
    number = int(month_day)
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _span(words: str) -> DaySpan:
    first, found, last = _halves(words)
    span = (day(first), day(last if found else first))
    if span[0] > span[1]:
        raise ValueError(words.strip())
    return span


def _halves(words: str) -> tuple[str, str, str]:
    """What stands before and after `to`; a dash with spaces will do as well."""
    return re.sub(r"\s+(?:[-–—]|until)\s+", " to ", words.strip()).partition(" to ")
