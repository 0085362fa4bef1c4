"""Names of persons in text that is all in capitals, where the letters do not tell a name from a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stream.extract.sentences import Sentence

#: Most words of a name, particles included.
_LONGEST = 7
#: Words of a surname that are too short to be known again.
_SHORT = 4

#: What the ends of English verbs, adverbs and nouns look like, and of names do not.
#: Lists that say what an article is about, and not what a word is.
_NO_WORDS = frozenset({"topic"})
_STEM = 4
_WORDLY = ("ed", "ing", "ly", "tion", "ment", "ness", "ists")


def is_wordly(word: str) -> bool:
    """Whether a word ends as English verbs, adverbs and nouns do, and names do not."""
    return len(word) > _STEM and word.endswith(_WORDLY)


@dataclass(frozen=True, slots=True)
class Names:
    """The word lists of config/lexicon/names.yaml."""

    given: frozenset[str]
    particles: frozenset[str]
    honorifics: frozenset[str]
    places: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, words: Mapping[str, frozenset[str]]) -> Names:
        """Out of all word lists."""
        return cls(words["given_name"], words["name_particle"], words["honorific"], words["place_prefix"], words["not_name"])

    def mark(self, sentences: Iterable[Sentence]) -> None:
        """Write into each sentence that is all in capitals where names stand; a surname alone is known where the article gives it in full."""
        capitals = [sentence for sentence in sentences if sentence.all_capitals]
        known: set[str] = set()
        for sentence in capitals:
            sentence.names.update(self._full(sentence))
            known.update(self._surnames(sentence))
        for sentence in capitals:
            sentence.names.update(self._alone(sentence, known))

    def _full(self, sentence: Sentence) -> dict[int, int]:
        """Names that begin with a given name, or stand behind a title."""
        found: dict[int, int] = {}
        behind = 0
        for at in range(len(sentence.tokens)):
            if at < behind or not self._begins(sentence, at):
                continue
            end = self._end(sentence, at)
            titled = self._titled(sentence, at)
            if end - at > 1 or titled:
                start, behind = self._back(sentence, at, behind), end
                if sentence.word(start - 1) != "the":  # "the Karim Salih group"
                    bare_title = self._titled(sentence, start) and sentence.word(start - 1) != "." and not sentence.tags[start - 1]
                    found[start - bare_title] = end
        return found

    def _begins(self, sentence: Sentence, at: int) -> bool:
        word = sentence.word(at)
        if sentence.word(at - 1) in self.places or not self._may_be_name(sentence, at):
            return False
        return word in self.given or (self._titled(sentence, at) and word not in self.particles)

    def _titled(self, sentence: Sentence, at: int) -> bool:
        before = at - 1 - (sentence.word(at - 1) == ".")
        return sentence.word(before) in self.honorifics

    def _back(self, sentence: Sentence, at: int, least: int) -> int:
        """Where the name begins: "COLONEL V. F. QUINTERO" has words before the first that the list knows."""
        start = at
        while start > least and at - start < 2 and self._may_be_name(sentence, start - 1) and sentence.word(start - 1) not in self.particles:
            start -= 1
        told = start < at and (self._titled(sentence, start) or sentence.has(start - 1, "person"))
        return start if told else at

    def _end(self, sentence: Sentence, at: int) -> int:
        end = at + 1
        while end < len(sentence.tokens) and end - at < _LONGEST:
            if len(sentence.word(end)) == 1 and sentence.word(end).isalpha() and sentence.word(end + 1) == ".":  # an initial
                end += 2
            elif self._may_be_name(sentence, end) and sentence.word(end) not in self.particles:
                end += 1
            elif sentence.word(end) in self.particles and (width := self._particles(sentence, end)):
                end += width + 1
            else:
                break
        return end

    def _particles(self, sentence: Sentence, at: int) -> int:
        """Number of particles that a surname follows ("DE LA CRUZ"); 0 where none does."""
        end = at
        while sentence.word(end) in self.particles and end - at < 3:  # "DE LA CRUZ" has two
            end += 1
        return end - at if self._may_be_name(sentence, end) else 0

    def _may_be_name(self, sentence: Sentence, at: int) -> bool:
        word = sentence.word(at)
        if not 0 <= at < len(sentence.tokens) or len(word) < 2 or not word.isalpha():
            return False
        return sentence.tags[at].keys() <= _NO_WORDS and word not in self.others and not is_wordly(word)

    def _surnames(self, sentence: Sentence) -> set[str]:
        words = {sentence.word(at) for start, end in sentence.names.items() for at in range(start, end)}
        return {word for word in words if len(word) >= _SHORT and word not in self.particles and word not in self.given}

    def _alone(self, sentence: Sentence, known: set[str]) -> dict[int, int]:
        covered = {at for start, end in sentence.names.items() for at in range(start, end)}
        found: dict[int, int] = {}
        at = 0
        while at < len(sentence.tokens):
            end = at
            while end < len(sentence.tokens) and end not in covered and sentence.word(end) in known and not sentence.tags[end]:
                end += 1
            if end > at and sentence.word(at - 1) not in self.places:
                found[at] = end
            at = max(end, at + 1)
        return found
