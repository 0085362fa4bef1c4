"""Word lists of the ledger (`reconcile.yaml`): what in a place or a run of capitals is no name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stream.config import Located
from stream.places.fold import fold, sound_word

#: Words of a place that are also compared as one.
MAX_JOINED = 3
#: Sounds that outlets hear alike: Yengija, Yankja; Qarachogh, Qarachokh.
_ONE_SOUND = str.maketrans("kx", "gg")
_DOUBLED = re.compile(r"(.)\1+")


class Words:
    """Words of a place string that are no names (village, near, road), from `reconcile.yaml`."""

    def __init__(self, common: Iterable[str] = (), in_names: Iterable[str] = ()) -> None:
        #: Words that are no names of places: kinds of place, and where one lies.
        self.common = frozenset(common)
        #: Words at the ends of a run of capitalised words that are no part of a name.
        self.in_names = frozenset(in_names)
        self.names = lru_cache(maxsize=50_000)(self._names)

    @classmethod
    def load(cls, config_dir: Path) -> Words:
        """From the configuration; raises ConfigurationError."""
        file = Located(config_dir / "reconcile.yaml").validate(_File)
        return cls(file.common_place_words, file.common_name_words)

    def _names(self, place: str | None) -> frozenset[str]:
        """How the words of a place that are names sound, and all of them as one word ("Qara Chokh", "Qarachogh")."""
        words = [word for word in fold(place or "") if len(word) > 2 and word not in self.common and not word.isdecimal()]
        joined = ["".join(words)] if 1 < len(words) <= MAX_JOINED else []
        return frozenset(_skeleton(word) for word in [*words, *joined])


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    common_place_words: list[str]
    common_name_words: list[str] = []


@lru_cache(maxsize=50_000)
def _skeleton(word: str) -> str:
    """Its consonants as they sound, which is what transliterations of one name share; a word of two consonants keeps its vowels (Taza, Tuz)."""
    heard = sound_word(word).translate(_ONE_SOUND)
    bones = _DOUBLED.sub(r"\1", heard[:1] + re.sub(r"[aeiouh]", "", heard[1:]))
    return bones if len(bones) > 2 else heard.rstrip("aiu") or heard
