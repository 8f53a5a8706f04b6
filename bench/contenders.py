"""Who is asked: Readout, what users would pick instead, and the limits of the server."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
from urllib3 import HTTPConnectionPool

BIN = Path(sys.executable).parent
PEERS = Path(__file__).parent / "peers"


def private(pids: list[int]) -> int:
    """What processes and all that they started hold for themselves, in MiB."""
    parents: dict[int, list[int]] = defaultdict(list)
    held: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        pid = int(said["Pid"])
        parents[int(said["PPid"])].append(pid)
        held[pid] = int(said.get("RssAnon", "0").split()[0])
    family, total = list(pids), 0
    for pid in family:
        family += parents[pid]
        total += held.get(pid, 0)
    return total // 1024


# What encounters come to.
SUMS = ("counts", "first_on", "last_on", "minutes")


def _place(item: dict[str, Any]) -> Any:
    """The slug of a record; of an encounter its place as well."""
    if "ordinal" not in item:
        return item["slug"]
    return item["meeting"]["slug"], item["ordinal"], item["days_since_previous"]


class Contender:
    """A server with two workers, in a process of its own while the `with` block lasts."""

    def __init__(self, name: str, command: list[str], ready: str, **environment: str) -> None:
        self.name, self.command, self.ready = name, command, ready
        self.environment = environment

    def __enter__(self) -> Contender:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        command = [part.replace("PORT", str(self.port)) for part in self.command]
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **self.environment},
            cwd=PEERS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.pool = HTTPConnectionPool("127.0.0.1", self.port, timeout=120)
        for _ in range(300):
            try:
                if self.get(self.ready)[0] == 200:
                    return self
            except Exception:
                time.sleep(0.1)
        raise SystemExit(f"{self.name} did not come up: {' '.join(command)}")

    def __exit__(self, *_: Any) -> None:
        self.pool.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def get(self, path: str) -> tuple[int, bytes, str]:
        answer = self.pool.urlopen("GET", path, retries=False)
        return answer.status, answer.data, answer.headers.get("ETag", "")

    def put(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        headers = {"Content-Type": "application/json", **headers}
        return self.pool.urlopen("PUT", path, body=body, headers=headers, retries=False).status

    def found(self, path: str) -> list[Any]:
        """What an answer says that peers must say too: slugs in order, places, sums, and more."""
        status, body, _ = self.get(path)
        if status != 200:
            raise SystemExit(f"{self.name} answers {status} to {path}")
        document = orjson.loads(body)
        along = document.get("included") or {}
        items = map(_place, document.get("items", [document]))
        # Of a search `counts` are others, and Readout's alone.
        sums = (None if "ranked" in document else document.get(sum) for sum in SUMS)
        return [*items, *sums, *map(sorted, along.values())]

    def memory(self) -> int:
        """What its processes hold for themselves, in MiB."""
        return private([self.process.pid])

    def wrk(self, paths: Path, seconds: float, connections: int) -> dict[str, float]:
        """Requests a second, and latencies in milliseconds, by wrk."""
        threads = min(2, connections)
        command = [
            "wrk",
            f"-t{threads}",
            f"-c{connections}",
            f"-d{seconds:.0f}s",
            "--timeout",
            "30s",
        ]
        script = ["-s", str(Path(__file__).parent / "cold.lua"), f"http://127.0.0.1:{self.port}"]
        said = subprocess.run(
            [*command, *script, "--", str(paths)], capture_output=True, text=True, check=True
        )
        line = next(line for line in said.stdout.splitlines() if line.startswith("RESULT"))
        rate, p50, p99, refused, broken = map(float, line.split()[1:])
        if refused or broken:
            raise SystemExit(f"{self.name}: {refused:.0f} refused, {broken:.0f} broken, {paths}")
        return {"rate": rate, "p50": p50, "p99": p99}


def readout(archive: str) -> Contender:
    command = [str(BIN / "readout"), "serve", "--port", "PORT", "--workers", "2"]
    return Contender("readout", command, "/health/ready", READOUT_DATABASE_URL=archive)


def peer(name: str, archive: Path) -> Contender:
    command = [str(BIN / "uvicorn"), f"{name}:app", "--port", "PORT", "--workers", "2"]
    command += ["--no-access-log", "--log-level", "warning"]
    return Contender(name, command, "/meetings/osaka-2019", PEER_ARCHIVE=str(archive))


def limit(name: str, body: Path) -> Contender:
    command = [sys.executable, "limits.py", name, "PORT"]
    return Contender(name, command, "/meetings/osaka-2019", LIMIT_BODY=str(body))


def must_have_wrk() -> None:
    if not shutil.which("wrk"):
        raise SystemExit("The benchmark needs wrk: apt-get install wrk, or your system's own.")
