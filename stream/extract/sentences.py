"""An article as sentences: paragraphs, bullets, abbreviations, datelines, all-capitals wire copy. Offsets stay those of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dc_field

from stream.extract.prefilter import Hits
from stream.extract.tokens import PhraseTable, Tags, Token, tokenise
from stream.model import Article, Quote

#: Longest sentence, in tokens: text without a full stop is cut there, so that no step looks at more at once.
MAX_TOKENS = 300
#: No article has more sentences that may tell something: what goes on for longer is made to cost time, and the rest of it is left out.
MAX_SENTENCES = 2_500
_SPACE_MARK = re.compile(r"\s")
#: Longest abbreviation in a dateline ("Sept.").
_SHORT = 4
#: A mark that may end a sentence with the space behind it, or one to which the next sentence is glued ("injured.Police").
_BREAK = re.compile(r"(?<=[.!?…\"”’')\]»])\s+|(?<=[a-z][.!?])(?=[A-Z][a-z])")
#: Minutes and seconds in front of a headline; an hour has two digits, or says which half of the day.
_TEASER = re.compile(r"\s*\d:[0-5]\d\s+(?![AaPp]\.?[Mm]\b)[^\s\-–—]")
#: So many sentences are always looked at, and so are those of fewer characters: headings.
_ALWAYS, _SHORTEST = 11, 60
#: Fewest characters of a headline that is known again, and of what must follow it.
_LEAST_HEADLINE = 20
_CLOSING = "\"”’')]»"
_DATELINE_REACH = 90
_DATELINE_ENDS = (" – ", " — ", " - ", " -- ", "--", "— ")
#: Most words behind a number that is rejected: "not three soldiers,".
_REJECTED = 2
#: Lists of words that name people too: "Karim Price", "Omar Burns".
_SURNAMES_TOO = frozenset({"topic", "ravage"})
_BULLETS = "•*·‣-–—"


@dataclass(slots=True)
class Sentence:
    """One sentence with its tokens and the phrases that begin at each; `start` and `end` are offsets into the article's field."""

    field: str
    paragraph: int
    start: int
    end: int
    text: str
    tokens: list[Token]
    tags: list[Tags]
    #: Order in the article; the title is 0.
    index: int = 0
    #: The field is written in capitals throughout, as wire copy is.
    all_capitals: bool = False
    #: Names of persons: first token -> end token. Where not all is in capitals, surnames alone.
    names: dict[int, int] = dc_field(default_factory=dict)
    #: How old those are who are called by a surname alone: token -> years.
    ages: dict[int, int] = dc_field(default_factory=dict)
    #: Tokens at which phrases of a category begin.
    where: dict[str, list[int]] = dc_field(default_factory=dict)

    def __post_init__(self) -> None:
        where = self.where
        for at, tags in enumerate(self.tags):
            for category in tags:
                if category in where:
                    where[category].append(at)
                else:
                    where[category] = [at]

    @property
    def is_title(self) -> bool:
        """A headline: no article, often no auxiliary."""
        return self.field == "title"

    def has(self, at: int, category: str) -> bool:
        """Whether a phrase of that category begins at that token."""
        return category in self.where and 0 <= at < len(self.tags) and category in self.tags[at]

    def has_any(self, at: int, categories: frozenset[str]) -> bool:
        """Whether a phrase of any of those categories begins at that token."""
        return 0 <= at < len(self.tags) and not categories.isdisjoint(self.tags[at])

    def has_within(self, category: str, first: int, end: int) -> bool:
        """Whether a phrase of that category begins at one of the tokens from `first` on, before `end`."""
        return category in self.where and any(first <= at < end for at in self.where[category])

    def tag(self, at: int, category: str) -> tuple[int, str] | None:
        """End token and value of the phrase of that category that begins there."""
        if category in self.where and 0 <= at < len(self.tags) and category in self.tags[at]:
            width, value = self.tags[at][category]
            return at + width, value
        return None

    def may_name(self, at: int) -> bool:
        """Whether the word at that token may belong to a name: it has a capital, and no list knows it but those of words that are surnames too."""
        return 0 <= at < len(self.tags) and self.tags[at].keys() <= _SURNAMES_TOO and self.tokens[at].capitalised

    def word(self, at: int) -> str:
        """The word at that token, lower case; empty outside the sentence."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def find(self, category: str) -> Iterator[tuple[int, int, str]]:
        """Every phrase of that category: first token, end token, value."""
        tags = self.tags
        for at in self.where.get(category, ()):
            width, value = tags[at][category]
            yield at, at + width, value

    def holds(self, category: str) -> bool:
        """Whether any phrase of that category stands in the sentence."""
        return category in self.where

    def token_at(self, offset: int) -> int:
        """Index of the first token that ends behind a code point offset."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.tokens[middle].end <= offset else (low, middle)
        return low

    def quote(self) -> Quote:
        """The sentence as evidence."""
        return Quote(field=self.field, start=self.start, end=self.end, text=self.text)


