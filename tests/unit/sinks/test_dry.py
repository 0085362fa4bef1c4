"""What `tocsin forward --dry-run` shows."""

from __future__ import annotations

from stream.model import Alert
from stream.sinks.config import SinkText
from stream.sinks.decide import Passed
from stream.sinks.dry import dry_run
from stream.sinks.protocol import Message, Prepared, Sink
from tests.unit.sinks.build import NOON, alert


class Quiet(Sink):
    """Takes anything, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[Message] = []

    def prepare(self, message: Message) -> Prepared:
        self.told.append(message)
        return Prepared(ce_id=message.ce_id, payload=None, shown="")

    async def send(self, prepared: Prepared) -> None:
        """Nowhere."""


def shown(*alerts: Alert) -> tuple[list[str], Quiet]:
    sink = Quiet()
    text = SinkText(name="chat")
    found = [passed.value if isinstance(passed, Passed) else passed.ce_id for _, _, passed in dry_run(alerts, {"chat": (text, sink)}, NOON)]
    return found, sink


def test_alerts_on_the_same_incidents_settle_first() -> None:
    """The larger region's comes first, and learns a moment later that the smaller one's says it: only that is told of, and names the other."""
    small, large = alert(1, id="small", updated=NOON), alert(2, id="large", updated=NOON)
    found, sink = shown(large, small, large.model_copy(update={"revision": 2, "state": "updated", "contained": ("small",)}))
    assert found == [Passed.SUPERSEDED, "small/1", Passed.CONTAINED]
    assert [holder.id for holder in sink.told[0].containing] == ["large"]


def test_what_grew_worse_is_told_each_time() -> None:
    """Another number is no settling."""
    found, _ = shown(alert(1, 1, id="a"), alert(1, 2, "updated", id="a", observed=30.0))
    assert found == ["a/1", "a/2"]
