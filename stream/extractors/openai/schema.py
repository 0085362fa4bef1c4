"""What a model is asked to answer: the report's own schema, less what is not the model's to say, in the form that structured output takes."""

from __future__ import annotations

from typing import Any

from stream.model import Casualty, Report

#: Fields of a report that are asked for. Ids, coordinates, regions and confidence are ours to work out.
ASKED = (
    "quotes",
    "type",
    "accidental",
    "date",
    "date_end",
    "date_precision",
    "place",
    "admin2",
    "admin1",
    "place_precision",
    "perpetrator",
    "targets",
    "casualties",
    "primary",
)
#: What strict structured output knows of JSON Schema; the rest is checked when the answer is read.
#: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
_KNOWN = ("type", "enum", "anyOf", "items", "description", "$ref")
_TEXT = {"type": "string"}
_COUNTRY = {"anyOf": [_TEXT, {"type": "null"}], "description": "English name"}


def answer_schema() -> dict[str, Any]:
    """JSON Schema of an answer: `{"reports": [...]}`, every property required, nothing else allowed."""
    whole = Report.model_json_schema()
    kinds = {name: _plain(kind) for name, kind in whole["$defs"].items() if "enum" in kind}
    casualty = {name: _plain(kind) for name, kind in Casualty.model_json_schema()["properties"].items()} | {"quote": _TEXT}
    asked = {name: _plain(whole["properties"][name]) for name in ASKED} | {
        "quotes": {"type": "array", "items": _TEXT},
        "casualties": {"type": "array", "items": _object(casualty)},
        "country": _COUNTRY,
    }
    return {**_object({"reports": {"type": "array", "items": _object(asked)}}), "$defs": kinds}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Only what structured output knows."""
    kept = {name: value for name, value in schema.items() if name in _KNOWN}
    if "$ref" in kept:
        return {"$ref": kept["$ref"]}
    if "anyOf" in kept:
        kept["anyOf"] = [_plain(choice) for choice in kept["anyOf"]]
    if "items" in kept:
        kept["items"] = _plain(kept["items"])
    return kept