def split_article(article: Article, phrases: PhraseTable, abbreviations: frozenset[str], hits: Hits | None = None) -> list[Sentence]:
    """Title and text as sentences, in order; a dateline is left out of the first sentence of the text.

    With `hits` of the text, sentences without any are left out, save the first and short ones; `index` counts them all the same.
    """
    sentences: list[Sentence] = []
    count = 0
    headline = article.title.split(" - ")[0].strip()
    for field, text in (("title", article.title), ("text", article.text)):
        dateline, all_capitals = True, text.isupper()
        paragraphs = list(_paragraphs(text))
        teasers = _teasers(text, paragraphs)
        for number, (start, end) in enumerate(paragraphs):
            if number in teasers:
                continue
            if field == "text" and dateline:
                begin, dateline = _after_dateline(text, start, end), False
            else:
                begin = start
            for start_of, last in _spans(text, begin, end, abbreviations):
                glued = field == "text" and count <= _ALWAYS
                first = _behind_headline(text, start_of, last, headline) if glued else start_of
                if hits and field == "text" and count > _ALWAYS and last - first > _SHORTEST and not hits.within(first, last):
                    count += 1
                    continue
                for sentence in _cut(field, number, text, first, last, phrases, all_capitals=all_capitals):
                    sentence.index = count
                    sentences.append(sentence)
                    count += 1
                if len(sentences) >= MAX_SENTENCES:
                    return sentences
    return sentences


def _behind_headline(text: str, start: int, end: int, headline: str) -> int:
    """Where a sentence begins behind the headline that page furniture has glued to its front; else its own beginning."""
    while len(headline) >= _LEAST_HEADLINE and text.startswith(headline, start) and end - start - len(headline) >= _LEAST_HEADLINE:
        start = _trim(text, start + len(headline), end)[0]
    return start


