"""The shipped rules, over the numbers of attacks of the autumn of 2021 in the disputed territories."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from stream.config import shipped_config
from stream.model import Alert
from stream.pipeline import load_pipeline
from stream.watch import Rules
from tests.unit.watch.desk import DAY0, Desk, Regions, change, killed, noon

#: Attacks a day from 20 September to 12 December 2021, as days after the first with their numbers: each attack counted once, on its own day.
ATTACKS = {
    0: 1, 3: 1, 8: 2, 11: 1, 12: 1, 15: 1, 17: 1, 18: 1, 20: 1, 22: 1, 24: 1, 28: 1, 34: 1, 35: 1, 39: 1, 40: 1, 43: 1, 47: 1, 50: 1, 52: 1,
    55: 1, 59: 1, 60: 1, 61: 1, 63: 1, 65: 2, 68: 1, 69: 1, 70: 2, 71: 2, 72: 3, 74: 1, 75: 2, 76: 1, 77: 1, 78: 2, 79: 2, 80: 1, 82: 1,
}  # fmt: skip
#: When a reader of the news would say that the surge began, and how late an alert may be.
ONSET = (date(2021, 11, 27), date(2021, 12, 2) + timedelta(days=3))
END = (date(2022, 1, 31) - DAY0).days


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(shipped_config(), Regions())


@pytest.fixture(scope="module")
def surges(rules: Rules) -> list[Alert]:
    """Every revision of the surge rule's alerts, the clock two days behind the news."""
    desk = Desk(rules)
    for day in range(END + 1):
        desk.take(*(change(f"{day}-{number}", day, toll=[killed(1)]) for number in range(ATTACKS.get(day, 0))), noon(day - 2))
    return [alert for alert in desk.sent if alert.rule == "surge-disputed-territories"]


def test_onset_is_found(surges: list[Alert]) -> None:
    """The surge of late November is raised within three days of its onset."""
    assert ONSET[0] <= surges[0].updated.date() <= ONSET[1]


def test_no_false_alarm_and_no_duplicate(surges: list[Alert]) -> None:
    """Nothing before it, and one alert for all of it."""
    assert len({alert.id for alert in surges}) == 1


def test_resolved_in_the_end(surges: list[Alert]) -> None:
    """When the news falls silent, the alert ends."""
    assert (surges[-1].state.value, surges[-1].reason) == ("resolved", "subsided")


def test_steady_weeks_are_no_surge(rules: Rules) -> None:
    """The steady weeks, twice over, raise nothing."""
    desk = Desk(rules)
    steady = [(day, number) for day, number in ATTACKS.items() if day < 65]
    desk.take(*(change(f"{day}-{n}", day) for day, number in steady for n in range(number)), *(change(f"again{day}", day + 65) for day, _ in steady))
    assert [alert.title for alert in desk.sent if alert.kind.value == "surge"] == []


def test_every_rule_says_whom_it_is_for(rules: Rules) -> None:
    """Each shipped rule has a description, and words for what it counts."""
    assert all(len(rule.spec.description) > 40 and rule.spec.what for rule in rules.all)


def test_mass_casualty_title(rules: Rules) -> None:
    """The title of a mass-casualty alert names place, region and number."""
    desk = Desk(rules)
    desk.take(change("a", 1, region="iq-ki", place="Hawija", toll=[killed(13)]))
    assert desk.sent[-1].title == "Hawija, Kirkuk: 13 people killed in one incident on 21 September 2021"


def test_examples_are_rules(tmp_path: Path) -> None:
    """What the shipped file shows to copy can be copied."""
    given, marker, examples = (shipped_config() / "rules.yaml").read_text(encoding="utf-8").partition("# EXAMPLES\n")
    file = tmp_path / "rules.yaml"
    file.write_text(
        given + marker + "".join(line.removeprefix("# ").removeprefix("#") for line in examples.splitlines(keepends=True)), encoding="utf-8"
    )
    kinds = {one.spec.kind.value for one in load_pipeline(shipped_config(), rules=file).rules.all}
    assert kinds >= {"ratio", "spread", "first_after"}
