"""The benchmark: `python -m bench.run [SIZE]`, and `python -m bench.run growth SIZE…`.

Whoever is compared is asked in turn, round after round, and what is told are medians: on a machine
that others use too, the ratios say more than the rates.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import orjson

from . import contenders, writing
from .contenders import Contender
from .questions import Question, questions

HERE = Path(__file__).parent
# Where the corpus's generator is: generate.py and to_documents.py.
GENERATOR = Path(os.environ.get("BENCH_GENERATOR", HERE.parent.parent / "shared" / "bench"))
FOLDER = Path(os.environ.get("BENCH_FOLDER", HERE.parent / "instance" / "bench"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "16"))
# How many answers are compared before anything is timed.
COMPARED = 40


def corpus(size: int) -> Path:
    """The documents of an archive of so many meetings, made when first asked for."""
    made = FOLDER / f"{size}.ndjson"
    if not made.exists():
        if not (GENERATOR / "generate.py").exists():
            raise SystemExit(f"{GENERATOR} has no generate.py: say where in BENCH_GENERATOR.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        raw = FOLDER / f"{size}.raw"
        run = [sys.executable, str(GENERATOR / "generate.py"), str(size), str(raw)]
        subprocess.run(run, check=True)
        run = [sys.executable, str(GENERATOR / "to_documents.py"), str(raw), str(made)]
        subprocess.run(run, check=True)
        raw.unlink()
    return made


def archive(size: int) -> str:
    """An archive with the corpus; BENCH_DATABASE_URL names one, `{size}` in it its size."""
    if url := os.environ.get("BENCH_DATABASE_URL"):
        return url.format(size=size)
    made = FOLDER / f"{size}.sqlite"
    url = f"sqlite:///{made.absolute()}"
    if not made.exists():
        environment = {**os.environ, "READOUT_DATABASE_URL": url}
        for command in (["init"], ["load", str(corpus(size))]):
            run = [str(contenders.BIN / "readout"), *command]
            subprocess.run(run, env=environment, check=True)
    return url


def peers_archive(size: int) -> Path:
    """The peers' archive, with what a dump of Readout's says: the seeds as well as the corpus."""
    made, dump = FOLDER / f"{size}.peers.sqlite", FOLDER / f"{size}.dump"
    if not made.exists():
        environment = {**os.environ, "READOUT_DATABASE_URL": archive(size)}
        run = [str(contenders.BIN / "readout"), "dump", str(dump)]
        subprocess.run(run, env=environment, check=True)
        run = [sys.executable, "tables.py", str(made.absolute()), str(dump.absolute())]
        subprocess.run(run, cwd=contenders.PEERS, check=True)
        dump.unlink()
    return made


def must_answer_alike(asked: Question, ours: Contender, others: list[Contender]) -> None:
    """Stop where a peer finds other records, or in another order."""
    listed = asked.whole or list(zip(asked.readout, asked.peers or (), strict=False))[:COMPARED]
    alike = Counter if asked.whole else list
    for mine, theirs in listed:
        found = alike(ours.found(mine))
        for other in others:
            if alike(other.found(theirs)) != found:
                raise SystemExit(f"{other.name} answers {theirs} otherwise than Readout {mine}")


def paths(name: str, listed: list[str]) -> Path:
    file = FOLDER / f"{name.replace(' ', '-').replace('%', '')}.paths"
    file.write_text("\n".join(listed) + "\n")
    return file


def had_already(ours: Contender, listed: list[str]) -> list[str]:
    """The addresses with the entity tags of their answers."""
    return [f"{path}\t{ours.get(path)[2]}" for path in listed]


def timed(asked: Question, running: dict[str, Contender], hot: bool) -> dict[str, Any]:
    """The medians of everybody who can be asked."""
    ours = (
        had_already(running["readout"], asked.readout) if "already" in asked.name else asked.readout
    )
    theirs = asked.peers or []
    lists = {"readout": ours, "usual": theirs, "lean": theirs}
    if asked.limited:
        lists |= {
            "bare": ours,
            "view": [p.partition("\t")[0] + '\t"limit"' * ("\t" in p) for p in ours],
        }
    lists = {
        name: paths(name, listed[:1] if hot else listed) for name, listed in lists.items() if listed
    }
    rounds: dict[str, list[dict[str, float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, file in lists.items():
            if name in running:
                rounds[name].append(running[name].wrk(file, SECONDS, CONNECTIONS))
    return {name: middle(told) for name, told in rounds.items()}


def middle(told: list[dict[str, float]]) -> dict[str, float]:
    """The medians of what was measured, round after round."""
    return {what: median(one[what] for one in told) for what in told[0]}


# The columns of the table: everybody beside Readout, whose rate is told as so many times theirs.
PEERS = ("usual", "lean", "bare", "view")


def compare(size: int) -> dict[str, Any]:
    """Everybody at everything, as rows of a table."""
    url = archive(size)
    listed = questions(url, str(corpus(size)), size)
    body = FOLDER / "one.json"
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        ours = stack.enter_context(contenders.readout(url))
        body.write_bytes(ours.get("/meetings/osaka-2019")[1])
        peers = [
            stack.enter_context(contenders.peer(n, peers_archive(size))) for n in ("usual", "lean")
        ]
        limits = [
            stack.enter_context(contenders.limit(n, body.absolute())) for n in ("bare", "view")
        ]
        running = {one.name: one for one in (ours, *peers, *limits)}
        for asked in listed:
            if asked.compared:
                must_answer_alike(asked, ours, peers)
        table_head("request", "a second", "p50 ms", "p99 ms", *PEERS)
        for asked in listed:
            for how in ("cold", "hot"):
                name = f"{asked.name}, {how}"
                results[name] = show(name, timed(asked, running, how == "hot"))
        changed = writing.changes(ours, peers, listed[0].readout, writing.token(url))
        results["a change (PUT)"] = show("a change (PUT), one caller", changed)
        results["memory, MiB"] = ours.memory()
    print(f"\nReadout's two workers hold {results['memory, MiB']} MiB for themselves.")
    return results


def table_head(*names: str) -> None:
    print(f"\n| {' | '.join(names)} |\n|{'---|' * len(names)}", flush=True)


def show(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """A row of the table: Readout's rate and latencies, and how often theirs its rate is."""
    ours = told["readout"]
    ratios = [_times(ours, told[who]) if who in told else "" for who in PEERS]
    figures = (f"{ours['rate']:.0f}", f"{ours['p50']:.1f}", f"{ours['p99']:.1f}")
    print(f"| {' | '.join((name, *figures, *ratios))} |", flush=True)
    return told