def dateline_span(text: str) -> tuple[int, int]:
    """Where the dateline of a text stands (empty where it has none)."""
    for start, end in _paragraphs(text):
        return start, _after_dateline(text, start, end)
    return 0, 0


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Blank lines end a paragraph, and so does a line that begins with a bullet."""
    start = at = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if not stripped or (stripped[0] in _BULLETS and stripped[1:2].isspace()):
            if text[start:at].strip():
                yield start, at
            start = at
        at += len(line)
    if text[start:].strip():
        yield start, len(text)


def _teasers(text: str, paragraphs: list[tuple[int, int]]) -> set[int]:
    """Which paragraphs are but lines of a list of videos, told by their lengths: "1:05 Storm leaves …". One alone may be an hour."""
    found = {number for number, (start, end) in enumerate(paragraphs) if _TEASER.match(text, start, end)}
    return found if len(found) > 1 else set()


def _after_dateline(text: str, start: int, end: int) -> int:
    """Where the news begins behind "KIRKUK, Iraq, Dec 8 (AP) — ": a name in capitals, and a dash soon after."""
    head = _SPACE_MARK.sub(" ", text[start : min(end, start + _DATELINE_REACH)])
    words = head.split(maxsplit=2)
    first = words[0].strip(",.(") if words else ""
    if len(first) < _SHORT and len(words) > 1:
        first += words[1].strip(",.(")
    if len(first) < _SHORT - 1 or not first.isupper():
        return start
    ends = [at + len(mark) for mark in _DATELINE_ENDS if (at := head.find(mark)) >= 0]
    if (colon := head.find(": ")) > 0 and "," in head[:colon]:  # "KANO, Nigeria: Thirty people …"; "HAWIJA: …" may head an entry of a log
        ends.append(colon + 2)
    if not ends or any(len(piece.rsplit(None, 1)[-1]) > _SHORT for piece in head[: min(ends)].split(".")[:-1] if piece.strip()):
        return start
    double = head.find("--")
    return start + (double + 2 if double >= 0 else min(ends))


def _spans(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Sentence spans without surrounding space."""
    first = start
    for space in _BREAK.finditer(text, start, end):
        if space.start() > first and _ends_sentence(text, first, space.start(), space.end(), end, abbreviations):
            yield _trim(text, first, space.start())
            first = space.end()
    span = _trim(text, first, end)
    if span[0] < span[1]:
        yield span


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_sentence(text: str, first: int, stop: int, after: int, end: int, abbreviations: frozenset[str]) -> bool:
    at = stop - 1
    while at > first and text[at] in _CLOSING and stop - at < 4:  # a quote, a bracket and one more
        at -= 1
    if text[at] not in ".!?…":
        return False
    if after >= end or text[at] != ".":
        return True
    following = text[after]
    if following.islower():
        return False
    word_start = at
    while word_start > first and not text[word_start - 1].isspace() and at - word_start < 12:  # no abbreviation is longer
        word_start -= 1
    word = text[word_start:at].lower().lstrip("(\"“'")
    return not (word in abbreviations or (len(word) == 1 and word.isalpha()))


def _without_rejected(tokens: list[Token], tags: list[Tags]) -> list[Token]:
    """The tokens without a number that the text only names to reject it: "eleven soldiers, not fourteen, were killed"."""
    for at, token in enumerate(tokens):
        if token.word != "not" or at == 0 or tokens[at - 1].word not in {",", "(", "–", "—"}:
            continue
        end = at + 1
        while end < len(tokens) and ("number" in tags[end] or "scale" in tags[end] or tokens[end].word[0].isdecimal()):
            end += 1
        last = end
        while last < len(tokens) and last - end < _REJECTED and tokens[last].word[0].isalpha():
            last += 1
        if end > at + 1 and last < len(tokens) and tokens[last].word in {",", ")", ";", ":", ".", "–", "—"}:
            closed = tokens[last].word in {",", ")", "–", "—"}
            return tokens[: at - 1] + _without_rejected(tokens[last + closed :], tags[last + closed :])
    return tokens


def _cut(field: str, paragraph: int, text: str, start: int, end: int, phrases: PhraseTable, *, all_capitals: bool) -> Iterator[Sentence]:
    tokens = tokenise(text[start:end], start)
    for at in range(0, len(tokens), MAX_TOKENS):
        part = tokens[at : at + MAX_TOKENS]
        first = start if at == 0 else part[0].start
        last = end if at + MAX_TOKENS >= len(tokens) else part[-1].end
        tags = phrases.find(part, all_capitals=all_capitals)
        kept = _without_rejected(part, tags)
        if len(kept) < len(part):
            part, tags = kept, phrases.find(kept, all_capitals=all_capitals)
        yield Sentence(field, paragraph, first, last, text[first:last], part, tags, all_capitals=all_capitals)
