"""Nothing that a model says is believed unless the article says it too: reports stand whole, or not at all."""

from __future__ import annotations

import json
from datetime import date

import pytest

from stream.extractors import Unanswered
from stream.extractors.openai.reading import MAX_REPORTS, REFUSED
from stream.extractors.openai.schema import answer_schema
from stream.model import Article, Casualty, Effect, Group, PlacePrecision


@pytest.fixture
def read(reader, article):
    """The answer to some reports, read against the article."""
    return lambda *reports: reader.read(article, json.dumps({"reports": list(reports)}))


def refusal(read, *reports):
    with pytest.raises(Unanswered) as caught:
        read(*reports)
    return str(caught.value)


def test_a_good_answer_is_a_report(read, told, article):
    """With the article's own quote, the gazetteer's place and the list's actor."""
    (report,) = read(told).reports
    assert (report.article_id, report.source, report.date, report.perpetrator) == ("a1", "Test Wire", date(2021, 12, 7), "ISIS")
    assert (report.country, report.admin1, report.admin2, report.place_precision) == ("IQ", "Diyala", "Kifri", PlacePrecision.POINT)
    assert "iq-diyala-kifri" in report.regions
    (casualty,) = report.casualties
    assert (casualty.effect, casualty.group, casualty.best, casualty.label) == (Effect.KILLED, Group.SECURITY, 3, "police officers")
    for quote in (*report.quotes, casualty.quote):
        assert getattr(article, quote.field)[quote.start : quote.end] == quote.text


def test_no_incident_is_an_answer(read):
    """And no failure."""
    assert (read().reports, read().flags) == ((), ())


def test_ids_are_by_content(read, told):
    """The same answer gives the same id, another number another one; the same report twice is one."""
    more = told | {"casualties": [told["casualties"][0] | {"best": 4, "high": 4}]}
    (one,), (again,), (other,) = read(told).reports, read(told, told).reports, read(more).reports
    assert one.id == again.id != other.id


def test_a_place_is_found_with_the_units_said_for_it(read, told):
    """The same regions as the built-in extractor gives; a district that is known alone is no point."""
    (report,) = read(told | {"place": None, "admin2": "Kifri"}).reports
    assert (report.place, report.admin2) == (None, "Kifri")


def test_near_a_place_is_an_area(read, told):
    """As the model says it."""
    (report,) = read(told | {"place_precision": "area"}).reports
    assert report.place_precision is PlacePrecision.AREA


def test_a_place_that_the_article_does_not_name_is_no_place(read, told):
    """Neither as written, nor on the map."""
    (report,) = read(told | {"place": "Atlantis", "admin2": None, "admin1": None, "country": None}).reports
    assert (report.place, report.country, report.regions, report.place_precision) == (None, None, (), PlacePrecision.UNKNOWN)


def test_an_actor_is_of_our_list_or_of_the_article(read, told):
    """What neither has is left out."""
    (report,) = read(told | {"perpetrator": "the Illuminati", "targets": ["Police Checkpoint", "the moon"]}).reports
    assert (report.perpetrator, report.targets) == (None, ("police checkpoint",))


def test_a_label_is_of_the_article(read, told):
    """Else there is none."""
    (report,) = read(told | {"casualties": [told["casualties"][0] | {"label": "brave heroes"}]}).reports
    assert report.casualties[0].label == ""


