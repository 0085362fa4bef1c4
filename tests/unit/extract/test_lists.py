"""Word lists and actors: mistakes are named with file, line and what would be right."""

from __future__ import annotations

import shutil

import pytest

from stream.config import shipped_config
from stream.errors import ConfigurationError
from stream.extract import Actors, Lexicon


@pytest.fixture
def lists(tmp_path):
    return shutil.copytree(shipped_config() / "lexicon", tmp_path / "lexicon")


def mistakes(load):
    with pytest.raises(ConfigurationError) as caught:
        load()
    return caught.value.problems


def test_a_word_that_yaml_reads_as_a_truth_value(lists):
    """An unquoted `no` is no word; the line says so."""
    (lists / "places.yaml").write_text(
        "article: [the, no]\nlocative: [in]\noffset: [x]\nelsewhere: [to]\nactor_after: [said]\nsettlement: [town]\nsame_place: [same]\nbuilding: [mall]\nrealm: [country]\nzone: [area]\nbearing: {0: [up]}\nkilometre: [km]\nmile: [mi]\naway: [from]\nvillage: [village]\nstretch: [road]\noutskirts: [edge]\nthis_city: [this city]\nthe_capital: [the capital]\ndescribes: [northern]\naiming: [fired]\n"
    )
    (problem,) = mistakes(lambda: Lexicon.load(lists))
    assert (problem.line, problem.field) == (1, "article.1")
    assert "quote" in problem.expected


def test_a_missing_list(lists):
    """Every list must be there."""
    (lists / "places.yaml").write_text("article: [the]\n")
    assert {"the list 'locative' is missing", "the list 'settlement' is missing"} <= {
        problem.message for problem in mistakes(lambda: Lexicon.load(lists))
    }


def test_an_unknown_list(lists):
    """A misspelt list is not silently without effect."""
    with (lists / "places.yaml").open("a") as file:
        file.write("artikle: [der]\n")
    assert "artikle" in mistakes(lambda: Lexicon.load(lists))[0].message


def test_a_phrase_under_two_values(lists):
    """One phrase cannot mean two things in one list."""
    text = (lists / "dates.yaml").read_text().replace("[tuesday,", "[monday,")
    (lists / "dates.yaml").write_text(text)
    assert "'monday' stands under '0' too" in mistakes(lambda: Lexicon.load(lists))[0].message


def test_all_files_are_checked_at_once(lists):
    """Mistakes of several files come together."""
    (lists / "dates.yaml").write_text("[")
    (lists / "places.yaml").unlink()
    assert len({problem.file for problem in mistakes(lambda: Lexicon.load(lists))}) == 2


def test_an_alias_of_two_actors(tmp_path):
    """A name means one actor."""
    file = tmp_path / "actors.yaml"
    file.write_text(
        "actors:\n  - {name: A, kind: militant, group: militant, aliases: [a]}\n  - {name: B, kind: state, group: security, aliases: [a]}\n"
    )
    (problem,) = mistakes(lambda: Actors.load(file))
    assert (problem.line, problem.message) == (3, "'a' is an alias of A too")


def test_an_unknown_kind_of_actor(tmp_path):
    """The line of the field, and what would be right."""
    file = tmp_path / "actors.yaml"
    file.write_text("actors:\n  - {name: A, kind: rebel, group: militant, aliases: [a]}\n")
    problem = mistakes(lambda: Actors.load(file))[0]
    assert problem.line == 2
    assert "'state' or 'militant'" in problem.message


def test_capital_aliases_are_found_in_capitals_only(sentences):
    """The group is "IS", the verb "is"."""
    assert [name for _, _, name in sentences("IS is blamed.")[0].find("actor")] == ["ISIS"]
