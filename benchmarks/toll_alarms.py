"""How often a surge rule of people (stream/watch/compound.py) alarms though nothing has changed: on simulated series of attacks, each with its toll.

python -m benchmarks.toll_alarms table|laws [--series N] [--seed N]. `table` prints the JSON of stream/data/false_alarms_people.json, `laws` the Markdown of
docs/statistics.md: what the limit of that table costs under each law of how many people an attack harms, and at each rate. The tails are those of `Compound`, for
many series at once; tests/unit/benchmarks holds the one against the other.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated import COUNTED_FROM, DAYS, DISPERSIONS, MOST_LATE, RATES, draw
from benchmarks.surges import BASELINES, LOG10_P, TARGET, WINDOWS, Scores, alarms
from benchmarks.tolls import MIN_INCIDENTS, SIZES, Draw
from stream.watch.compound import EXPONENT, OCTAVES
from stream.watch.false_alarms import PEOPLE
from stream.watch.statistics import Baseline, NegativeBinomial, predict

Numbers = NDArray[np.int64]
GAP = 2
#: Below it a tail is none.
LEAST = 1e-12


@dataclass(frozen=True)
class Attacks:
    """Series of a year: `counts[late][series, day]` attacks first reported that many days late, `people` in them; `harmed[series]`: (day, people) of each, by day."""

    counts: Numbers
    people: Numbers
    harmed: tuple[Numbers, ...]

    @classmethod
    def drawn(cls, rate: float, dispersion: float, sizes: Draw, number: int, random: np.random.Generator) -> Attacks:
        """So many series; reports come on the day itself, or one or two days later, each as often."""
        shape = (MOST_LATE + 1, number, DAYS)
        counts, people, harmed = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64), []
        for row, days in enumerate(draw(np.full((number, DAYS), rate), dispersion, random)):
            when = np.repeat(np.arange(DAYS), days)
            tolls, late = sizes(random, len(when)), random.integers(0, MOST_LATE + 1, len(when))
            np.add.at(counts, (late, row, when), 1)
            np.add.at(people, (late, row, when), tolls)
            harmed.append(np.stack([when, tolls]))
        return cls(counts, people, tuple(harmed))

    def known(self, numbers: Numbers, end: int, window: int, by: int) -> Numbers:
        """Of each series the sum over the window that ends with day `end`, as known at the end of day `by`."""
        first = max(0, end - window + 1)
        return sum(
            (numbers[late][:, first : min(end, by - late) + 1].sum(axis=1) for late in range(MOST_LATE + 1)),
            start=np.zeros(numbers.shape[1], dtype=np.int64),
        )


@dataclass(frozen=True)
class Question:
    """P(as many people or more) in a window, given the number of incidents that is expected and the people of each that was seen."""

    count: NegativeBinomial
    seen: Numbers
    observed: int

    def shares(self) -> Scores:
        """How probable an incident of 0, 1 ... people is, below `observed`: those of `sizes_of`."""
        number = len(self.seen)
        found = np.bincount(self.seen[self.seen < self.observed], minlength=self.observed) / (number + 1)
        gravest, left = int(self.seen.max(initial=1)), 1.0
        for octave in range(1, OCTAVES + 1):
            beyond = 0.0 if octave == OCTAVES else 2.0 ** (octave * (1 - EXPONENT))
            if gravest * 2**octave < self.observed:
                found[gravest * 2**octave] += (left - beyond) / (number + 1)
            left = beyond
        return found


def tails(questions: Sequence[Question]) -> Scores:
    """The answers: Panjer's recursion for many at once, those of similar length together."""
    answers = np.ones(len(questions))
    by_length: dict[int, list[int]] = {}
    for place, question in enumerate(questions):
        by_length.setdefault(question.observed.bit_length(), []).append(place)
    for places in by_length.values():
        answers[places] = _panjer([questions[place] for place in places])
    return answers


def _panjer(questions: Sequence[Question]) -> Scores:
    most = max(question.observed for question in questions)
    shares = np.zeros((len(questions), most))
    for row, question in enumerate(questions):
        shares[row, : question.observed] = question.shares()
    size = np.array([question.count.size for question in questions])
    mean = np.array([question.count.mean for question in questions])
    a = mean / (mean + size)
    b = (size - 1) * a
    masses = np.zeros((len(questions), most))
    masses[:, 0] = (1 - a) ** size
    for total in range(1, most):
        people = np.arange(1, total + 1)
        factor = a[:, None] + b[:, None] * people / total
        masses[:, total] = (factor * shares[:, 1 : total + 1] * masses[:, total - 1 :: -1][:, :total]).sum(axis=1)
    below = np.arange(most) < np.array([question.observed for question in questions])[:, None]
    answer: Scores = np.maximum(1 - (masses * below).sum(axis=1), 0)
    return answer


