"""Logs, bulletins and round-ups: what is told where, and what is told of the same event."""

from __future__ import annotations

LOG = """KIRKUK, Domiz quarter. A hand grenade was thrown at a pharmacy at midnight. Nobody was hurt.

DAQUQ. Two policemen were killed by a sniper on the canal road.

LAYLAN. A minibus overturned and its driver was killed."""


def test_entries_headed_by_a_place(extract):
    """The place at the head of an entry is where its event was; accidents stay out."""
    reports = extract(LOG, title="From the police log: Tuesday 7 December")
    assert [(report.admin2, report.date.isoformat()) for report in reports] == [("Kirkuk", "2021-12-07"), ("Daquq", "2021-12-07")]


def test_hours_later(extract):
    """An event that another word leads over to is one of its own, on the day of the one before."""
    first, second = extract(
        "Gunmen killed two policemen near Daquq on Monday.\n\nHours later a roadside bomb went off beside a bus near Amerli. The driver was killed."
    )
    assert (first.admin2, second.admin2, second.date) == ("Daquq", "Tuz Khurmatu", first.date)
    assert [casualty.best for casualty in second.casualties] == [1]


def test_scene_told_before_the_event(extract):
    """Where armed men were seen is where the next sentence happened."""
    (report,) = extract("On Monday night four terrorists approached a post near Makhmour.\n\nTwo of the terrorists were killed in the shooting.")
    assert (report.admin2, report.date.isoformat()) == ("Makhmur", "2021-12-06")


def test_scene_told_behind_the_event(extract):
    """The words "it happened" tell where and when of what was told before."""
    (report,) = extract("Three farmers were shot dead by gunmen, officials said.\n\nIt happened on Monday near Muqdadiya.")
    assert (report.admin2, report.date.isoformat()) == ("Muqdadiya", "2021-12-06")


def test_bodies_of_the_dead_are_no_event_of_their_own(extract):
    """Bodies found a day later belong to those killed before."""
    (report,) = extract(
        "Troops killed three militants in a raid near Hawija on Monday.\n\nTheir bodies were found on Tuesday morning beside a canal."
    )
    assert report.date.isoformat() == "2021-12-06"


def test_where_a_victim_comes_from(extract):
    """The home of a victim is not where he was hit."""
    (report,) = extract("Gunmen fired on cars near Daquq on Monday.\n\nTwo men were wounded: a soldier and a lorry driver from Duhok.")
    assert report.admin2 == "Daquq"


def test_places_side_by_side_are_as_many_attacks(extract):
    """A deed that hurt nobody, told of several places, was done in each of them."""
    reports = extract("SAN SALVADOR, 7 DEC (ABC) -- REBELS TODAY BLEW UP PYLONS IN CHALATENANGO, USULUTAN AND MORAZAN.")
    assert [report.place for report in reports] == ["CHALATENANGO", "USULUTAN", "MORAZAN"]


def test_a_toll_keeps_places_together(extract):
    """How many were hit in which place nobody says, so it stays one report."""
    reports = extract("Bombs that killed five people went off in Kirkuk and Baquba on Monday, police said.")
    assert [sum(casualty.best for casualty in report.casualties) for report in reports] == [5]


def test_one_more_bomb_in_a_wire(extract):
    """What is told as one more of its kind is an attack of its own, in the same town too."""
    text = (
        "LIMA, 7 DEC (ABC) -- A BOMB EXPLODED TODAY OUTSIDE A BANK IN HUANCAYO.\n\n"
        "A THIRD POWERFUL EXPLOSION WOUNDED TWO PEOPLE IN ANOTHER STREET OF HUANCAYO."
    )
    assert len(extract(text)) == 2


def test_an_attack_that_a_wire_places(extract):
    """Behind its main news a wire tells other attacks with their place and without a day."""
    text = (
        "LIMA, 7 DEC (ABC) -- THREE SOLDIERS WERE KILLED YESTERDAY WHEN REBELS AMBUSHED THEIR PATROL NEAR AYACUCHO.\n\n"
        "IN ADDITION, URBAN GUERRILLAS BLEW UP A BUS IN HUANCAYO."
    )
    assert [report.place for report in extract(text)] == ["NEAR AYACUCHO", "HUANCAYO"]


TOWN = """Two people were killed and five others were wounded in shootings across the city on Monday night, police said.

About 7:15 p.m., a baker was shot dead in the 300 block of North Mill Street. He was pronounced dead at 8:05 p.m. in a clinic.

Two hours later, four women were shot in the 1200 block of East Palm Avenue. One of the women is in critical condition.

At 10:40 p.m., a man was killed and a girl was wounded in a shooting at a car wash."""


def test_a_town_round_up(extract):
    """Each shooting, known by its block or hour, is news of its own; what the lead sums up is none."""
    reports = extract(TOWN, title="2 killed, 5 wounded in Milltown shootings")
    tolls = [{casualty.effect.value: casualty.best for casualty in report.casualties} for report in reports]
    assert tolls == [{"killed": 1}, {"wounded": 4}, {"killed": 1, "wounded": 1}]
    assert all(report.primary for report in reports)


def test_one_shooting_told_with_two_hours(extract):
    """Where no head speaks of several, another hour is the hour of a call."""
    reports = extract(
        "Four women were shot in the 300 block of North Mill Street about 7:15 p.m. on Monday.\n\n"
        "At 7:40 p.m., two women were driven to a clinic.\n\nOne woman was shot in the leg."
    )
    assert [[casualty.best for casualty in report.casualties] for report in reports] == [[4]]


def test_where_a_victim_lives_is_no_scene(extract):
    """The block of somebody's home does not tell another shooting."""
    reports = extract(
        "Two shootings on Monday left a man dead.\n\nA man was shot dead in the 300 block of North Mill Street.\n\n"
        "Omar Salih, of the 900 block of Palm Street, was shot in the chest.",
        title="Man dies after shootings in Milltown",
    )
    assert sum(casualty.best for report in reports for casualty in report.casualties) == 1


def test_background_of_a_wire_with_a_month_of_its_own(extract):
    """Below a lead of another subject a wire tells news, and what was done last month."""
    text = (
        "LIMA, 7 DEC (ABC) -- THE MURDER OF A BISHOP WAS 10 YEARS AGO TODAY, THE GOVERNMENT SAID.\n\n"
        "ON 3 DECEMBER TWO FARMERS WERE KILLED BY REBELS IN LIMA.\n\n"
        "LAST MONTH A BOMB EXPLODED AT AN OFFICE IN HUANCAYO."
    )
    assert [(report.type, report.primary) for report in extract(text)] == [("armed_attack", True), ("bombing", False)]
