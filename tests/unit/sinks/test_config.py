from __future__ import annotations

import pytest

from stream.errors import ConfigurationError
from stream.settings import Settings
from stream.sinks.config import KINDS, load_sinks
from stream.sinks.make import make_sink
from stream.sinks.secrets import Secrets

GOOD = """
sinks:
  - name: desk
    kind: webhook
    url: https://desk.example.org/hook
    secret: ${DESK_SECRET}
    only: {severity: warning}
"""


def problems(tmp_path, text, environment=None):
    file = tmp_path / "sinks.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_sinks(file, environment)
    return [(problem.line, problem.field, f"{problem.message} {problem.expected}") for problem in caught.value.problems]


def test_a_missing_file_is_no_sinks(tmp_path):
    """A configuration of before there were sinks is still one."""
    assert load_sinks(tmp_path / "sinks.yaml") == []


def test_a_good_file_is_read(tmp_path):
    """Secrets stay names."""
    (tmp_path / "sinks.yaml").write_text(GOOD)
    (sink,) = load_sinks(tmp_path / "sinks.yaml", {"DESK_SECRET": "whsec_x"})
    assert (sink.name, sink.secret) == ("desk", "${DESK_SECRET}")


def test_a_secret_in_the_file_is_refused_and_not_shown(tmp_path):
    """Files are copied, committed and read by many."""
    ((line, field, told),) = problems(tmp_path, GOOD.replace("${DESK_SECRET}", "whsec_hunter2"))
    assert (line, field) == (6, "sinks.0.secret")
    assert "environment" in told
    assert "hunter2" not in told


def test_a_password_in_an_address_is_refused_and_not_shown(tmp_path):
    """Nor a token in one that is no address at all."""
    ((line, _, told),) = problems(tmp_path, GOOD.replace("https://desk", "https://me:hunter2@desk"))
    assert line == 5
    assert "hunter2" not in told
    ((_, _, told),) = problems(tmp_path, GOOD.replace("https://desk.example.org/hook", "ftp://x/hunter2"))
    assert "hunter2" not in told


def test_a_variable_that_is_not_there_is_named(tmp_path):
    """With the line that asks for it."""
    ((line, field, told),) = problems(tmp_path, GOOD, {"DESK_SECRET": ""})
    assert (line, field) == (6, "sinks.0.secret")
    assert "DESK_SECRET" in told


def test_our_own_names_are_not_for_secrets(tmp_path):
    """Tocsin refuses unknown variables that begin like its own."""
    ((line, _, told),) = problems(tmp_path, GOOD.replace("DESK_SECRET", "TOCSIN_SECRET"))
    assert line == 6
    assert "TOCSIN_SECRET" in told


def test_every_mistake_has_its_line(tmp_path):
    """All at once, in the order of the file."""
    text = """
sinks:
  - name: Bad Name
    kind: webhook
    url: nowhere
    secret: ${A}
  - name: two
    kind: pigeon
  - name: three
    kind: cap
    sender: a b
    colour: red
    directory: x
  - name: four
    kind: cap
    sender: a
"""
    found = problems(tmp_path, text)
    assert [(line, field) for line, field, _ in found] == [
        (3, "sinks.0.name"),
        (5, "sinks.0.url"),
        (8, "sinks.1.kind"),
        (11, "sinks.2.sender"),
        (12, "sinks.2.colour"),
        (14, "sinks.3"),
    ]
    assert all(kind in found[2][2] for kind in KINDS)


def test_two_sinks_of_one_name_are_refused(tmp_path):
    """They would share a position, and each get half."""
    ((line, _, _),) = problems(tmp_path, GOOD + GOOD.split("sinks:\n")[1])
    assert line == 8


def test_a_secret_of_the_wrong_form_is_refused_at_the_start(tmp_path):
    """Before anything is sent, and without showing it."""
    (tmp_path / "sinks.yaml").write_text(GOOD)
    environment = {"DESK_SECRET": "whsec_hunter2"}
    (text,) = load_sinks(tmp_path / "sinks.yaml", environment)
    with pytest.raises(ConfigurationError) as caught:
        make_sink(text, Secrets(environment), "sinks.yaml")
    assert "sinks.desk.secret" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_the_shipped_file_tells_nobody():
    """Who is told is for the operator to say."""
    assert load_sinks(Settings(_env_file=None).config_dir / "sinks.yaml") == []
