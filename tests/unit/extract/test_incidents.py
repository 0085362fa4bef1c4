"""What is an incident, of which type, where and by whom: short articles through the whole extractor."""

from __future__ import annotations

import datetime as dt

import pytest

from stream.model import Effect, Group, IncidentType

TYPES = {
    "A suicide bomber blew himself up at a checkpoint in Jalawla on Monday, killing two policemen.": IncidentType.SUICIDE_BOMBING,
    "Four mortar rounds fell on houses in Daquq on Monday, wounding three civilians.": IncidentType.SHELLING,
    "Three militants were killed when Iraqi warplanes struck a cave near Makhmour on Monday.": IncidentType.AIRSTRIKE,
    "A roadside bomb exploded near Tuz Khurmatu on Monday, wounding three soldiers.": IncidentType.BOMBING,
    "The Iraqi army launched an operation near Hawija on Monday and killed two terrorists.": IncidentType.SECURITY_OPERATION,
    "Gunmen abducted two shepherds near Rashad on Monday.": IncidentType.ABDUCTION,
    "The bodies of two shepherds were found near Daquq on Monday.": IncidentType.EXECUTION,
    "A judge was assassinated by men with a silenced pistol in Kirkuk on Monday.": IncidentType.ASSASSINATION,
    "Federal police arrested five ISIS members in Hawija on Monday.": IncidentType.ARREST,
    "Two tribes clashed near Qurna on Monday and five people were killed.": IncidentType.ARMED_CLASH,
    "Gunmen attacked a checkpoint near Daquq on Monday, killing two policemen.": IncidentType.ARMED_ATTACK,
    "Gunmen set fire to four houses in Daquq on Monday.": IncidentType.ARSON,
}


@pytest.mark.parametrize("text", TYPES)
def test_type(extract, text):
    """The guideline's order of precedence."""
    assert [report.type for report in extract(text)] == [TYPES[text]]


NOTHING = [
    "Twenty-two Kurdish soldiers have been killed since November 27.",
    "ISIS attacks have left over twenty soldiers dead in recent weeks.",
    "ISIS seized control of Mosul in 2014 and killed hundreds of people.",
    "Families in Kirkuk marked the anniversary of the bombing that killed 40 people.",
    "A court in Baghdad sentenced three men to death on Monday for a bombing that killed 37 people.",
    "The group threatened to attack voters in Kirkuk on Sunday.",
    "Six people were killed when a minibus and a lorry collided near Kalar on Monday.",
    "If the bomb had exploded on Monday, dozens of students in Ramadi would have been killed.",
    "The minister came under fire over the budget in Baghdad on Monday.",
    "A mock car bomb exploded in a drill at an Erbil hospital on Monday, killing 15 dummies.",
    "The striker fired a rocket into the goal in the derby; the coach said the goalkeeper was shot to pieces by the league leaders.",
    "Police ruled out a bomb in Erbil on Monday.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_incident(extract, text):
    """Sums, history, anniversaries, trials, threats, accidents, drills, sport and figures of speech."""
    assert extract(text) == ()


def test_one_event_told_twice_is_one_report(extract):
    """Two mentions of one attack are one report, with the later, higher toll."""
    (report,) = extract(
        "Gunmen attacked a checkpoint near Daquq on Monday, killing two policemen.\n\nA third policeman died on Tuesday, bringing the death toll to three.",
    )
    assert [(casualty.effect, casualty.best) for casualty in report.casualties] == [(Effect.KILLED, 3)]


def test_a_round_up_gives_several(extract):
    """Distinct places and nights are distinct incidents."""
    reports = extract(
        "Gunmen killed two policemen near Daquq on Monday.\n\nIn a separate attack, a roadside bomb wounded three soldiers near Tuz Khurmatu on Tuesday.",
    )
    assert [(str(report.date), report.admin2) for report in reports] == [("2021-12-06", "Daquq"), ("2021-12-07", "Tuz Khurmatu")]


def test_a_log_by_headings(extract):
    """Day and place of a heading hold for the lines under it."""
    text = "20 Nov, Daquq. Gunmen hit a police post. 3 KIA.\n\n23 Nov, Jalawla. IED under a tractor. One farmer killed."
    assert [(str(report.date), report.admin2) for report in extract(text, "Weekly log")] == [("2021-11-20", "Daquq"), ("2021-11-23", "Khanaqin")]


def test_parts_are_not_added_to_the_total(extract):
    """Read "13 killed, including" as 13."""
    (report,) = extract("ISIS killed 13 people, including 10 Peshmerga and three civilians, in Makhmour on Monday.")
    assert {(casualty.group, casualty.best) for casualty in report.casualties} == {(Group.SECURITY, 10), (Group.CIVILIAN, 3)}


def test_attackers_claims_widen_the_range_only(extract):
    """Best is what officials say; the claim sets the upper end."""
    (report,) = extract(
        "Two soldiers were killed when militants stormed a post near Khanaqin on Monday, officials said. Islamic State said its fighters killed five soldiers.",
    )
    assert [(casualty.low, casualty.best, casualty.high) for casualty in report.casualties] == [(2, 2, 5)]


def test_those_shot_and_not_killed_are_wounded(extract):
    """Five shot, one of them dead: four wounded."""
    (report,) = extract("Gunmen opened fire in Kirkuk on Monday. Five people were shot. One man was killed.")
    assert {(casualty.effect, casualty.best) for casualty in report.casualties} == {(Effect.KILLED, 1), (Effect.WOUNDED, 4)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ISIS militants attacked a village near Daquq on Monday, killing two farmers.", "ISIS"),
        ("Two farmers were killed near Daquq on Monday in an attack by ISIS.", "ISIS"),
        ("Two farmers were killed in an attack near Daquq on Monday. The mayor blamed ISIS.", "ISIS"),
        ("Gunmen attacked a village near Daquq on Monday, killing two farmers.", None),
        ("Gunmen attacked a village near Daquq on Monday, killing two farmers. ISIS seized the area in 2014.", None),
        ("A Turkish drone struck a car near Sinjar on Monday, killing two YBS fighters.", "Turkey"),
        ("IS militants attacked a village near Daquq on Monday; it is unclear how many fled.", "ISIS"),
    ],
)
def test_perpetrator(extract, text, name):
    """By voice, by claim and by blame, never from the history paragraph."""
    assert [report.perpetrator for report in extract(text)] == [name]


