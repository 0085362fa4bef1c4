"""Text to reports: what happened, where, when, by whom and to whom, as one article tells it."""

from stream.extract.actors import Actor, ActorKind, Actors
from stream.extract.builtin import BuiltinExtractor, Extractor
from stream.extract.lexicon import Lexicon

__all__ = ["Actor", "ActorKind", "Actors", "BuiltinExtractor", "Extractor", "Lexicon"]
