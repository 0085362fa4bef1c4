"""Wire copy that is all in capitals, where names do not stand out."""

from __future__ import annotations

from collections.abc import Callable

from stream.model import Effect, Group, IncidentType, Report

Extract = Callable[..., tuple[Report, ...]]


def killed(report: Report) -> int:
    return sum(casualty.best for casualty in report.casualties if casualty.effect is Effect.KILLED)


def test_counts_a_victim_known_by_name_alone(extract: Extract) -> None:
    """A given name and a surname are a person."""
    (report,) = extract("BOGOTA, 7 DEC (ABC) -- GUNMEN YESTERDAY SHOT AND KILLED ESTEBAN QUIJANO AS HE LEFT A RESTAURANT IN CALI.")
    assert killed(report) == 1


def test_counts_names_in_a_list(extract: Extract) -> None:
    """Each name of a list is a person of its own."""
    (report,) = extract(
        "LIMA, 7 DEC (ABC) -- TWO BROTHERS WERE AMBUSHED YESTERDAY. ESTEBAN QUIJANO AND RAMIRO DE LA TORRE WERE MURDERED BY GUERRILLAS."
    )
    assert killed(report) == 2


def test_knows_a_surname_again(extract: Extract) -> None:
    """Who was named in full may later be named by surname alone."""
    text = "LIMA, 7 DEC (ABC) -- GUNMEN YESTERDAY AMBUSHED ESTEBAN QUIJANO NEAR HIS HOUSE IN LIMA.\n\nQUIJANO DIED BEFORE HELP ARRIVED."
    (report,) = extract(text)
    assert killed(report) == 1


def test_takes_no_place_for_a_person(extract: Extract) -> None:
    """A given name behind "San" is a town's."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- A BOMB EXPLODED YESTERDAY IN SAN RAMON, KILLING TWO FARMERS.")
    assert killed(report) == 2


def test_reads_a_murder_told_by_its_victim(extract: Extract) -> None:
    """A murder behind "'s" has a victim, whatever is to follow from it."""
    text = "LIMA, 7 DEC (ABC) -- THE GOVERNMENT WILL LOOK INTO JUDGE ESTEBAN QUIJANO'S MURDER, WHICH TOOK PLACE YESTERDAY IN LIMA."
    (report,) = extract(text)
    assert killed(report) == 1


def test_leaves_out_what_was_only_tried(extract: Extract) -> None:
    """Nobody is dead of an attempt."""
    reports = extract("LIMA, 7 DEC (ABC) -- GUERRILLAS YESTERDAY ATTEMPTED TO KILL JUDGE ESTEBAN QUIJANO IN LIMA WITH A CAR BOMB.")
    assert [killed(report) for report in reports] == [0]


def test_keeps_an_attack_that_hit_nobody(extract: Extract) -> None:
    """Militants and what they did are enough, also where no place is named."""
    (report,) = extract("7 DEC (ABC) -- TEN TERRORISTS YESTERDAY HURLED DYNAMITE AT THE RESIDENCE OF THE CONSUL.")
    assert report.type is IncidentType.BOMBING


def test_reads_victims_called_murdered(extract: Extract) -> None:
    """What is told of them in passing is told all the same."""
    text = "LIMA, 7 DEC (ABC) -- THE FAMILIES OF THE TWO MURDERED TEACHERS YESTERDAY MET THE PRESIDENT OF PERU IN LIMA."
    assert [killed(report) for report in extract(text)] == [2]


def test_tells_the_murders_of_two_persons_apart(extract: Extract) -> None:
    """Another name is another murder."""
    text = (
        "BOGOTA, 7 DEC (ABC) -- THE STRIKE BEGAN AFTER THE MURDER OF JUDGE ESTEBAN QUIJANO IN COLOMBIA."
        "\n\nIT HAD BEEN PLANNED SINCE MAY. MANY REMEMBER THE MURDER OF SENATOR RAMIRO BAUTISTA."
    )
    assert [killed(report) for report in extract(text)] == [1, 1]


def test_takes_a_court_for_no_trial(extract: Extract) -> None:
    """Who works for a court may be a victim."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- TWO GUNMEN YESTERDAY SHOT AND KILLED A HIGHER COURT PROSECUTOR IN LIMA.")
    assert killed(report) == 1


def test_names_who_stands_far_behind_by(extract: Extract) -> None:
    """A front of a group is the group."""
    (report,) = extract("BOGOTA, 7 DEC (ABC) -- THREE FARMERS WERE KILLED YESTERDAY IN COLOMBIA BY ALLEGED MEMBERS OF THE 12TH FRONT OF THE FARC.")
    assert report.perpetrator == "FARC"


def test_takes_a_title_for_a_part_of_the_name(extract: Extract) -> None:
    """A short title stands between the murder and the name."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- POLICE ARRESTED TWO MEN YESTERDAY FOR THE MURDER OF MSGR ESTEBAN QUIJANO IN LIMA.")
    assert killed(report) == 1


def test_finds_the_victim_behind_what_killed_him(extract: Extract) -> None:
    """No letter tells where the name begins behind an active verb."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- REBELS CLAIMED THE DYNAMITE ATTACK THAT KILLED PERUVIAN JUDGE ESTEBAN QUIJANO YESTERDAY.")
    assert killed(report) == 1


