"""Extractors are found by name, among those that packages register."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from stream.errors import ConfigurationError
from stream.extractors import builtin
from stream.extractors.registry import GROUP, find


def registrations(*pairs):
    return lambda: [EntryPoint(name, value, GROUP) for name, value in pairs]


def mistake(name, *pairs):
    with pytest.raises(ConfigurationError) as caught:
        find(name, registrations(*pairs))
    return str(caught.value)


def test_the_shipped_ones_are_registered():
    """By our own pyproject.toml."""
    assert find("builtin") is builtin.create
    assert find("openai").__module__ == "stream.extractors.openai"


def test_an_unknown_name_names_those_that_are_known():
    """And the one that was perhaps meant."""
    told = mistake("buildin", ("builtin", "a:b"), ("openai", "c:d"))
    assert "'buildin'" in told
    assert "builtin, openai" in told
    assert "builtin, perhaps" in told


def test_a_name_that_two_packages_register_is_a_mistake():
    """Which of them is meant cannot be told; both are named."""
    told = mistake("spacy", ("spacy", "one:create"), ("spacy", "two:create"))
    assert "one:create, two:create" in told


def test_what_cannot_be_imported_names_the_remedy():
    """Ours lack an extra; others are told where the function should be."""
    assert "pip install 'tocsin[llm]'" in mistake("openai", ("openai", "stream.no_such_module:create"))
    assert "a function at json:create" in mistake("mine", ("mine", "json:create"))
