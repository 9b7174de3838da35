"""Whole apps over the loopback: served as processes, asked by `wrk` where it is there, else by a small client."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from tests.bench import plain_app

PORT: Final = int(os.environ.get("ALONGSIDE_BENCH_PORT", "8820"))
SECONDS: Final = 4
"""How long each load lasts, after one pass over all addresses."""
PATIENCE: Final = 60.0
"""Seconds that a server may take to answer for the first time."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one load measured: milliseconds a request took, and how many requests were answered."""

    p50: float
    p95: float
    p99: float
    requests: int
    per_second: float
    errors: int
    processor: float = 0.0
    """Milliseconds of processor time that the server used for one request; 0 where the system does not tell."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of one process."""

    resident: float
    """Everything it has mapped (RSS): files too that other processes share, and what libraries and index it read of."""
    proportional: float
    """The same, each page divided by how many processes have it (PSS)."""
    private: float
    """Pages that no other process has (USS)."""


@dataclass(frozen=True)
class Served:
    """A server that is running."""

    process: subprocess.Popen[bytes]

    def worker_memory(self) -> Memory:
        """The memory of the largest worker; nothing where the system does not tell."""
        return max(map(_memory, self._processes), key=lambda memory: memory.resident)

    def processor_milliseconds(self) -> float:
        """The processor time that all its processes used so far."""
        return sum(map(_processor_milliseconds, self._processes))

    @property
    def _processes(self) -> tuple[int, ...]:
        return self.process.pid, *_children(self.process.pid)


@contextmanager
def serve_ours(installation: Path, workers: int = 1) -> Iterator[Served]:
    """`alongside serve` on a data folder."""
    command = ["-c", "from directory.cli import main; main()", "serve", "--port", str(PORT), "--workers", str(workers)]
    with _serving(command, {"ALONGSIDE_DATA": str(installation)}) as served:
        yield served


@contextmanager
def serve_demo(folder: Path) -> Iterator[str]:
    """`alongside serve --demo` in a folder of its own; gives its address."""
    command = ["-c", "from directory.cli import main; main()", "serve", "--demo", "--port", str(PORT)]
    places = {"ALONGSIDE_DATA": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    with _serving(command, places):
        yield f"http://127.0.0.1:{PORT}"


@contextmanager
def serve_plain(file: Path, workers: int = 1) -> Iterator[Served]:
    """The plain app on its SQLite file, by the same server."""
    command = ["-c", f"from tests.bench.plain_app import serve; serve({PORT}, {workers})"]
    with _serving(command, {plain_app.VARIABLE: str(file)}) as served:
        yield served


@contextmanager
def _serving(command: Sequence[str], variables: dict[str, str]) -> Iterator[Served]:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *command], env=os.environ | variables, stdout=said, stderr=said, start_new_session=True
        )
        try:
            if not _answers(process):
                said.seek(0)
                raise RuntimeError(f"The server on port {PORT} did not answer: {said.read().decode()[-2000:]}")
            yield Served(process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answers(process: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers a question; False when it never does."""
    gives_up = time.monotonic() + PATIENCE
    while time.monotonic() < gives_up and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
            connection.request("GET", "/api/find?q=meeting")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def load(served: Served, addresses: Sequence[str], *, connections: int) -> Load:
    """Ask for each address in turn, over and over, through so many connections at once."""
    _ask_all(addresses)
    before = served.processor_milliseconds()
    measure = _load_with_wrk if shutil.which("wrk") else _load_with_threads
    measured = measure(addresses, connections)
    used = served.processor_milliseconds() - before
    return replace(measured, processor=round(used / max(measured.requests, 1), 3))


def longest_milliseconds(addresses: Sequence[str]) -> float:
    """How long the slowest of some addresses takes, asked once each; none may fail otherwise than with 422."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    longest = 0.0
    for address in addresses:
        began = time.perf_counter()
        status = _ask(connection, address)
        longest = max(longest, (time.perf_counter() - began) * 1000)
        if status not in {200, 422}:
            raise RuntimeError(f"{status} for {address}")
    return round(longest, 1)


def _load_with_threads(addresses: Sequence[str], connections: int) -> Load:
    with ThreadPoolExecutor(connections) as pool:
        shares = [list(addresses[place:]) + list(addresses[:place]) for place in range(connections)]
        began = time.perf_counter()
        took = [each for share in pool.map(_ask_for_a_while, shares) for each in share]
    p50, p95, p99 = (round(float(value), 3) for value in np.percentile(np.array(took) * 1000, [50, 95, 99]))
    return Load(p50, p95, p99, len(took), round(len(took) / (time.perf_counter() - began), 1), 0)


def _load_with_wrk(addresses: Sequence[str], connections: int) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(addresses))
        file.flush()
        script = Path(__file__).with_name("load.lua")
        wrk = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(script), f"http://127.0.0.1:{PORT}"]
        said = subprocess.run([*wrk, "--", file.name], check=True, capture_output=True, text=True).stdout
    return Load(**json.loads(said.strip().splitlines()[-1]))


def _ask_all(addresses: Sequence[str]) -> None:
    """Every address once: nothing is cold afterwards, and no answer may be a failure."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    for address in addresses:
        status = _ask(connection, address)
        if status != 200:
            raise RuntimeError(f"{status} for {address}")


def _ask_for_a_while(addresses: Sequence[str]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    took: list[float] = []
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        began = time.perf_counter()
        _ask(connection, addresses[len(took) % len(addresses)])
        took.append(time.perf_counter() - began)
    return took


def _ask(connection: http.client.HTTPConnection, address: str) -> int:
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    return response.status


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> Memory:
    try:
        _, *lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(0, 0, 0)
    sizes = {name: int(size.split()[0]) / 1024 for name, size in (line.split(":") for line in lines)}
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return Memory(*(round(size) for size in (sizes["Rss"], sizes["Pss"], private)))


def _processor_milliseconds(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    user, system = int(after_name[11]), int(after_name[12])
    return (user + system) * 1000 / os.sysconf("SC_CLK_TCK")
