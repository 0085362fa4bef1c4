"""Do a report and an incident tell of the same event? A scored decision.

The score adds up what speaks for it (district, place name, type, toll, actor) and against it. What cannot be (another governorate, two
reports of one article, a toll out of all proportion) is refused outright. Weights were set by hand on the in-domain development set.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stream.config import Located
from stream.model import Effect, Report
from stream.reconcile.filed import Filed

#: A report joins at this score or above.
JOIN = 3.0
#: One that says not where needs so much.
JOIN_UNPLACED = 4.0

#: Families that outlets mix up: a bomb and gunfire in one ambush, a raid that became a fight.
_MIXED = frozenset({frozenset({"attack", "explosive"}), frozenset({"attack", "operation"}), frozenset({"attack", "abduction"})})
#: Figures of so few persons more are within what early news gets wrong, whatever the ratio.
_SLACK = 3
#: What it costs that two reports of one district name two villages.
_ELSEWHERE = 1.5


class Words:
    """Words of a place string that are no names (village, near, road), from `reconcile.yaml`."""

    def __init__(self, common: Iterable[str] = ()) -> None:
        self._common = frozenset(common)
        self.names = lru_cache(maxsize=50_000)(self._names)

    @classmethod
    def load(cls, config_dir: Path) -> Words:
        """From the configuration; raises ConfigurationError."""
        return cls(Located(config_dir / "reconcile.yaml").validate(_File).common_place_words)

    def _names(self, place: str | None) -> frozenset[str]:
        """The words of a place that are names, without case, accents and vowels' whims (Kolajo, Kulajo)."""
        if not place:
            return frozenset()
        text = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
        words = (word for word in re.split(r"[^a-z0-9]+", text) if len(word) > 2 and word not in self._common and not word.isdigit())
        return frozenset(_skeleton(word) for word in words)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    common_place_words: list[str]


def score(candidate: Filed, cluster: list[Filed], words: Words) -> float | None:
    """How well a report fits a cluster of reports; None where it cannot belong to it."""
    if any(candidate.report.article_id == member.report.article_id for member in cluster):
        return None
    scores = [_pair(candidate.report, member.report, words) for member in cluster]
    if any(value is None for value in scores):
        known = [value for value in scores if value is not None]
        # One stray disagreement in a large cluster (an early figure) is no refusal.
        if len(known) < 2 * (len(scores) - len(known)) or not known:
            return None
        return max(known) - 1
    return max(value for value in scores if value is not None)


def threshold(candidate: Filed) -> float:
    """The score from which on this report joins."""
    return JOIN if candidate.placed else JOIN_UNPLACED


def _pair(one: Report, other: Report, words: Words) -> float | None:
    where = _where(one, other, words)
    what = _what(one, other)
    how_many = _how_many(one, other, same_name=bool(words.names(one.place) & words.names(other.place)))
    if where is None or what is None or how_many is None:
        return None
    return where + what + how_many + _who(one, other)


def _where(one: Report, other: Report, words: Words) -> float | None:
    names = bool(words.names(one.place) & words.names(other.place))
    if one.admin1 and other.admin1 and one.admin1 != other.admin1:
        return 2.0 if names and not (one.admin2 and other.admin2) else None
    if one.admin2 and other.admin2:
        if one.admin2 != other.admin2:
            return 2.0 if names else None
        return 4.0 if names else 2.5 - (_ELSEWHERE if _named_apart(one, other, words) else 0)
    if names:
        return 3.0
    return 1.0 if one.admin1 and one.admin1 == other.admin1 else 0.0


def _named_apart(one: Report, other: Report, words: Words) -> bool:
    """Both name a place of their own, beyond the district's and governorate's names."""
    units = words.names(one.admin2) | words.names(one.admin1)
    return bool(words.names(one.place) - units) and bool(words.names(other.place) - units)


def _what(one: Report, other: Report) -> float | None:
    if one.accidental is not other.accidental:
        return None
    if one.type is other.type:
        return 1.0
    if one.family == other.family:
        return 0.5
    return -1.0 if frozenset({one.family, other.family}) in _MIXED else None


def _how_many(one: Report, other: Report, *, same_name: bool) -> float | None:
    """Early figures are low and are revised; what none of them says (0) is weak evidence. A rejected toll (None) is far out of proportion."""
    total = 0.0
    for effect, weight in ((Effect.KILLED, 1.5), (Effect.WOUNDED, 0.75), (Effect.ABDUCTED, 1.5)):
        low, high = sorted((one.toll(effect), other.toll(effect)))
        if low == high:
            total += weight if high else 0.25
            continue
        grown = high if same_name or _open_ended(one, other, effect) else 0
        if effect is not Effect.WOUNDED and high > 3 * low + _SLACK + grown:
            return None
        if low:
            total -= weight * (high - low) / max(high, 4)
    return total


def _open_ended(one: Report, other: Report, effect: Effect) -> bool:
    return any(c.high is None for report in (one, other) for c in report.casualties if c.effect is effect)


def _who(one: Report, other: Report) -> float:
    if one.perpetrator and other.perpetrator:
        return 0.5 if one.perpetrator == other.perpetrator else -1.0
    return 0.0


def _skeleton(word: str) -> str:
    first, rest = word[0], re.sub(r"[aeiouyhw]", "", word[1:])
    return first + re.sub(r"(.)\1+", r"\1", rest) if len(rest) > 1 else word
