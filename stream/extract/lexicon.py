"""The word lists of config/lexicon: loaded, checked, compiled into one phrase table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stream.config import Located
from stream.errors import ConfigurationError, Problem
from stream.extract.lists import APART, DOTTED, LISTS, NUMBERS, ONLY_WORDS
from stream.extract.tokens import PhraseTable, words_of

#: Kinds of sentence that carry violent words but no incident.
BACKGROUND_KINDS = (
    "cumulative",
    "history",
    "anniversary",
    "threat",
    "forecast",
    "legal",
    "accident",
    "statement",
    "figurative",
    "superseded",
)


@dataclass
class Lexicon:
    """All word lists; `phrases` finds them in tokens, `words` holds the single-word lists."""

    phrases: PhraseTable = field(default_factory=PhraseTable)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    #: What finds the lists that are kept apart from the others.
    apart: PhraseTable = field(default_factory=PhraseTable)
    #: Distinct words of one topic that make an article be about it.
    topic_enough: int = 4
    _seen: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)

    @classmethod
    def load(cls, directory: Path) -> Lexicon:
        """The lists of `directory` (config/lexicon); raises ConfigurationError with every mistake, its file and line."""
        lexicon, problems = cls(), []
        for name, (plain, valued) in LISTS.items():
            try:
                document = Located(directory / f"{name}.yaml")
            except ConfigurationError as error:
                problems += error.problems
                continue
            problems += lexicon._read(document, plain, valued, NUMBERS.get(name, set()))
        if problems:
            raise ConfigurationError(problems)
        return lexicon

    def _read(self, document: Located, plain: set[str], valued: set[str], numbers: set[str]) -> Iterator[Problem]:
        data = document.data
        if not isinstance(data, dict):
            yield document.problem((), "holds no lists", "a mapping of lists")
            return
        for missing in sorted((plain | valued | numbers) - set(data)):
            yield document.problem((), f"the list '{missing}' is missing", "an entry of that name")
        for name, value in data.items():
            if name in numbers:
                yield from self._number(document, name, value)
            elif name in plain:
                yield from self._list(document, (name,), name, name, value)
            elif name in valued and isinstance(value, dict):
                for key, phrases in value.items():
                    yield from self._list(document, (name, str(key)), name, str(key), phrases)
            else:
                yield document.problem((name,), f"'{name}' is no list that the extractor reads", "one of " + ", ".join(sorted(plain | valued)))

    def _number(self, document: Located, name: str, value: Any) -> Iterator[Problem]:
        if isinstance(value, int) and value > 0:
            self.topic_enough = value
        else:
            yield document.problem((name,), f"found {value!r}", "a whole number above 0")

    def _list(self, document: Located, path: tuple[str, ...], category: str, value: str, phrases: Any) -> Iterator[Problem]:
        if not isinstance(phrases, list) or not phrases:
            yield document.problem(path, f"found {str(phrases)[:40]!r}", "a list of words or phrases")
            return
        single: set[str] = set()
        for index, phrase in enumerate(phrases):
            if not isinstance(phrase, str) or not words_of(phrase):
                yield document.problem(
                    (*path, index), f"found {phrase!r}", "a word or phrase; quote words that YAML reads otherwise (yes, no, on, off)"
                )
                continue
            for form, plural in _forms(phrase) if category == "person" else ((phrase, False),):
                words = words_of(form)
                if self._seen.setdefault((category, words), value) != value:
                    yield document.problem((*path, index), f"'{form}' stands under '{self._seen[category, words]}' too", "one place for each phrase")
                    continue
                if category not in ONLY_WORDS:
                    table = self.apart if category in APART else self.phrases
                    table.add(form, category, f"{value}/{'many' if plural else 'one'}" if category == "person" else value)
                single.update(words if len(words) == 1 else {form.lower()} if category in ONLY_WORDS | DOTTED else ())
        self.words[category] = self.words.get(category, frozenset()) | single


def _forms(noun: str) -> Iterator[tuple[str, bool]]:
    """Singular and plural of a noun; an irregular plural is given behind a slash; one form for both counts as plural."""
    singular, _, plural = noun.partition("/")
    plural = plural or _plural(singular)
    if singular != plural:
        yield singular, False
    yield plural, True


def _plural(noun: str) -> str:
    if noun.endswith("man") and noun != "human":
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")
