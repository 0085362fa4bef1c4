"""Whether words stand in an article: nothing that a model says is believed unless the article says it too."""

from __future__ import annotations

import re

from stream.model import Article, Quote

#: Shortest quote (characters): less is found in any text.
MIN_QUOTE = 12
#: Longest name or label (characters).
MAX_WORDS = 200
#: What models and outlets write in different ways, sign for sign.
_SAME = str.maketrans("‘’‚“”„«»–—−‐‑", '\'\'\'"""""-----')


class Evidence:
    """The title and text of an article, searched without regard to white space, capitals, and kinds of quotes and dashes."""

    def __init__(self, article: Article) -> None:
        self._fields = {"title": article.title, "text": article.text}
        self._folded = {name: _folded(value) for name, value in self._fields.items()}

    def quote(self, words: object) -> Quote | None:
        """The passage with those words, as it stands in the article; None where there is none, or where it is too short to prove anything."""
        if not isinstance(words, str):
            return None
        sought = "".join(_folded(words)[0]).strip()
        if len(sought) < MIN_QUOTE and sought != self._folded["title"][0].strip():
            return None
        for field, (folded, places) in self._folded.items():
            at = folded.find(sought) if sought else -1
            if at >= 0:
                start, end = places[at], places[at + len(sought) - 1] + 1
                return Quote(field=field, start=start, end=end, text=self._fields[field][start:end])
        return None

    def words(self, said: object) -> str | None:
        """A name or label as the article writes it, whole words only; None where it does not stand there."""
        if not isinstance(said, str) or len(said) > MAX_WORDS:
            return None
        sought = _folded(said)[0].strip()
        if not sought:
            return None
        pattern = re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)")
        for field, (folded, places) in self._folded.items():
            match = pattern.search(folded)
            if match:
                return self._fields[field][places[match.start()] : places[match.end() - 1] + 1]
        return None


def _folded(text: str) -> tuple[str, list[int]]:
    """The text folded, and for each of its characters the offset in the original (code points)."""
    signs: list[str] = []
    places: list[int] = []
    blank = False
    for at, sign in enumerate(text.translate(_SAME)):
        if sign.isspace():
            blank = True
            continue
        if blank and signs:
            signs.append(" ")
            places.append(at - 1)
        blank = False
        small = sign.lower()
        signs.append(small if len(small) == 1 else sign)
        places.append(at)
    return "".join(signs), places
