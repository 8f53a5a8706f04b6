"""Changes: how long a PUT takes, of one caller after the other, beside the peers'."""

from __future__ import annotations

import os
import subprocess
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from .contenders import BIN, Contender

# How many meetings are changed, and changed back.
CHANGED = 200


def token(archive: str) -> str:
    """A token that may write in Readout's archive, which may have one of an earlier run."""
    name = f"bench {os.getpid()}"
    made = subprocess.run(
        [str(BIN / "readout"), "token", "create", name, "--scope", "write", "--days", "1"],
        env={**os.environ, "READOUT_DATABASE_URL": archive},
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.split()[-1]


def changes(
    ours: Contender, peers: list[Contender], paths: list[str], secret: str
) -> dict[str, dict[str, float]]:
    """Of everybody: changes a second, and the median of their milliseconds. All are undone."""
    times: dict[str, list[float]] = {one.name: [] for one in (ours, *peers)}
    for path in paths[:CHANGED]:
        for one in (ours, *peers):
            before = orjson.loads(one.get(path)[1])
            for summary in (f"{before['summary']} Changed.", before["summary"]):
                # Who sees what he changes is Readout's condition; the peers have none.
                told = {"If-Match": one.get(path)[2], "Authorization": f"Bearer {secret}"}
                changed = {**before, "summary": summary}
                times[one.name].append(_timed(one, path, changed, told if one is ours else {}))
    return {
        name: {"rate": 1 / median(each), "p50": median(each) * 1000, "p99": _p99(each) * 1000}
        for name, each in times.items()
    }


def _timed(one: Contender, path: str, document: dict[str, Any], headers: dict[str, str]) -> float:
    body = orjson.dumps(document)
    begun = perf_counter()
    answer = one.put(path, body, headers)
    taken = perf_counter() - begun
    if answer != 200:
        raise SystemExit(f"{one.name} answers {answer} to PUT {path}")
    return taken


def _p99(times: list[float]) -> float:
    return sorted(times)[len(times) * 99 // 100]
