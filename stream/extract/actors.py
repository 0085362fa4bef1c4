"""Who fights whom: the actor list, and the actors that a sentence names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stream.config import Located
from stream.errors import ConfigurationError, Problem
from stream.extract.tokens import PhraseTable, words_of
from stream.model import Group


class ActorKind(StrEnum):
    """A state acts by operations, strikes and arrests; a militant group by attacks."""

    STATE = "state"
    MILITANT = "militant"


class Arm(StrEnum):
    """Which of a country's forces: one arm abroad is the same arm there ("the air force")."""

    ARMY = "army"
    AIR_FORCE = "air force"
    ARMED_FORCES = "armed forces"


class Actor(BaseModel):
    """One armed actor: canonical name, what it is, what its members are as victims, and how reports call it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    kind: ActorKind
    group: Group
    aliases: Annotated[tuple[str, ...], Field(min_length=1)]
    #: The country whose army it is: who acts where news only speaks of troops.
    army_of: Annotated[str | None, Field(pattern="^[A-Z]{2}$")] = None
    arm: Arm = Arm.ARMY
    #: Who strikes it from the air, where the article names that state and nobody else is said to have done it.
    struck_by: str | None = None
    #: Who makes known what it does, and is nobody's victim: an air strike that they report is its own where nobody else is named.
    announced_by: tuple[str, ...] = ()
    #: How its country is called where it acts or is blamed ("Turkey bombed …"); elsewhere that is a place.
    country_names: tuple[str, ...] = ()
    #: Branches with a name of their own, by country: ISIS in Afghanistan is ISKP.
    branches: dict[str, str] = {}


class _ActorFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    actors: Annotated[tuple[Actor, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Actors:
    """The actor list by canonical name."""

    by_name: dict[str, Actor]

    @classmethod
    def load(cls, file: Path) -> Actors:
        """Reads config/actors.yaml; raises ConfigurationError with file, line, field and what would be right."""
        document = Located(file)
        actors = document.validate(_ActorFile).actors
        problems: list[Problem] = []
        seen: dict[str, str] = {}
        for index, actor in enumerate(actors):
            for position, alias in enumerate(actor.aliases):
                path = ("actors", index, "aliases", position)
                if not words_of(alias):
                    problems.append(document.problem(path, f"found {alias!r}", "a name with at least one letter"))
                elif seen.setdefault(alias, actor.name) != actor.name:
                    problems.append(document.problem(path, f"'{alias}' is an alias of {seen[alias]} too", "one actor for each alias"))
        names = [actor.name for actor in actors]
        problems += [document.problem(("actors", i, "name"), f"'{name}' is given twice") for i, name in enumerate(names) if name in names[:i]]
        problems += [
            document.problem(("actors", index, "struck_by"), f"found {actor.struck_by!r}", "the name of an actor of this list")
            for index, actor in enumerate(actors)
            if actor.struck_by is not None and actor.struck_by not in names
        ]
        if problems:
            raise ConfigurationError(problems)
        return cls({actor.name: actor for actor in actors})

    def add_to(self, table: PhraseTable) -> None:
        """Put every alias into the phrase table, under category `actor` (names of countries: `country_name`, of its spokesmen: `announcer`) with the canonical name as value."""
        for actor in self.by_name.values():
            for alias in actor.aliases:
                table.add(alias, "actor", actor.name)
            for name in actor.country_names:
                table.add(name, "country_name", actor.name)
            for name in actor.announced_by:
                table.add(name, "announcer", actor.name)

    def army_of(self, country: str | None, arm: Arm = Arm.ARMY) -> str | None:
        """The army of that country, or that arm of its forces, where the list knows it."""
        forces = {actor.arm: actor.name for actor in reversed(self.by_name.values()) if country and actor.army_of == country}
        return forces.get(arm) or forces.get(Arm.ARMY)

    def striker(self, names: set[str]) -> str | None:
        """Who of those named is known to strike another of them from the air."""
        return next((actor.struck_by for actor in self.by_name.values() if actor.name in names and actor.struck_by in names), None)

    def branch(self, name: str | None, country: str | None) -> str | None:
        """The name that the actor goes by in that country; "the army", "the air force" are those of the country where it acts."""
        if name is None or country is None or name not in self.by_name:
            return name
        actor = self.by_name[name]
        if actor.army_of and actor.army_of != country:
            return self.army_of(country, actor.arm)
        return actor.branches.get(country, name)

    def group(self, name: str) -> Group:
        """What members of that actor are when they are victims."""
        return self.by_name[name].group

    def is_state(self, name: str | None) -> bool:
        """Whether that actor is a state force."""
        return name in self.by_name and self.by_name[name].kind is ActorKind.STATE
