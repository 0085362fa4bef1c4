"""When: weekdays, days of the month, "yesterday", nights and weeks, against the article's own day of publication.

The article's own UTC offset decides which day it was published on. A weekday means the latest such day that is not after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto

from stream.extract.sentences import Sentence
from stream.model import DatePrecision

#: A month without a year is the latest one; a day further ahead than this is last year's.
_AHEAD = dt.timedelta(days=1)
#: What is older than this is history, not news.
HISTORY = dt.timedelta(days=150)


_DIGITS = frozenset("0123456789")
#: Years that a date may give.
_OLDEST, _LATEST = 1000, 2100
#: "Last Monday" said on a Tuesday is not yesterday, which news calls "Monday".
_THIS_WEEK = 3
_WEEK = 7
#: What may stand behind a day that is told by its number alone.
_BEHIND_DAY = frozenset(
    {"preposition", "auxiliary", "conjunction", "clause", "participle", "active", "intransitive", "saying", "part_of_day", "trigger"}
)
#: Minutes of an hour.
_MINUTES = 60


class WhenKind(Enum):
    """What an expression of time is good for."""

    #: A day, week or month on which something happened.
    POINT = auto()
    #: A bare year, or a day so long ago that it is no news.
    HISTORY = auto()
    #: "since Monday", "from June to August": a span that sums are given over.
    SPAN = auto()


@dataclass(frozen=True, slots=True)
class When:
    """One expression of time in a sentence (token indices); `day` is None for history without a date."""

    start: int
    end: int
    kind: WhenKind
    day: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    #: Moved from another day of the text ("the previous evening"), by so many days; to be settled by the caller.
    anaphor: int | None = None

    @property
    def last_day(self) -> dt.date | None:
        """The Sunday of a week, the last day of a month, else the day itself."""
        if self.day is None or self.precision is DatePrecision.DAY:
            return self.day
        if self.precision is DatePrecision.WEEK:
            return self.day + dt.timedelta(days=6)
        return (self.day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def find_dates(sentence: Sentence, published: dt.date | None) -> list[When]:
    """Every expression of time, from left to right; without `published` relative ones are left out."""
    found: list[When] = []
    behind = 0
    for at in _beginnings(sentence):
        when = _parse(sentence, at, published) if at >= behind else None
        if when and not (
            found and when.end == at + 1 and _is_bare_day(sentence, at)
        ):  # "on 27 May a guard was hit, who died on the 29th": what came of it
            found.append(_spanned(sentence, when))
            behind = max(when.end, at + 1)
    return found


def _beginnings(sentence: Sentence) -> list[int]:
    """Tokens where an expression of time can begin."""
    tagged = {at for category, _ in _BUILDERS for at in sentence.where.get(category, ())}
    tagged.update(sentence.where.get("ordinal", ()))
    return sorted(tagged.union([at for at, token in enumerate(sentence.tokens) if token.word[0] in _DIGITS]))


def _spanned(sentence: Sentence, when: When) -> When:
    """A date behind "since" is the beginning of a span; one behind "by" or "until" is no day of an event either."""
    before = when.start - 1
    while (
        before >= 0
        and when.start - before < 4
        and (sentence.has(before, "definite") or sentence.has(before, "early") or sentence.word(before) in {"last", "mid", "late"})
    ):  # "since late in June"
        before -= 1
    if sentence.has(before, "since") and when.kind is WhenKind.POINT and sentence.word(when.end) != "'s":
        word = sentence.word(before)
        if sentence.word(when.end + (sentence.word(when.end) == ",")) == "when":
            return when  # "calm since November, when six were killed"
        if word in {"since", "until", "till", "before"} or (
            word in {"from", "between"} and any(sentence.word(i) in {"to", "and", "until"} for i in range(when.end, when.end + 3))
        ):
            return When(when.start, when.end, WhenKind.SPAN, when.day, when.precision)
    return when


def _parse(sentence: Sentence, at: int, published: dt.date | None) -> When | None:
    for category, build in _BUILDERS:
        tag = sentence.tag(at, category)
        if tag:
            when = build(sentence, at, tag[0], tag[1], published)
            if when:
                return when
    return _numeric(sentence, at, published)


def _weekday(sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    raw = sentence.tokens[at].raw
    if published is None or not raw[0].isupper() or (len(raw) <= 3 and sentence.word(end) not in {",", ".", ")"}):  # "Sat" and "Sun" are words too
        return None
    back = (published.weekday() - int(value)) % 7
    if back < _THIS_WEEK and sentence.has(at - 1, "last"):
        back += 7
    day = published - dt.timedelta(days=back)
    if sentence.has(end, "week_word") and (sentence.tag(end, "week_word") or (0, ""))[1] == "-1":  # "on Monday last week"
        day = published - dt.timedelta(days=published.weekday() + _WEEK - int(value))
    if sentence.tag(at - 2, "overnight_to") or sentence.tag(at - 3, "overnight_to"):
        day -= dt.timedelta(days=1)
    absolute = _absolute_behind(sentence, end, published)
    if absolute:
        return absolute
    while sentence.has(end, "part_of_day"):
        end += 1
    return When(at, end, WhenKind.POINT, day)


def _absolute_behind(sentence: Sentence, end: int, published: dt.date | None) -> When | None:
    """Read "Sunday, December 5": the day of the month decides."""
    after = end + (sentence.word(end) in {",", "("})
    tag = sentence.tag(after, "month")
    when = _month(sentence, after, tag[0], tag[1], published) if tag else _numeric(sentence, after, published)
    return when if when and when.precision is DatePrecision.DAY else None


def _month(sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    """Read "November 27", "Nov. 27, 2021", "in October", "October 2017"."""
    raw = sentence.tokens[at].raw
    if not raw[0].isupper() or (raw.lower() in {"may", "march"} and at == 0):
        return None
    after = end + (sentence.word(end) == ".")
    number = _day_number(sentence.word(after))
    if number and not sentence.has(after + 1, "person"):
        year, last = _year_behind(sentence, after + 1)
        return _dated(at, last, int(value), number, year, published)
    year, last = _year_behind(sentence, after)
    if year is None and _is_verb_too(sentence, at) and not (sentence.has(at - 1, "preposition") or sentence.has(at - 1, "last")):
        return None
    return _monthly(at, last if year else end, int(value), year, published)


def _is_verb_too(sentence: Sentence, at: int) -> bool:
    """Whether the name of a month may be another word: "may", and "march" where all is in capitals."""
    word = sentence.word(at)
    return word == "may" or (word == "march" and sentence.all_capitals)


def _numeric(sentence: Sentence, at: int, published: dt.date | None) -> When | None:
    """Read "29 November", "the first of December", "2014", "2021-12-08"."""
    word = sentence.word(at)
    number = _day_number(word) or (int(ordinal[1]) if (ordinal := sentence.tag(at, "ordinal")) and sentence.word(at + 1) == "of" else None)
    after = at + 1 + (sentence.word(at + 1) == "of")
    month = sentence.tag(after, "month")
    if number and month:
        year, last = _year_behind(sentence, month[0] + (sentence.word(month[0]) == "."))
        return _dated(at, last if year else month[0], int(month[1]), number, year, published)
    if number and not word.isdecimal() and published is not None and _is_bare_day(sentence, at):
        return _latest(at, number, published)
    if word.isdecimal() and sentence.has(at + 1, "era"):
        return When(at, at + 2, WhenKind.HISTORY)
    if (
        len(word) == 4
        and word.isdecimal()
        and _OLDEST <= int(word) < 1900
        and sentence.has(at - 1, "preposition")
        and not (_counts(sentence, at) or _is_no_year(sentence, at))
    ):
        return When(at, at + 1, WhenKind.HISTORY)
    if len(word) == 4 and word.isdecimal() and word[:2] in {"19", "20"} and not sentence.has(at + 1, "person") and not _is_no_year(sentence, at):
        iso = _iso(sentence, at)
        if iso:
            return When(at, at + 5, WhenKind.POINT, iso)
        if published is None or int(word) < published.year:
            return When(at, at + 1, WhenKind.HISTORY)
        if int(word) == published.year:
            return When(at, at + 1, WhenKind.SPAN)
    return None


def _is_bare_day(sentence: Sentence, at: int) -> bool:
    """Whether an ordinal is a day without its month: "on the 4th", "in the night of the 4th"; not "on the 4th floor"."""
    ends = not sentence.word(at + 1)[:1].isalnum() or sentence.has_any(at + 1, _BEHIND_DAY)
    return (
        ends and sentence.word(at - 1) == "the" and (sentence.word(at - 2) == "on" or sentence.has(at - 4, "night") or sentence.has(at - 3, "night"))
    )


def _latest(at: int, number: int, published: dt.date) -> When | None:
    """The latest day of that number, not after publication: of this month, or of the last that has one."""
    last = published.replace(day=1) - dt.timedelta(days=1)
    for month in (published, last):
        when = _dated(at, at + 1, month.month, number, month.year, published)
        if when and when.day and when.day <= published + _AHEAD:
            return when
    return None


def _is_no_year(sentence: Sentence, at: int) -> bool:
    """Whether a number of four digits is an address ("the 1900 block of Payson Street") or an hour ("at about 1940", "2015 GMT")."""
    if sentence.has(at + 1, "hour_behind"):
        return True
    before = at - 1
    while sentence.has(before, "bound") or sentence.has(before, "early"):
        before -= 1
    hour = int(sentence.word(at)[2:]) < _MINUTES and sentence.word(before) == "at"
    return hour or sentence.word(at + 1) in {"block", "blk"}


def _counts(sentence: Sentence, at: int) -> bool:
    """Whether a number of four digits counts something: "to 1500 people"."""
    return sentence.word(at + 1)[:1].isalpha() and not any(sentence.has(at + 1, c) for c in ("preposition", "conjunction", "clause", "auxiliary"))


def _iso(sentence: Sentence, at: int) -> dt.date | None:
    text = "".join(sentence.word(index) for index in range(at, at + 5))
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None  # YYYY-MM-DD
    except ValueError:
        return None


def _day_number(word: str) -> int | None:
    digits = word.rstrip("stndrh")
    return int(digits) if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31 else None


def _year_behind(sentence: Sentence, at: int) -> tuple[int | None, int]:
    after = at + (sentence.word(at) == ",")
    word = sentence.word(after)
    if len(word) == 4 and word.isdecimal() and _OLDEST <= int(word) < _LATEST:
        return int(word), after + 1
    return None, at


def _dated(start: int, end: int, month: int, day: int, year: int | None, published: dt.date | None) -> When | None:
    if year is None and published is None:
        return None
    try:
        date = dt.date(year or published.year, month, day)  # type: ignore[union-attr] # one of the two is there
        if year is None and published and date > published + _AHEAD:
            date = date.replace(year=date.year - 1)
    except ValueError:
        return None
    old = published is not None and published - date > HISTORY
    return When(start, end, WhenKind.HISTORY if old else WhenKind.POINT, date)


def _monthly(start: int, end: int, month: int, year: int | None, published: dt.date | None) -> When | None:
    if published is None:
        return When(start, end, WhenKind.HISTORY) if year else None
    date = dt.date(year or published.year, month, 1)
    if year is None and date > published:
        date = date.replace(year=date.year - 1)
    old = published - date > HISTORY
    return When(start, end, WhenKind.HISTORY if old else WhenKind.POINT, date, DatePrecision.MONTH)


def _day_word(sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    if sentence.tag(at, "overnight_to") or published is None:
        return None
    return When(at, end, WhenKind.POINT, published + dt.timedelta(days=int(value)))


def _anaphor(sentence: Sentence, at: int, end: int, value: str, _published: dt.date | None) -> When | None:
    return When(at, end, WhenKind.POINT, anaphor=int(value)) if sentence else None


def _week(_sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    if published is None:
        return None
    monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=int(value))
    return When(at, end, WhenKind.POINT, monday, DatePrecision.WEEK)


def _month_word(_sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    if published is None:
        return None
    month = published.year * 12 + published.month - 1 + int(value)
    return When(at, end, WhenKind.POINT, dt.date(month // 12, month % 12 + 1, 1), DatePrecision.MONTH)


def _feast(_sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    """Read "New Year's Eve": the latest that has been."""
    month, day = (int(part) for part in value.split("-"))
    return _dated(at, end, month, day, None, published)


def _days_ago(sentence: Sentence, at: int, end: int, value: str, published: dt.date | None) -> When | None:
    """Count "two days ago" from publication; "two days earlier" from the day spoken of."""
    if sentence.word(end) not in {"days", "nights"} or not (sentence.has(end + 1, "ago") or sentence.has(end + 1, "before_that")):
        return None
    if sentence.has(end + 1, "ago"):
        return When(at, end + 2, WhenKind.POINT, published - dt.timedelta(days=int(value))) if published else None
    return When(at, end + 2, WhenKind.POINT, anaphor=-int(value))


_BUILDERS = (
    ("day_word", _day_word), ("anaphor", _anaphor), ("week_word", _week), ("month_word", _month_word), ("weekday", _weekday), ("month", _month),
    ("number", _days_ago), ("feast", _feast),
)  # fmt: skip
