"""A crash of `tocsin rebuild` before each single thing that it changes at the broker: the next one finishes it or begins anew, to one outcome.

No broker is needed: topics are lists.
"""

from __future__ import annotations

import asyncio
import copy
import os
from collections import Counter

import pytest

from stream.config import shipped_config
from stream.extract.actors import Actors
from stream.model import Edition
from stream.pipeline import load_pipeline
from stream.rebuild import Today
from stream.rebuild.today import former_names
from stream.worker.editions import read_edition
from stream.worker.rebuild import Rebuild, Source
from stream.worker.topics import wanted
from tests.faults.outcome import Outcome
from tests.faults.stream_of import corrected
from tests.unit.rebuild.kafka import Changed, connect
from tests.unit.rebuild.world import outcome, pipeline, settings
from tests.unit.worker.simulation import Crash, Lists, Simulation

pytestmark = pytest.mark.slow

STREAM = corrected(10)
#: Read before the rebuild, and after.
BEFORE, AFTER = STREAM[:7], STREAM[7:]
#: `all`: at every one; else at the first and the last of each kind.
ALL = os.environ.get("FAULTS_CRASHES") == "all"
REGIONS = """
regions:
  - {id: road-south, name: Road south, country: IQ, members: [{district: Diyala/Kifri}, {district: Kirkuk/Daquq}, {district: Nineveh/Sinjar}]}
"""
RULES = """
rules:
  - {id: any-death, description: for a test, kind: single, measure: killed, threshold: 1, regions: [road-south]}
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """A region that was drawn today, and a rule that watches it."""
    directory = tmp_path_factory.mktemp("drawn")
    (directory / "regions.yaml").write_text(REGIONS, encoding="utf-8")
    (directory / "rules.yaml").write_text(RULES, encoding="utf-8")
    made = load_pipeline(shipped_config(), rules=directory / "rules.yaml", regions=directory / "regions.yaml")
    return {"regions": made.regions, "rules": made.rules, "extractor": made.extractor}


@pytest.fixture(scope="module")
def read() -> Lists:
    """What a worker left, before the region was drawn."""
    simulation = Simulation(pipeline(), settings())
    simulation.broker.counts = {topic.name: topic.partitions for topic in wanted(settings())}
    for article in BEFORE:
        simulation.publish(article["id"], article)
    asyncio.run(simulation.run())
    return simulation.broker


async def rebuild(changed: Changed, drawn: dict[str, object]) -> None:
    """As `tocsin rebuild` does it, with the region of today."""
    made = pipeline(**drawn)
    names = former_names(Actors.load(shipped_config() / "actors.yaml"))
    work = Rebuild(settings(), made, Today(made.regions.gazetteer, made.regions, names), Source.EXTRACTIONS, lambda _: None)
    with pytest.MonkeyPatch.context() as patched:
        connect(patched, changed)
        await work.run(dry_run=False, wait=0)


async def in_force(broker: Lists) -> Edition:
    """Which state a worker finds."""
    with pytest.MonkeyPatch.context() as patched:
        connect(patched, Changed(broker))
        edition, _ = await read_edition(settings())
    return edition


async def work_on(broker: Lists, drawn: dict[str, object]) -> tuple[Outcome, set[str]]:
    """The workers go on with the edition that is in force; what came out, and the topics that are left."""
    edition = await in_force(broker)
    assert edition.owed == 0, "else they wait"
    simulation = Simulation(pipeline(**(drawn if edition.watch > 1 else {})), settings(edition=edition))
    simulation.broker = broker
    for article in AFTER:
        simulation.publish(article["id"], article)
    await simulation.run()
    return outcome(broker), {name.partition(".e")[0] for name in broker.counts}


def cuts(log: list[str]) -> list[int]:
    """Before which changes the process is to end."""
    if ALL:
        return list(range(len(log)))
    firsts = {what: number for number, what in reversed(list(enumerate(log)))}
    lasts = {what: number for number, what in enumerate(log)}
    return sorted({*firsts.values(), *lasts.values()})


async def test_a_rebuild_that_was_cut_off_anywhere_is_finished_or_begun_anew(read, drawn):
    """Before every topic, record, offset and deletion: after the next rebuild one outcome, and no topic is left over."""
    undisturbed = Changed(copy.deepcopy(read))
    await rebuild(undisturbed, drawn)
    kinds = Counter(what.split()[0] for what in undisturbed.log)
    assert kinds.keys() == {"create", "send", "commit", "delete"}
    expected, left = await work_on(undisturbed.broker, drawn)
    assert any(rule == "any-death" for rule, *_ in expected.alerts)
    for cut in cuts(undisturbed.log):
        broker = copy.deepcopy(read)
        with pytest.raises(Crash):
            await rebuild(Changed(broker, crash_at=cut), drawn)
        await rebuild(Changed(broker), drawn)
        found, topics = await work_on(broker, drawn)
        assert (found.differences(expected), topics) == ([], left), f"cut off before: {undisturbed.log[cut]} ({cut})"


async def test_before_it_is_swapped_in_a_rebuild_has_changed_nothing(read, drawn):
    """The workers go on by the regions of before as if it had never begun."""
    log = Changed(copy.deepcopy(read))
    await rebuild(log, drawn)
    swap = log.log.index("send editions")
    expected, _ = await work_on(copy.deepcopy(read), drawn)
    for cut in [cut for cut in cuts(log.log) if cut <= swap]:
        broker = copy.deepcopy(read)
        with pytest.raises(Crash):
            await rebuild(Changed(broker, crash_at=cut), drawn)
        found, _ = await work_on(broker, drawn)
        assert found.differences(expected) == [], f"cut off before: {log.log[cut]} ({cut})"


async def test_once_it_is_swapped_in_workers_wait_until_all_is_published(read, drawn):
    """Then they need no other rebuild, whatever is left to be deleted."""
    undisturbed = Changed(copy.deepcopy(read))
    await rebuild(undisturbed, drawn)
    swap, paid = (number for number, what in enumerate(undisturbed.log) if what == "send editions")
    published = undisturbed.log[swap + 1 : paid]
    assert set(published) == {"send incidents", "send tallies", "send alerts"}
    expected, _ = await work_on(undisturbed.broker, drawn)
    for cut in [cut for cut in cuts(undisturbed.log) if cut > swap]:
        broker = copy.deepcopy(read)
        with pytest.raises(Crash):
            await rebuild(Changed(broker, crash_at=cut), drawn)
        owed = (await in_force(broker)).owed
        assert owed == (len(published) if cut <= paid else 0), f"cut off before: {undisturbed.log[cut]} ({cut})"
        if not owed:
            found, _ = await work_on(broker, drawn)
            assert found.differences(expected) == [], f"cut off before: {undisturbed.log[cut]} ({cut})"


async def test_a_rebuild_that_is_cut_off_again_and_again_comes_to_one_outcome(read, drawn):
    """While it publishes, and while the next one publishes the rest."""
    undisturbed = Changed(copy.deepcopy(read))
    await rebuild(undisturbed, drawn)
    expected, left = await work_on(undisturbed.broker, drawn)
    broker = copy.deepcopy(read)
    for cut in (undisturbed.log.index("send alerts"), 1, 2, 5):
        with pytest.raises(Crash):
            await rebuild(Changed(broker, crash_at=cut), drawn)
    await rebuild(Changed(broker), drawn)
    found, topics = await work_on(broker, drawn)
    assert (found.differences(expected), topics) == ([], left)
