"""config/sinks.yaml: which sinks there are; every mistake with its line, and never a secret in what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from stream.config import Located, Path_
from stream.errors import ConfigurationError, Problem
from stream.model import RuleKind, Severity
from stream.settings import PREFIX
from stream.sinks.secrets import PLACEHOLDER, Secrets, names

FILE = "sinks.yaml"
#: Labels that tocsin puts on an alert for Alertmanager.
OWN_LABELS = ("alertname", "alert_id", "rule", "region", "severity", "kind")
#: What may hold a secret: never shown, not even where it is wrong.
_SECRET = frozenset({"url", "secret", "previous_secret", "bearer"})


def _address(url: str) -> str:
    """A URL of http or https with a host, and no password in it; a placeholder may stand anywhere, or be all of it."""
    if PLACEHOLDER.fullmatch(url):
        return url
    parts = urlsplit(PLACEHOLDER.sub("x", url))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("not an http or https URL")
    if parts.username or parts.password:
        raise ValueError("a user or password in the URL: use `bearer: ${NAME}`, or `url: ${NAME}` with the whole URL in the environment")
    return url


def _placeholder(text: str) -> str:
    if not PLACEHOLDER.fullmatch(text):
        raise ValueError("a secret does not belong into a file: write ${NAME}, and put it into the environment variable NAME")
    return text


def _speakable(text: str) -> str:
    """CAP 1.2, 3.2.1: a sender or identifier without white space, commas, < and &."""
    if any(char.isspace() or char in ",<&" for char in text):
        raise ValueError("must hold no white space, comma, < or &")
    return text


Address = Annotated[str, AfterValidator(_address)]
Placeholder = Annotated[str, AfterValidator(_placeholder)]


class Part(BaseModel):
    """A part of the file: unknown fields are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Only(Part):
    """Which alerts a sink gets; what is left out does not matter. An alert that it was told of is told to the end."""

    severity: Annotated[Severity, Field(description="this or graver")] = Severity.INFO
    rules: Annotated[tuple[str, ...], Field(description="ids of rules; none: all")] = ()
    regions: Annotated[tuple[str, ...], Field(description="ids of regions; none: all")] = ()
    kinds: Annotated[tuple[RuleKind, ...], Field(description="kinds of rules; none: all")] = ()