def test_dateline_and_hospital_are_not_the_place(extract):
    """The event is where it happened."""
    (report,) = extract("BAGHDAD – A bomb wounded two soldiers near Daquq on Monday. They were taken to a hospital in Erbil, police in Kirkuk said.")
    assert (report.admin1, report.admin2) == ("Kirkuk", "Daquq")


def test_the_day_is_that_of_the_attack_not_of_the_statement(extract):
    """What is "said on Tuesday" dates the saying."""
    (report,) = extract("Gunmen killed two policemen near Daquq on Sunday, a source said on Tuesday.")
    assert report.date == dt.date(2021, 12, 5)


def test_a_report_says_whether_its_day_was_guessed(extract):
    """News without a day is filed under that of its publication."""
    stated, guessed = (extract(f"Gunmen killed two policemen near Daquq{day}.")[0] for day in (" on Wednesday", ""))
    assert (stated.date, stated.guessed) == (guessed.date, False)
    assert guessed.guessed


def test_without_publication_no_relative_date(extract):
    """An article that does not say when it appeared dates nothing."""
    (report,) = extract("Gunmen killed two policemen near Daquq on Sunday.", published=None)
    assert report.date is None


def test_all_capitals(extract):
    """Wire copy in capitals is read like any other."""
    (report,) = extract("KIRKUK, DEC 7 (AFP) -- GUNMEN ATTACKED A CHECKPOINT NEAR DAQUQ ON MONDAY, KILLING TWO POLICEMEN.")
    assert [(casualty.group, casualty.best) for casualty in report.casualties] == [(Group.SECURITY, 2)]


def test_accidental_shots_are_kept_apart(extract):
    """Someone shot by own hand is reported, and never counted."""
    reports = extract("A policeman accidentally shot dead a colleague while cleaning his weapon in Kirkuk on Monday.")
    assert all(report.accidental for report in reports)


def test_a_village_that_no_gazetteer_holds(extract):
    """Its name is the place, and the district beside it says where it lies."""
    (report,) = extract("Gunmen killed two farmers near the village of Xubarazan, in the Daquq district, on Monday.")
    assert (report.place, report.admin2) == ("near the village of Xubarazan", "Daquq")


def test_the_supreme_court_is_no_trial(extract):
    """An office that holds a word of the law sets nothing aside."""
    (report,) = extract("Gunmen opened fire on the car of a supreme court judge in Kirkuk on Monday, killing two bodyguards.")
    assert [casualty.best for casualty in report.casualties] == [2]