def _times(ours: dict[str, float], theirs: dict[str, float]) -> str:
    """How often theirs our rate is; nobody of them may have answered in time."""
    if not theirs["rate"]:
        return "no answer"
    ratio = f"{ours['rate'] / theirs['rate']:.2g}"
    # Of two figures, and with no exponent.
    return f"{float(ratio):g} x"


def growth(sizes: list[int]) -> dict[str, Any]:
    """The latency of each question to Readout, one at a time, in archives of several sizes."""
    asked: dict[str, dict[int, Asked]] = defaultdict(dict)
    with ExitStack() as stack:
        running = {size: stack.enter_context(contenders.readout(archive(size))) for size in sizes}
        for size, ours in running.items():
            for question in questions(archive(size), str(corpus(size)), size):
                for name, which in alone(question, ours):
                    asked[name][size] = which
        table_head("request, p50 ms (p99), kB", *map(str, sizes), "times")
        # A small archive may have nothing to be asked.
        for name in [name for name, which in asked.items() if len(which) < len(sizes)]:
            print(f"| {name}: of {', '.join(map(str, asked.pop(name)))} only |")
        results = {name: grown(name, which, running) for name, which in asked.items()}
        memory = {size: {"p50": ours.memory()} for size, ours in running.items()}
    results["memory of two workers, MiB"] = row_of_sizes("memory of two workers, MiB", memory)
    return results


class Asked(NamedTuple):
    """What is asked of an archive, one after the other, and how long the middle answer is."""

    listed: list[str]
    told: dict[str, float]


def alone(asked: Question, ours: Contender) -> Iterator[tuple[str, Asked]]:
    """What is asked for a question, if it is asked alone.

    If its answers grow with the archive, also where they are as long in each: so many at a time.
    """
    if "already" in asked.name:
        yield asked.name, Asked(had_already(ours, asked.readout), {})
        return
    # Going round once, the machine reads from its disk what it keeps from then on.
    answers = {path: ours.get(path)[1] for path in asked.readout}
    yield asked.name, _measured(answers)
    if number := asked.at_a_time:
        found = {path: len(orjson.loads(answer)["items"]) for path, answer in answers.items()}
        alike = [p for p, n in found.items() if n == number or (n > number and not asked.sums_up)]
        shorter = {path: ours.get(path)[1] for path in (f"{p}&limit={number}" for p in alike)}
        which = "found" if asked.sums_up else "at a time"
        if shorter:
            yield f"{asked.name}, {number} {which}", _measured(shorter)


def _measured(answers: dict[str, bytes]) -> Asked:
    return Asked([*answers], {"kB": median(len(answer) / 1000 for answer in answers.values())})


def grown(
    name: str, asked: dict[int, Asked], running: dict[int, Contender]
) -> dict[int, dict[str, float]]:
    """The medians of a question in each archive, which are asked in turn, as a row of the table."""
    rounds: dict[int, list[dict[str, float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        for size, which in asked.items():
            rounds[size].append(running[size].wrk(paths("growth", which.listed), SECONDS, 1))
    told = {size: {**middle(rounds[size]), **asked[size].told} for size in asked}
    return row_of_sizes(name, told)


def row_of_sizes(name: str, told: dict[int, dict[str, float]]) -> dict[int, dict[str, float]]:
    """A row of the table: what was measured, and the last of it as a multiple of the first."""
    figures = [" ".join(_figures(one)) for one in told.values()]
    p50 = [one["p50"] for one in told.values()]
    print(f"| {' | '.join((name, *figures))} | {p50[-1] / p50[0]:.2g} |", flush=True)
    return told


def _figures(told: dict[str, float]) -> Iterator[str]:
    yield f"{told['p50']:.2f}"
    if "p99" in told:
        yield f"({told['p99']:.1f})"
    if "kB" in told:
        yield f"{told['kB']:.0f} kB"


def main(arguments: list[str]) -> None:
    contenders.must_have_wrk()
    grown = arguments[:1] == ["growth"]
    sizes = [int(size) for size in arguments[grown:]] or [10_000]
    FOLDER.mkdir(parents=True, exist_ok=True)
    results = growth(sizes) if grown else compare(sizes[0])
    file = FOLDER / ("growth.json" if grown else f"compared-{sizes[0]}.json")
    file.write_text(json.dumps(results, indent=2) + "\n")
    connections = 1 if grown else CONNECTIONS
    print(f"\n{file}: 2 workers each, {connections} connections, {ROUNDS} rounds of {SECONDS} s")


if __name__ == "__main__":
    main(sys.argv[1:])
