"""The article: what comes in."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from stream.errors import BadRecord
from stream.model.base import Instant

#: Years that news can be from; a stand-in for "unknown" such as 9999 is none, and no span of days before or after it could be told.
FIRST_YEAR, LAST_YEAR = 1900, 2999
#: Deepest nesting of a JSON article; deeper input is refused before a parser recurses into it.
MAX_DEPTH = 100

_INSTANT: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


def _datetime_text(value: Any) -> Any:
    """Only text is a datetime at the boundary: a bare number is a mistake, not a Unix time."""
    if isinstance(value, str) and not value.isdecimal():
        value = _INSTANT.validate_python(value)
    if value is not None and not isinstance(value, datetime):
        raise ValueError("must be an ISO 8601 datetime with an offset, such as 2021-12-08T11:44:00+03:00")
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"the year {value.year} is none of {FIRST_YEAR} to {LAST_YEAR}; leave out a date that is not known")
    return value


class Article(BaseModel):
    """One news article, as an outlet published it (input topic `articles`, or a line of a JSONL file)."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=200, description="unique; when absent, a stable hash of url, else of title and text")] = ""
    url: Annotated[str | None, Field(description="where the article stands")] = None
    source: Annotated[str | None, Field(description="the outlet's name")] = None
    title: Annotated[str, Field(description="headline; may be empty if there is a text")] = ""
    text: Annotated[str, Field(description="paragraphs separated by blank lines")] = ""
    published: Annotated[Instant | None, BeforeValidator(_datetime_text), Field(description="ISO 8601 with an offset")] = None
    language: Annotated[str, Field(description="BCP 47 tag", max_length=35)] = "en"
    withdrawn: Annotated[bool, Field(description="the outlet took the article back")] = False

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError("an article is a JSON object")  # noqa: TRY004 - pydantic collects ValueErrors
        data = {key: value for key, value in data.items() if value is not None}
        title, text = data.get("title", ""), data.get("text", "")
        withdrawn = data.get("withdrawn") is True
        if isinstance(title, str) and isinstance(text, str) and not title.strip() and not text.strip() and not withdrawn:
            raise ValueError("neither title nor text: one of them must say something")
        if "id" not in data:
            if withdrawn and not data.get("url") and not title and not text:
                raise ValueError("a withdrawal without id, url or text names no article")
            data["id"] = article_id(data.get("url"), title, text)
        return data


def article_id(url: object, title: object, text: object) -> str:
    """A stable id for an article that brings none: of its url, else of title and text."""
    basis = str(url) if url else f"{title}\n{text}"
    return "a-" + hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def parse_article(raw: bytes | str) -> Article:
    """An article from JSON bytes.

    Raises BadRecord with reason `not_utf8`, `not_json`, `too_deep`, `bad_text` (lone surrogates, NaN) or `invalid` (wrong type, missing text).
    """
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        raise BadRecord("not_utf8", f"not UTF-8: byte {error.start} is {raw[error.start]!r}") from error
    if _depth(text) > MAX_DEPTH:
        raise BadRecord("too_deep", f"nested more than {MAX_DEPTH} deep")
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _BadConstantError):
            raise BadRecord("bad_text", str(error)) from error
        raise BadRecord("not_json", f"not JSON: {error}") from error
    return validate_article(data)


def validate_article(data: object) -> Article:
    """An article from decoded JSON; raises BadRecord (`bad_text`, `invalid`)."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and not _is_encodable(value):
                raise BadRecord("bad_text", f"{key}: holds a lone surrogate, which is no text")
    try:
        return Article.model_validate(data)
    except ValidationError as error:
        raise BadRecord("invalid", explain(error)) from error


def explain(error: ValidationError) -> str:
    """All mistakes of a pydantic error on one line: `field: message (found value)`."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'record'}: {item['msg']}" + (f" (found {str(item['input'])[:80]!r})" if item["loc"] else "")
        for item in error.errors(include_url=False, include_context=False)
    )


class _BadConstantError(ValueError):
    pass


def _refuse_constant(name: str) -> None:
    raise _BadConstantError(f"{name} is not JSON")


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _depth(text: str) -> int:
    """Deepest nesting of brackets outside strings, by one pass without recursion."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest
