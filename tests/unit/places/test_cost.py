"""What the gazetteer costs: time to open, memory, and no more places made than are asked for."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from stream.places import Gazetteer
from stream.places.fold import fold

#: Opens the shipped gazetteer in a process of its own; prints seconds of processor time and the most memory that it held resident (MB).
#: On Linux that is VmHWM: `ru_maxrss` begins with what the process that started this one held.
_OPEN = """
import json, pathlib, resource, sys, time
from stream.config import shipped_config
from stream.places import Gazetteer
begun = time.process_time()
gazetteer = Gazetteer.load(shipped_config())
seconds = time.process_time() - begun
gazetteer.resolve(gazetteer.find("Two were killed in Kifri, Diyala province, and in Springfield, Illinois."))
status = pathlib.Path("/proc/self/status")
if status.exists():
    megabytes = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
else:
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
print(json.dumps([seconds, megabytes]))
"""


def test_it_opens_fast_and_stays_small() -> None:
    """Within 0.5 s of processor time; the whole process, Python and its libraries with it, never holds more than 150 MB."""
    seconds, megabytes = json.loads(subprocess.run([sys.executable, "-c", _OPEN], capture_output=True, check=True, text=True).stdout)
    assert (seconds <= 0.5, megabytes <= 150) == (True, True), (seconds, megabytes)


@pytest.fixture
def fresh(gazetteer: Gazetteer) -> Gazetteer:
    """One that has been asked for nothing yet."""
    return Gazetteer(gazetteer._context, gazetteer._world)


def test_a_look_up_takes_microseconds(fresh: Gazetteer) -> None:
    """The best of some rounds, as other processes take the processor away: 20 µs for which places bear a name, though it was never asked for."""
    world, times = fresh._world, []
    names = [
        fold(name) for name in ("Kifri", "Hawija", "Tripoli", "Muncie", "Apartadó", "Maiduguri", "Kandahar", "Soyapango", "Nowhere at all", "Paris")
    ]
    for _ in range(20):
        world._names.clear()
        begun = time.perf_counter()
        for name in names:
            world.named(name)
        times.append((time.perf_counter() - begun) / len(names))
    assert min(times) <= 20e-6


def test_places_are_made_only_when_asked_for(fresh: Gazetteer) -> None:
    """Sixty places are called San José: to know that there are any makes none of them, to ask for the likely ones not all."""
    world = fresh._world
    world._rows.clear()
    world._names.clear()
    found = world.named(("san", "jose"))
    made = len(world._rows)
    fresh.named("San José")
    assert (len(found), made, len(world._rows) < len(found)) == (60, 0, True)
