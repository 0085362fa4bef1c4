"""The figures that are wanted: which scorer, which line of it, how good it must be, and which issue asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure. `job` is a key of benchmarks.figures.JOBS, `metric` and `column` those of the scorer's JSON."""

    issue: int
    job: str
    metric: str
    at_least: float | None = None
    at_most: float | None = None
    column: str = "value"

    def reached(self, value: float) -> bool:
        """Whether it is good enough."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        bounds = [(">=", self.at_least), ("<=", self.at_most)]
        return " and ".join(f"{sign} {bound:.2f}" for sign, bound in bounds if bound is not None)


WANTED = (
    Wanted(4, "indomain reports", "strict F1", 0.80),
    Wanted(4, "indomain reports", "incident F1", 0.92),
    Wanted(4, "indomain reports", "primary incident F1", 0.95),
    Wanted(4, "indomain reports", "killed EM", 0.96),
    Wanted(4, "indomain reports", "wounded EM", 0.95),
    Wanted(4, "indomain reports", "killed EM (gold > 0)", 0.94),
    Wanted(4, "indomain reports", "wounded EM (gold > 0)", 0.92),
    Wanted(4, "indomain reports", "killed by group EM", 0.93),
    Wanted(4, "indomain reports", "type family", 0.95),
    Wanted(4, "indomain reports", "date", 0.95),
    Wanted(4, "indomain reports", "perpetrator (gold known)", 0.92),
    Wanted(4, "indomain reports", "perpetrator", 0.90),
    Wanted(4, "indomain reports", "no-incident articles kept clean", 0.95),
    Wanted(4, "harmless", "articles kept clean", 0.97),
    Wanted(4, "muc4 reports", "number", 0.70, column="F_relevant"),
    Wanted(4, "muc4 reports", "effect", 0.75, column="F_relevant"),
    Wanted(4, "muc4 reports", "all slots", 0.68, column="F_relevant"),
    Wanted(4, "muc4 reports", "document killed total", 0.75),
    Wanted(4, "gva reports", "killed EM (no accident)", 0.88),
    Wanted(4, "gva reports", "wounded EM (no accident)", 0.82),
    Wanted(4, "gva reports", "both EM (no accident)", 0.74),
    Wanted(5, "indomain reports", "admin1", 0.97),
    Wanted(5, "indomain reports", "admin2", 0.93),
    Wanted(5, "indomain reports", "disputed", 0.97),
    Wanted(5, "indomain reports", "country", 0.99),
    Wanted(5, "toponyms", "GeoVirus within 161 km", 0.88),
    Wanted(5, "toponyms", "TR-News within 161 km", 0.85),
    Wanted(5, "muc4 reports", "location", 0.68, column="F_relevant"),
    Wanted(6, "indomain incidents", "B-cubed F1 (found mentions)", 0.95),
    Wanted(6, "indomain incidents", "pairwise F1 (found mentions)", 0.92),
    Wanted(6, "indomain incidents", "final killed EM (>= 2 articles)", 0.92),
    Wanted(6, "indomain incidents", "final wounded EM (>= 2 articles)", 0.88),
    Wanted(6, "gva incidents", "B-cubed F1", 0.92),
    Wanted(6, "gva incidents", "pairwise F1", 0.85),
    Wanted(7, "indomain surge", "onsets detected", 1.0),
    Wanted(7, "indomain surge", "false alarms", at_most=0),
    Wanted(7, "indomain surge", "duplicates", at_most=0),
)
