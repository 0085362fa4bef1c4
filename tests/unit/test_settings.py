"""Settings come from the environment, and every mistake is named."""

import pytest

from stream.errors import ConfigurationError
from stream.settings import ClockKind, SecurityProtocol, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch, tmp_path):
    for name in ("BROKERS", "NAME", "PARTITIONS", "CLOCK"):
        monkeypatch.delenv(f"TOCSIN_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def problems(**given):
    with pytest.raises(ConfigurationError) as caught:
        load_settings(**given)
    return [str(problem) for problem in caught.value.problems]


def test_brokers_are_a_list_with_commas(monkeypatch):
    """Several brokers stand in one variable."""
    monkeypatch.setenv("TOCSIN_BROKERS", "one:9092, two:9093")
    assert load_settings().brokers == ("one:9092", "two:9093")


def test_the_command_line_wins_over_the_environment(monkeypatch):
    """What is given by hand counts, and None is nothing given."""
    monkeypatch.setenv("TOCSIN_CLOCK", "wall")
    settings = load_settings(clock="data", name=None)
    assert (settings.clock, settings.name) == (ClockKind.DATA, "tocsin")


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    """A line of .env is the default of a variable."""
    (tmp_path / ".env").write_text("TOCSIN_NAME=file\nTOCSIN_PARTITIONS=8\n")
    monkeypatch.setenv("TOCSIN_NAME", "env")
    settings = load_settings()
    assert (settings.name, settings.partitions) == ("env", 8)


def test_every_mistake_is_told_at_once(monkeypatch):
    """Two wrong variables are two problems, each with name and found value."""
    monkeypatch.setenv("TOCSIN_PARTITIONS", "many")
    monkeypatch.setenv("TOCSIN_BROKERS", "localhost")
    told = "\n".join(problems())
    assert "TOCSIN_PARTITIONS" in told
    assert "'many'" in told
    assert "'localhost' is not host:port" in told


def test_a_mistake_in_the_file_has_its_line(tmp_path):
    """The line of .env is told."""
    (tmp_path / ".env").write_text("# ours\nTOCSIN_PARTITIONS=0\n")
    assert problems()[0].startswith(".env:2: TOCSIN_PARTITIONS: ")


def test_a_misspelt_variable_is_told_with_the_right_one(monkeypatch):
    """A variable that begins like ours and is none is a mistake."""
    monkeypatch.setenv("TOCSIN_BROKER", "localhost:9092")
    assert "expected TOCSIN_BROKERS" in problems()[0]


def test_what_kubernetes_adds_is_no_mistake(monkeypatch):
    """A Service named tocsin puts variables into every container of its namespace."""
    for name in ("TOCSIN_SERVICE_HOST", "TOCSIN_SERVICE_PORT", "TOCSIN_PORT", "TOCSIN_PORT_8080_TCP_ADDR", "TOCSIN_WORKER_SERVICE_HOST"):
        monkeypatch.setenv(name, "10.0.0.1")
    load_settings()


def test_an_empty_variable_is_not_set(monkeypatch):
    """Compose files pass variables on empty."""
    monkeypatch.setenv("TOCSIN_PARTITIONS", "")
    monkeypatch.setenv("TOCSIN_SSL_CAFILE", "")
    assert load_settings().partitions == 4


def test_sasl_needs_user_and_password():
    """The missing variable is named."""
    assert "TOCSIN_SASL_PASSWORD is missing" in problems(security_protocol="SASL_SSL", sasl_username="me")[0]


def test_a_certificate_needs_its_key(tmp_path):
    """Half of mTLS is a mistake."""
    assert "go together" in problems(security_protocol="SSL", ssl_certfile=str(tmp_path / "x.pem"))[0]


def test_a_password_is_shown_nowhere(monkeypatch):
    """Neither the settings nor their mistakes show it."""
    monkeypatch.setenv("TOCSIN_SASL_PASSWORD", "hunter2")
    settings = load_settings(security_protocol=SecurityProtocol.SASL_PLAINTEXT, sasl_username="me")
    assert "hunter2" not in repr(settings) + settings.model_dump_json()
    assert "hunter2" not in "\n".join(problems(sasl_mechanism="ROT13"))


def test_a_missing_directory_is_told():
    """The variable and the directory are named."""
    assert problems(config_dir="/no/such/place") == ["environment: TOCSIN_CONFIG_DIR: there is no directory '/no/such/place'"]


def test_the_prefix_is_put_before_topics():
    """One broker can hold several installations."""
    assert load_settings(topic_prefix="test.").topic("alerts") == "test.alerts"