def test_reads_a_country_with_full_stops_inside_a_phrase(extract: Extract) -> None:
    """The short name of the United States ends no phrase."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- GUNMEN YESTERDAY KILLED TWO U.S. MORMON MISSIONARIES IN LIMA.")
    assert killed(report) == 2


def test_takes_a_funeral_march_for_no_month(extract: Extract) -> None:
    """A march is of this year's March only where a preposition says so."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- THE MARCH OF MOURNERS WAS FIRED ON YESTERDAY. GUNMEN KILLED TWO TEACHERS IN LIMA.")
    assert report.date is not None
    assert report.date.isoformat() == "2021-12-07"


def test_counts_a_driver_on_the_side_of_his_minister(extract: Extract) -> None:
    """The word "terrorist" before the attack names nobody whose driver he may be."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- THE MINISTER WAS WOUNDED YESTERDAY IN A TERRORIST ATTACK IN WHICH HIS DRIVER WAS KILLED.")
    assert {casualty.group for casualty in report.casualties} == {Group.CIVILIAN}


def test_looks_over_what_is_put_between_victim_and_verb(extract: Extract) -> None:
    """A clause between commas parts the victim from the verb."""
    (report,) = extract(
        "LIMA, 7 DEC (ABC) -- SERGEANT ESTEBAN QUIJANO, WHO TAUGHT IN CALI BEFORE HE MOVED HERE, WAS SHOT TO DEATH BY GUERRILLAS YESTERDAY."
    )
    assert killed(report) == 1


def test_looks_for_the_victims_behind_place_and_day(extract: Extract) -> None:
    """Where and when may stand between a murder and whose it is."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- THE UNION CONDEMNED THE MURDER IN CALI ON 6 DECEMBER OF TWO TEACHERS.")
    assert killed(report) == 2


def test_counts_somebody_of_whom_no_list_knows_the_name(extract: Extract) -> None:
    """What is only done to people is done to a person."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- YESTERDAY REBELS KIDNAPPED ELVIRO OXLEY, THE OWNER OF A MILL, NEAR LIMA.")
    assert [(casualty.effect, casualty.best) for casualty in report.casualties] == [(Effect.ABDUCTED, 1)]


def test_takes_no_kidnappers_for_the_kidnapped(extract: Extract) -> None:
    """Behind an active verb stands whom it was done to, also where the word for them is not known."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- UNIDENTIFIED PERSONS YESTERDAY KIDNAPPED A MILLINER IN LIMA.")
    assert [(casualty.effect, casualty.best) for casualty in report.casualties] == [(Effect.ABDUCTED, 1)]


def test_counts_no_one_of_the_main_clause_with_the_dead(extract: Extract) -> None:
    """A fronted phrase ends with its comma."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- AFTER YESTERDAY'S MURDER IN LIMA OF JUDGE ESTEBAN QUIJANO, THE 40 JUDGES OF THE CITY WENT ON STRIKE.")
    assert killed(report) == 1


def test_reads_an_hour_as_no_year(extract: Extract) -> None:
    """Hours of four digits are of the day, and no history."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- A BOMB EXPLODED AT 1830 YESTERDAY IN LIMA, KILLING TWO FARMERS.")
    assert killed(report) == 2


def test_tells_two_murders_of_one_sentence_apart(extract: Extract) -> None:
    """Two who were murdered apart are two events."""
    text = (
        "LIMA, 7 DEC (ABC) -- THE UNION CONDEMNED YESTERDAY'S MURDER OF JUDGE ESTEBAN QUIJANO AND THE KIDNAPPING OF PROFESSOR RAMIRO OXLEY IN CALI."
    )
    assert len(extract(text)) == 2


def test_takes_one_of_many_for_another_where_he_is_something_else(extract: Extract) -> None:
    """A judge is none of the three farmers."""
    text = (
        "LIMA, 7 DEC (ABC) -- POLICE LOOK INTO YESTERDAY'S MURDER OF THREE FARMERS IN LIMA.\n\n"
        "THEY ALSO SPOKE OF THE MURDER OF JUDGE ESTEBAN QUIJANO."
    )
    assert sorted(killed(report) for report in extract(text)) == [1, 3]


def test_counts_the_held_and_not_the_word_hostage(extract: Extract) -> None:
    """Who is held hostage stands before the verb."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- TWO DIPLOMATS ARE BEING HELD HOSTAGE BY REBELS IN LIMA TODAY.")
    assert [casualty.best for casualty in report.casualties if casualty.effect is Effect.ABDUCTED] == [2]


def test_takes_a_murder_for_no_bombing_of_which_others_tell(extract: Extract) -> None:
    """A bomb of another sentence, which hurt nobody, is not how a judge was murdered."""
    text = "LIMA, 7 DEC (ABC) -- JUDGE ESTEBAN QUIJANO WAS MURDERED IN LIMA YESTERDAY.\n\nHE HAD SPOKEN OF BOMBINGS AND OF A CAR BOMB."
    (report,) = extract(text)
    assert report.type is not IncidentType.BOMBING


def test_keeps_a_murder_since_which_something_is_summed_up(extract: Extract) -> None:
    """What has been since the murder of somebody sets not the murder aside."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- SINCE THE MURDER OF JUDGE ESTEBAN QUIJANO IN LIMA, 40 JUDGES HAVE LEFT THE COUNTRY.")
    assert killed(report) == 1
