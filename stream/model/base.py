"""What all records share: strictness at the boundary, and one way to write JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A frozen value. Unknown fields are dropped, `null` equals absent, nothing is coerced silently."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="null", allow_inf_nan=False)

    def to_json(self) -> bytes:
        """UTF-8 JSON, as it goes into a topic or a line of a file."""
        return self.model_dump_json().encode()


#: ISO 8601 with an offset.
Instant = AwareDatetime
#: 0 or more persons, articles or incidents.
Count = Annotated[int, Field(ge=0, le=10_000_000)]
