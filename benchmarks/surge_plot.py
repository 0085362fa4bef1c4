"""The power of the surge statistics as a picture: at each number of false alarms, which share of the surges a detector finds, and after how many days.

python -m benchmarks.surge_plot FILE.svg [--series N] [--seed N]. The series and detectors are those of benchmarks.surges; docs/power.svg is made by it. Needs the
extra `charts`; a minute or two.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.simulated import Sample, samples
from benchmarks.surges import DETECTORS, TARGET, Detector, Power, Scores, power, scored, threshold_for

#: False alarms per 100 region-weeks at which a curve is drawn.
COSTS = (0.3, 0.5, 1, 2, 4, 8, 16, 32)
#: As benchmarks.surges names them.
DRAWN = ("surge, 7 days against 182", "surge, 10 days against 182", "EARS C1", "EARS C2", "EARS C3", "fixed ratio, 7 days against 182")
#: Share of a cost that a detector must be able to use up: beyond its loosest threshold there is nothing to draw.
NEAR = 0.8
MOST_DAYS = 14


def curve(given: Sequence[tuple[Sample, Scores]]) -> list[Power]:
    """What is found at each cost that can be had: a detector may be unable to be so seldom wrong."""
    reached = []
    for cost in COSTS:
        found = power(given, threshold_for(given, cost))
        if found.false_alarms >= NEAR * cost:
            reached.append(found)
    return reached


def curves(number: int, seed: int) -> Iterator[tuple[Detector, list[Power], Power | None]]:
    """Each detector with its curve, and where its textbook's threshold lies on it."""
    drawn = list(samples(number, seed))
    for detector in DETECTORS:
        if detector.name in DRAWN:
            given = [(sample, scored(detector, sample)) for sample in drawn]
            yield detector, curve(given), None if detector.textbook is None else power(given, detector.textbook)


def draw(file: Path, found: Sequence[tuple[Detector, list[Power], Power | None]]) -> None:
    """Two panels over the same axis of false alarms: the share that is found, and the median delay; a ring is the threshold of a textbook."""
    import matplotlib as mpl  # noqa: PLC0415 - only who draws has it
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

    with mpl.rc_context({"svg.hashsalt": "tocsin", "svg.fonttype": "none"}):
        figure: Any = Figure(figsize=(9, 4.2), layout="constrained")
        left, right = figure.subplots(1, 2)
        for number, (detector, points, textbook) in enumerate(found):
            colour, style = f"C{number}", "-" if detector.name.startswith("surge") else "--"
            costs = [point.false_alarms for point in points]
            left.plot(costs, [point.found for point in points], style, color=colour, marker=".")
            right.plot(costs, [point.delay for point in points], style, color=colour, marker=".", label=detector.name)
            if textbook is not None:
                left.plot(textbook.false_alarms, textbook.found, "o", color=colour, fillstyle="none")
                right.plot(textbook.false_alarms, textbook.delay, "o", color=colour, fillstyle="none")
        for axes, label, top in ((left, "share of surges found", 1.0), (right, "median delay, days", float(MOST_DAYS))):
            axes.set_xscale("log")
            axes.set_xticks(COSTS, [f"{cost:g}" for cost in COSTS])
            axes.minorticks_off()
            axes.set_xlabel("false alarms per 100 weeks of a region")
            axes.set_ylabel(label)
            axes.set_ylim(0, top)
            axes.axvline(TARGET, color="0.8", zorder=0)
        right.legend(fontsize="small", frameon=False)
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def main() -> int:
    """Draw it, and print what is drawn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--series", type=int, default=60, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = []
    for detector, points, textbook in curves(arguments.series, arguments.seed):
        found.append((detector, points, textbook))
        told = ", ".join(f"{point.found:.2f} at {point.false_alarms:.2g}" for point in points if not math.isnan(point.found))
        print(f"{detector.name}: {told}", flush=True)
    draw(arguments.file, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