class SinkText(Part):
    """What sinks of every kind have."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="its position in the topic is kept under this name")]
    only: Only = Only()
    settle_seconds: Annotated[float, Field(ge=0, le=600, description="an alert waits so long for a newer revision, and for alerts that hold it")] = 2
    timeout_seconds: Annotated[float, Field(gt=0, le=120, description="for one attempt")] = 10
    give_up_hours: Annotated[float, Field(gt=0, le=8760, description="attempts for one alert before it becomes a dead letter")] = 72


class HttpText(SinkText):
    """What sinks that post over HTTP have."""

    bearer: Annotated[Placeholder | None, Field(description="${NAME} of a token for the Authorization header")] = None
    ca_file: Annotated[Path | None, Field(description="PEM file of the authority that signed the receiver's certificate; absent: the system's")] = (
        None
    )


class AlertmanagerText(HttpText):
    """Prometheus Alertmanager, API v2."""

    kind: Literal["alertmanager"]
    url: Annotated[Address | tuple[Address, ...], Field(description="of one, or of all members of a cluster; /api/v2/alerts is added")]
    resend_seconds: Annotated[float, Field(ge=1, le=3600, description="open alerts are sent again so often")] = 60
    keep_seconds: Annotated[
        float, Field(ge=60, le=604_800, description="Alertmanager takes an alert for ended so long after it was last sent, should we be gone")
    ] = 3600
    labels: Annotated[dict[Annotated[str, Field(pattern="^[a-zA-Z_][a-zA-Z0-9_]*$")], str], Field(description="put on every alert, for routing")] = {}

    @model_validator(mode="after")
    def _agree(self) -> AlertmanagerText:
        if self.keep_seconds < 2 * self.resend_seconds:
            raise ValueError("keep_seconds must be at least twice resend_seconds")
        taken = sorted(self.labels.keys() & set(OWN_LABELS))
        if taken:
            raise ValueError(f"labels: {', '.join(taken)} is a label of tocsin's own")
        return self


class WebhookText(HttpText):
    """An HTTP endpoint that checks signatures, by Standard Webhooks."""

    kind: Literal["webhook"]
    url: Address
    secret: Annotated[Placeholder, Field(description="${NAME}; the value is whsec_ and 24 to 64 bytes in base64")]
    previous_secret: Annotated[Placeholder | None, Field(description="${NAME}; signs too while secrets are changed")] = None
    every_revision: Annotated[bool, Field(description="also those that were replaced while the endpoint was away")] = True


class CapText(HttpText):
    """CAP 1.2, as files or over HTTP."""

    kind: Literal["cap"]
    directory: Annotated[Path | None, Field(description="one XML file a message")] = None
    url: Annotated[Address | None, Field(description="each message is posted there")] = None
    sender: Annotated[str, Field(min_length=1, max_length=200, description="who we are, in a form of a domain's name"), AfterValidator(_speakable)]
    status: Literal["Actual", "Exercise", "System", "Test", "Draft"] = "Actual"
    scope: Annotated[Literal["Public", "Restricted", "Private"], Field(description="who may read it")] = "Restricted"
    restriction: Annotated[str, Field(min_length=1, max_length=500, description="with scope Restricted: for whom")] = "For official use"
    addresses: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(description="with scope Private: to whom")] = ()
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    web: Annotated[str | None, Field(pattern=r"^https?://\S+$", description="page for readers")] = None
    contact: str | None = None

    @model_validator(mode="after")
    def _agree(self) -> CapText:
        if (self.directory is None) == (self.url is None):
            raise ValueError("needs `directory` or `url`, and not both")
        if self.scope == "Private" and not self.addresses:
            raise ValueError("scope Private needs `addresses`")
        return self


class AppriseText(SinkText):
    """Chat, mail and whatever else Apprise knows: one address a sink, so that one that fails holds up no other."""

    kind: Literal["apprise"]
    url: Annotated[Placeholder, Field(description="${NAME}; the value is Apprise's URL, which holds tokens and passwords")]
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 30
    incidents: Annotated[int, Field(ge=0, le=20, description="shown in the text")] = 5


KINDS: dict[str, type[AlertmanagerText | WebhookText | CapText | AppriseText]] = {
    "alertmanager": AlertmanagerText,
    "webhook": WebhookText,
    "cap": CapText,
    "apprise": AppriseText,
}


def load_sinks(path: Path, environment: Mapping[str, str] | None = None) -> list[SinkText]:
    """The sinks of a file; none where it is not there. With an environment, all variables must be in it.

    Raises ConfigurationError with every mistake.
    """
    if not path.is_file():
        return []
    located = Located(path)
    data = located.data
    if not isinstance(data, dict) or not isinstance(data.get("sinks"), list):
        raise ConfigurationError([located.problem((), "no sinks", "`sinks:` with a list of sinks, which may be empty: []")])
    problems = [located.problem((key,), f"unknown field {key!r}", "sinks") for key in data.keys() - {"sinks"}]
    found: dict[str, SinkText] = {}
    for index, raw in enumerate(data["sinks"]):
        at: Path_ = ("sinks", index)
        try:
            text = _sink(located, at, raw)
        except ConfigurationError as error:
            problems += error.problems
            continue
        if text.name in found:
            problems.append(located.problem((*at, "name"), f"{text.name!r} is the name of another sink", "another name"))
        found[text.name] = text
        problems += _variables(located, at, raw, environment)
    if problems:
        raise ConfigurationError(sorted(problems, key=lambda problem: problem.line or 0))
    return list(found.values())


def unknown_names(path: Path, sinks: Iterable[SinkText], rules: Collection[str], regions: Collection[str]) -> list[Problem]:
    """Rules and regions in `only` that there are not: such a sink would hear nothing, and nobody would know why."""
    if not path.is_file():
        return []
    located = Located(path)
    return [
        located.problem(("sinks", index, "only", field, number), f"unknown {what} {name!r}", f"the id of a {what}, as in an alert")
        for index, sink in enumerate(sinks)
        for field, what, names_given, known in (("rules", "rule", sink.only.rules, rules), ("regions", "region", sink.only.regions, regions))
        for number, name in enumerate(names_given)
        if name not in known
    ]


def _sink(located: Located, at: Path_, raw: Any) -> SinkText:
    if not isinstance(raw, dict):
        raise ConfigurationError([located.problem(at, f"not a sink, found {str(raw)[:60]!r}", "a mapping with name, kind …")])
    model = KINDS.get(str(raw.get("kind")))
    if model is None:
        said = "no kind" if raw.get("kind") is None else f"unknown kind {str(raw['kind'])[:60]!r}"
        raise ConfigurationError([located.problem((*at, "kind"), said, f"one of {', '.join(KINDS)}")])
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise ConfigurationError([_problem(located, at, model, item) for item in error.errors(include_url=False)]) from error


def _problem(located: Located, at: Path_, model: type[BaseModel], item: Any) -> Problem:
    where = tuple(item["loc"])
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        known = Only if where[:1] == ("only",) else model
        return located.problem((*at, *where), f"unknown field {where[-1]!r}", f"one of {', '.join(known.model_fields)}")
    hidden = item["type"] == "missing" or not where or _SECRET & set(map(str, where))
    field = model.model_fields.get(str(where[0])) if where else None
    found = "" if hidden else f", found {str(item['input'])[:60]!r}"
    return located.problem((*at, *where), message + found, (field.description or "") if field else "")


def _variables(located: Located, at: Path_, raw: dict[str, Any], environment: Mapping[str, str] | None) -> list[Problem]:
    """Placeholders of names that are ours, or that nothing stands for."""
    problems = []
    for field, value in raw.items():
        text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        ours = [name for name in names(text) if name.upper().startswith(PREFIX)]
        problems += [located.problem((*at, field), f"{name} is a name of tocsin's own settings", "another name") for name in ours]
        if environment is not None:
            missing = Secrets(environment).missing(text)
            problems += [located.problem((*at, field), f"the environment has no {name}, or it is empty", "a value for it") for name in missing]
    return problems