def test_quotes_match_without_regard_to_blanks_and_capitals(reader, told):
    """Models join lines and straighten quotes; the report holds the article's own."""
    text = "Islamic State militants attacked\na checkpoint in Kifri’s centre on Tuesday, killing 3 police officers."
    article = Article.model_validate({"id": "a", "text": text, "published": "2021-12-08T09:00:00+03:00"})
    said = "islamic state militants attacked a checkpoint in Kifri's   centre"
    spoilt = told | {"quotes": [said], "casualties": []}
    (report,) = reader.read(article, json.dumps({"reports": [spoilt]})).reports
    assert report.quotes[0].text == "Islamic State militants attacked\na checkpoint in Kifri’s centre"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quotes": ["Aliens landed in Kifri on Tuesday."]}, "quote"),
        ({"quotes": []}, "quote"),
        ({"quotes": ["killing"]}, "quote"),
        ({"quotes": "Islamic State militants"}, "quote"),
        ({"quotes": [7, None, {}]}, "quote"),
        ({"type": "alien_landing"}, "invalid"),
        ({"type": None}, "invalid"),
        ({"primary": "yes"}, "invalid"),
        ({"date": "Tuesday"}, "invalid"),
        ({"date": 1638835200}, "invalid"),
        ({"date": "2021-12-07", "date_end": "2021-12-06"}, "date"),
        ({"date": "2021-12-07", "date_precision": "unknown"}, "date"),
        ({"date": None, "date_end": None}, "date"),
        ({"date": "2022-12-07", "date_end": "2022-12-07"}, "future"),
    ],
)
def test_a_report_that_cannot_be_is_refused(read, told, change, reason):
    """Each for its own reason."""
    assert f"1 for {reason}" in refusal(read, told | change)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"best": -3, "low": -3}, "invalid"),
        ({"low": -1}, "invalid"),
        ({"best": 3.5}, "invalid"),
        ({"best": "3"}, "invalid"),
        ({"best": True}, "invalid"),
        ({"low": 5}, "invalid"),
        ({"high": 1}, "invalid"),
        ({"best": 10**9, "high": 10**9}, "invalid"),
        ({"effect": "annoyed"}, "invalid"),
        ({"quote": "killing 300 police officers, it said"}, "quote"),
        ({"quote": None}, "quote"),
    ],
)
def test_a_figure_that_cannot_be_refuses_its_report(read, told, change, reason):
    """To leave out the figure alone would understate the toll in silence."""
    assert f"1 for {reason}" in refusal(read, told | {"casualties": [told["casualties"][0] | change]})


def test_one_entry_for_each_effect_and_group(read, told):
    """Two cannot both be right."""
    assert "1 for doubled" in refusal(read, told | {"casualties": [told["casualties"][0], told["casualties"][0] | {"best": 2, "low": 2}]})


def test_nobody_hurt_is_no_entry(read, told):
    """Zero killed is not a casualty."""
    (report,) = read(told | {"casualties": [told["casualties"][0] | {"low": 0, "best": 0, "high": 0}]}).reports
    assert report.casualties == ()


def test_what_stands_is_kept_when_another_is_refused(read, told):
    """Flagged, and counted by reason."""
    answer = read(told, told | {"quotes": ["Aliens landed in Kifri."]}, "a report")
    assert (len(answer.reports), answer.flags) == (1, (REFUSED,))
    assert sorted((fact.name, fact.labels, fact.value) for fact in answer.facts) == [
        ("extractor_refused", ("quote",), 1),
        ("extractor_refused", ("schema",), 1),
    ]


def test_endless_answers_are_cut(read, told):
    """A thousand reports of one article are not to be believed."""
    answer = read(*[told] * (MAX_REPORTS + 5))
    assert [(fact.labels, fact.value) for fact in answer.facts] == [(("too_many",), 5)]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Sure! Here is the JSON:", "not_json"),
        ('{"reports": [', "not_json"),
        ('{"reports": [NaN]}', "not_json"),
        ('{"reports": ["\\ud800"]}', "not_json"),
        ('{"reports": [' + "9" * 5000 + "]}", "not_json"),
        ("[" * 200_000, "not_json"),
        ("[]", "schema"),
        ('{"incidents": []}', "schema"),
        ('{"reports": {}}', "schema"),
        ("null", "schema"),
    ],
)
def test_what_is_not_of_the_schema_is_no_answer(reader, article, raw, reason):
    """And may be asked for again."""
    with pytest.raises(Unanswered) as caught:
        reader.read(article, raw)
    assert (caught.value.reason, caught.value.again) == (reason, True)


def test_the_schema_is_the_reports_own(told):
    """Every property is required and known; what a strict endpoint does not know is not in it."""
    schema = answer_schema()
    report = schema["properties"]["reports"]["items"]
    assert set(report["properties"]) == set(report["required"]) == set(told)
    casualty = report["properties"]["casualties"]["items"]
    assert set(casualty["properties"]) == set(Casualty.model_fields)
    assert not {'"default"', '"minimum"', '"pattern"', '"format"'} & set(json.dumps(schema).replace(":", " ").split())
    assert {reference.split("/")[-1] for reference in _references(schema)} <= set(schema["$defs"])


def _references(node):
    if isinstance(node, dict):
        for name, value in node.items():
            yield from [value] if name == "$ref" else _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
