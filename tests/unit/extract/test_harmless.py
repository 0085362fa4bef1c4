"""Articles full of violent words that tell of no incident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stream.model import validate_article

HARMLESS = Path(__file__).parents[2] / "data" / "harmless.jsonl"
#: Wanted is 0.97; this is the floor that was reached and must not be lost.
FLOOR = 0.97


def test_share_of_harmless_articles_kept_clean(extractor):
    """At least the floor of the harmless articles gives no report, those of mishaps left aside."""
    articles = [validate_article(json.loads(line)) for line in HARMLESS.read_text(encoding="utf-8").splitlines()]
    clean = [not any(not report.accidental for report in extractor.extract(article)) for article in articles]
    assert sum(clean) / len(clean) >= FLOOR


NOTHING = {
    "a gas explosion": "Seven people were killed in an explosion at a bakery in Basra on Monday. A gas leak was the cause, the owner said.",
    "a lorry": "Six people died on Monday when a lorry ran into a crowded market street in Kut.",
    "a storm": "A typhoon killed 30 people on the coast on Sunday and fought its way inland.",
    "a beast": "A crocodile attacked two fishermen on Monday and killed one of them.",
    "a brawl": "Two groups of students clashed outside a dormitory on Monday. One was stabbed in the arm, and four were arrested.",
    "a theft": "Police arrested five men in Erbil on Monday over the theft of telephone cables.",
    "an offence without arms": "Police arrested five men in Erbil on Monday for selling tickets to a concert that never took place.",
    "a film": "The new film opens with an ambush: four soldiers are killed in the first scene. The director and his cast took the drama to the festival on Monday.",
    "biathlon": "On Sunday the biathlete shot ten of ten to win gold, her second medal of the season, after a chase on the last lap of the race.",
    "an old war": "On 3 May 1811 the besiegers shelled the town and killed 40 defenders.",
    "the past told on": "The church was hit in 2002, when rebels attacked the village. At least 70 were killed. On Monday a choir sang there.",
    "antiquity": "The town was attacked and burnt in 612 BC, and hundreds were killed.",
    "a drill": "Two gunmen shot six people in a school near Kirkuk on Monday. It was all part of the exercise, teachers said.",
    "a word that is not meant": 'On Monday the photographer "shot" three ministers in Baghdad.',
}


@pytest.mark.parametrize("what", NOTHING)
def test_what_a_whole_article_is_about(extract, what):
    """Accidents, nature, unarmed crime, fiction, sport, history and drills are no incidents."""
    assert extract(NOTHING[what]) == ()


INCIDENTS = {
    "arms beside an accident": "Gunmen attacked a fuel tanker near Hawija on Monday and killed its driver, and the tanker crashed.",
    "a film theatre": "A gunman opened fire in a cinema in Basra on Monday, killing two people, police said. The film was a comedy; the audience fled from the theatre.",
    "a house number": "A man was shot dead in the 1900 block of Palm Street on Monday, police said.",
    "arrest of fighters": "Police arrested three suspected terrorists in Erbil on Monday.",
}


@pytest.mark.parametrize("what", INCIDENTS)
def test_what_is_an_incident_all_the_same(extract, what):
    """Arms in head or lead outweigh the words of another subject."""
    assert len(extract(INCIDENTS[what])) == 1
