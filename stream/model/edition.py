"""Which edition of the state is in force: the one record that a rebuild changes to swap its work in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stream.model.base import Instant, Record


class Edition(Record):
    """The numbers of the topics that hold the state (topic `editions`, keyed by the worker's name, compacted); the first has no number in its names.

    Records flow and rows are kept in topics of their own for each edition, so that a new one is made beside the old, and this record alone says which counts.
    """

    ledger: Annotated[int, Field(ge=1, description="of `extractions`, `reports` and the tables of register and reconcile")] = 1
    watch: Annotated[int, Field(ge=1, description="of `region-changes` and the table of watch")] = 1
    regions: Annotated[str | None, Field(description="version of the regions that it was made with; null: it was never rebuilt")] = None
    owed: Annotated[int, Field(ge=0, description="records of its topic `rebuilt` that are still to be published; workers wait for that")] = 0
    made: Annotated[Instant | None, Field(description="wall clock")] = None