def scored(attacks: Attacks, window: int, baseline: int) -> Scores:
    """-log10 of the least p-value of any window that may have changed on a day, by series and day; 0 where the rule says nothing."""
    asked: dict[tuple[int, int, int], int] = {}
    questions: list[Question] = []
    where: list[tuple[int, int, int]] = []
    for day in range(COUNTED_FROM, DAYS):
        for end in range(day - MOST_LATE, day + 1):
            last, first = end - window - GAP, max(0, end - window - GAP - baseline + 1)
            observed, incidents = attacks.known(attacks.people, end, window, day), attacks.known(attacks.counts, end, window, day)
            for row in np.flatnonzero(incidents >= MIN_INCIDENTS):
                key = (int(row), end, int(observed[row]))
                if key not in asked:
                    question = _question(attacks, int(row), (first, last), window, int(observed[row]))
                    asked[key] = len(questions) if question else -1
                    questions += [question] if question else []
                if asked[key] >= 0:
                    where.append((int(row), day, asked[key]))
    scores = np.zeros(attacks.counts.shape[1:])
    found = -np.log10(np.maximum(tails(questions), LEAST)) if questions else np.zeros(0)
    for row, day, place in where:
        scores[row, day] = max(scores[row, day], found[place])
    return scores


def _question(attacks: Attacks, row: int, days: tuple[int, int], window: int, observed: int) -> Question | None:
    """None where no surge can be: not even as many as are expected."""
    first, last = days
    when, tolls = attacks.harmed[row]
    seen = tolls[np.searchsorted(when, first) : np.searchsorted(when, last, side="right")]
    length = last - first + 1
    if observed * length <= int(seen.sum()) * window:
        return None
    a_day = attacks.counts[:, row, first : last + 1].sum(axis=0)
    count = predict(Baseline(length, int(a_day.sum()), int((a_day**2).sum())), window)
    assert isinstance(count, NegativeBinomial)
    return Question(count, seen, observed)


Kind = tuple[str, float, int]


def drawn(number: int, seed: int) -> Iterator[tuple[Kind, Attacks]]:
    """Series without a surge: each law, rate and dispersion."""
    random = np.random.default_rng(seed)
    for (law, sizes), rate, dispersion in product(SIZES, RATES, DISPERSIONS):
        yield (law, rate, dispersion), Attacks.drawn(rate, dispersion, sizes, number, random)


def weeks(attacks: Attacks) -> float:
    """Region-weeks in which alarms count."""
    return attacks.counts.shape[1] * (DAYS - COUNTED_FROM) / 7


def table(number: int, seed: int) -> str:
    """The JSON that stream/watch/false_alarms.py reads."""
    given = [attacks for _, attacks in drawn(number, seed)]
    found = [[_rates(given, window, baseline) for baseline in BASELINES] for window in WINDOWS]
    return json.dumps({"log10_p": LOG10_P, "windows": WINDOWS, "baselines": BASELINES, "alarms": found})


def _rates(given: Sequence[Attacks], window: int, baseline: int) -> list[float]:
    scores = [scored(attacks, window, baseline) for attacks in given]
    total = sum(map(weeks, given))
    return [round(100 * sum(alarms(part, -log10_p) for part in scores) / total, 4) for log10_p in LOG10_P]


def laws(number: int, seed: int, window: int = 7, baseline: int = 182) -> Iterator[str]:
    """Markdown: what a target of 1 costs by law and rate, on other series than those of the table."""
    limit = PEOPLE.p_for(window, baseline, TARGET)
    yield f"| people an attack | {' | '.join(f'{rate} a day' for rate in RATES)} | all |"
    yield "|---|" + "---|" * (len(RATES) + 1)
    found: dict[str, dict[float, list[tuple[int, float]]]] = {}
    for (law, rate, _), attacks in drawn(number, seed):
        raised = alarms(scored(attacks, window, baseline), -float(np.log10(limit)))
        found.setdefault(law, {}).setdefault(rate, []).append((raised, weeks(attacks)))
    for law, by_rate in found.items():
        cells = [_per_hundred(by_rate[rate]) for rate in RATES]
        yield f"| {law} | {' | '.join(cells)} | {_per_hundred([part for parts in by_rate.values() for part in parts])} |"


def _per_hundred(parts: Sequence[tuple[int, float]]) -> str:
    return f"{100 * sum(raised for raised, _ in parts) / sum(length for _, length in parts):.2f}"


def main() -> int:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("table", "laws"))
    parser.add_argument("--series", type=int, default=30, help="of each law, rate and dispersion")
    parser.add_argument("--seed", type=int, help="table: 1, laws: 2")
    arguments: Any = parser.parse_args()
    if arguments.what == "table":
        print(table(arguments.series, arguments.seed or 1))
    else:
        for line in laws(arguments.series, arguments.seed or 2):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
