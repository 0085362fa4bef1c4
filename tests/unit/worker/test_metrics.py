"""Facts become metrics, and nothing is shown that is not ours."""

import ast
from pathlib import Path

import pytest

import stream
from stream.state import Fact
from stream.worker.metrics import FACTS, MAX_VALUES, WINDOW_FACT, Metrics


def facts_of_the_core():
    """Every `note("…")` and `Fact("…")` in the source, with its place."""
    root = Path(stream.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            name = getattr(called, "attr", getattr(called, "id", None))
            if name in {"note", "Fact"} and isinstance(node.args[0] if node.args else None, ast.Constant):
                yield node.args[0].value, f"{path.name}:{node.lineno}", len(node.args) - 1 if name == "note" else None


@pytest.mark.parametrize(("name", "place", "labels"), list(facts_of_the_core()))
def test_every_fact_of_the_core_has_a_metric(name, place, labels):
    """A fact that nobody counts, or with too few labels, is found here and not in production."""
    assert name == WINDOW_FACT or name in FACTS, place
    if name in FACTS and labels is not None:
        assert labels >= len(FACTS[name].labels), place


def test_a_fact_is_counted():
    """Its value is added to the counter of its labels."""
    metrics = Metrics()
    metrics.count([Fact("articles", ("reports",)), Fact("articles", ("reports",)), Fact("reports_cut", value=3)])
    assert metrics.value("tocsin_articles_total", {"outcome": "reports"}) == 2
    assert metrics.value("tocsin_reports_cut_total") == 3


def test_lateness_is_distributed():
    """Seconds go into a histogram."""
    metrics = Metrics()
    metrics.count([Fact("late", value=7200)])
    assert metrics.value("tocsin_report_lateness_seconds_bucket", {"le": "3600.0"}) == 0
    assert metrics.value("tocsin_report_lateness_seconds_bucket", {"le": "21600.0"}) == 1


def test_labels_from_outside_are_bounded():
    """Ten thousand invented languages make no ten thousand series."""
    metrics = Metrics()
    metrics.count([Fact("languages", (f"q{number}",)) for number in range(10_000)])
    assert metrics.value("tocsin_articles_unread_total", {"language": "other"}) == 10_000 - MAX_VALUES


def test_a_window_goes_with_its_partition():
    """Another worker shows it now."""
    metrics = Metrics()
    labels = {"rule": "r", "region": "kirkuk", "measure": "killed"}
    metrics.count([Fact(WINDOW_FACT, tuple(labels.values()), 5)], partition=3)
    assert metrics.value("tocsin_window", labels) == 5
    metrics.windows.keep([0, 1])
    assert metrics.value("tocsin_window", labels) is None


def test_all_names_have_the_prefix_and_help():
    """What promtool would complain of."""
    for line in Metrics().text().decode().splitlines():
        assert line.startswith(("# HELP tocsin_", "# TYPE tocsin_", "tocsin_")), line
