"""The numbers that sentences state of one event, and which of them an article means where they differ: the one that it repeats, from its head on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Headline and first sentences of the text: what they state weighs more by so much.
_HEAD, _BONUS = 2, 1.5


@dataclass(frozen=True, slots=True)
class Frame:
    """What one sentence says in numbers: killed, wounded, and hit without a word of which."""

    at: int
    killed: int
    wounded: int
    hit: int
    #: No exact number: "several", "multiple people".
    vague: bool = False
    #: The sentence speaks of the attacker, and may count him among its numbers.
    attacker: bool = False

    @property
    def full(self) -> bool:
        """Whether it tells the dead from the wounded."""
        return bool(self.killed and self.wounded)


def killed_in(frames: Iterable[Frame]) -> int:
    """The number of dead that most sentences state, of equals the highest; 0 where none does."""
    return _commonest([(frame.killed, 1.0) for frame in frames if frame.killed])


def pair_in(frames: Sequence[Frame]) -> tuple[int, int] | None:
    """Killed and wounded that most sentences state together: "two dead, three hurt", "four were shot, one fatally"."""
    killed = killed_in(frames)
    pairs = [(frame.killed, frame.wounded) for frame in frames if frame.full and not frame.vague]
    pairs += [(killed, frame.hit - killed) for frame in frames if 0 < frame.killed == killed < frame.hit and not frame.wounded and not frame.vague]
    votes = Counter(pairs)
    stated = Counter(frame.killed for frame in frames if frame.killed and not frame.vague)
    votes = Counter({pair: number for pair, number in votes.items() if 2 * stated[pair[0]] > stated[killed]})
    return max(votes, key=lambda pair: (votes[pair], sum(pair))) if votes else None


def wounded_in(stated: Sequence[tuple[int, int]]) -> int:
    """The number of wounded that most sentences state; `stated` holds sentence and number. What is less than the first is a part of it."""
    first = next((number for _, number in stated if number > 1), 0)
    return _commonest([(number, 1 + _BONUS * (at <= _HEAD)) for at, number in stated if number >= first])


def most_hit(frames: Iterable[Frame]) -> int:
    """The highest exact number of those hit, dead or not; 0 where none is stated."""
    return max((frame.hit for frame in frames if not frame.vague), default=0)


def _commonest(votes: Iterable[tuple[int, float]]) -> int:
    weights: Counter[int] = Counter()
    for number, weight in votes:
        weights[number] += weight  # type: ignore[assignment] # a Counter adds up any numbers
    return max(weights, key=lambda number: (weights[number], number), default=0)
