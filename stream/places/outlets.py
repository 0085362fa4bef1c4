"""Where an outlet is at home: by the analyst's list, by its domain's country, else by the place that its name holds."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from stream.places.fold import fold

#: Letters of a top-level domain that is a country's.
_COUNTRY_DOMAIN = 2


@dataclass(frozen=True, slots=True)
class Outlets:
    """Outlets and domains that an analyst has listed (`config/places/context.yaml`)."""

    #: Country (alpha-2) by domain ("rudaw.net", "gov") or by the outlet's name, folded.
    countries: Mapping[str, str] = field(default_factory=dict)
    #: Top-level domains of countries that anybody may use ("tv").
    worldwide: frozenset[str] = frozenset()

    @classmethod
    def of(cls, listed: Mapping[str, str], worldwide: list[str]) -> Outlets:
        """As an analyst writes them, in any case."""
        return cls({_key(name): country for name, country in listed.items()}, frozenset(map(str.lower, worldwide)))

    def home(self, host: str, source: str | None, known: Container[str]) -> str | None:
        """The country (alpha-2) of an outlet by its list or domain; `known` holds the codes of countries. None where neither tells."""
        if source and (listed := self.countries.get(_key(source))):
            return listed
        hosts = (host, source.lower() if source and _is_domain(source) else "")
        found = (self._of_domain(host, known) for host in hosts if host)
        return next((country for country in found if country), None)

    def _of_domain(self, host: str, known: Container[str]) -> str | None:
        for domain in _domains(host):
            if domain in self.countries:
                return self.countries[domain]
        last = host.rpartition(".")[2]
        country = last.upper()
        return country if len(last) == _COUNTRY_DOMAIN and last not in self.worldwide and country in known else None


def _key(name: str) -> str:
    return name.lower() if _is_domain(name) else " ".join(fold(name))


def _is_domain(name: str) -> bool:
    """Whether it is written as a domain, and not as a name: "rudaw.net", "gov"."""
    return name.isascii() and " " not in name and (name.islower() or "." in name.strip("."))


def host_of(url: str | None) -> str:
    """The host of an address; empty where it has none."""
    try:
        return (urlsplit(url or "").hostname or "").strip(".")
    except ValueError:
        return ""


def _domains(host: str) -> Iterator[str]:
    """A host's name and the domains above it, the smallest first."""
    while host:
        yield host
        host = host.partition(".")[2]
