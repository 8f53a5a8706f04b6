"""What takes longest: lists by every two filters, counted and in another order, and searches.

The values are those of the corpus: what most records have, what fewer have, and two together.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations, islice, pairwise
from statistics import median
from typing import Any
from urllib.parse import urlencode

import orjson

from models import Meeting, Statement

from . import contenders, questions
from .contenders import Contender
from .run import FOLDER, archive, corpus

# What takes longer is told, in milliseconds; what takes a third of it is asked thrice.
SLOW = 100
# From so many records of a kind the values are taken, and so manieth three filters are asked.
LOOKED_AT, EACH = 30_000, 23
# What is asked of a list or a search: whether to count, and which lists.
COUNTED, LISTS = ("false", "true"), ("meetings", "statements")
Filter = tuple[str, Sequence[str]]


def sampled(file: str, record: str, number: int) -> list[dict[str, Any]]:
    """Records from all over the corpus, of so many of a kind."""
    return [*islice(questions.documents(file, record), 0, None, max(1, number // LOOKED_AT))]


def filters(name: str, held: Sequence[Sequence[str]]) -> Iterator[Filter]:
    """A filter by what records hold: by the commonest, by one in the middle, and by two."""
    common = [value for value, _ in Counter(chain.from_iterable(held)).most_common()]
    yield name, common[:1]
    yield name, [common[len(common) // 2]]
    together = Counter(chain.from_iterable(combinations(sorted({*some}), 2) for some in held))
    yield name, next((two for two, _ in together.most_common(1)), common[:2])


def words(records: Sequence[dict[str, Any]], text: str) -> list[str]:
    """Queries: words that many and few have, two and three of them, side by side and not."""
    said = [record[text].lower().replace(".", "").replace(",", "").split() for record in records]
    common = [word for word, _ in Counter(chain.from_iterable(said)).most_common()]
    most, middle, rare = common[0], common[len(common) // 2], common[-1]
    two = Counter(chain.from_iterable(map(pairwise, said))).most_common(40)[-1][0]
    three = Counter(chain.from_iterable(zip(s, s[1:], s[2:], strict=False) for s in said))
    phrase = three.most_common(40)[-1][0]
    return [
        most,
        middle,
        rare,
        "zanzibar",
        f"{most} {common[1]}",
        f"{middle} {common[len(common) // 2 + 1]}",
        f'"{" ".join(two)}"',
        f'"{" ".join(phrase)}"',
        f'"{common[0]} {common[1]} {common[2]}"',
        f"{middle[:4]}*",
        f"{middle[:4]}* -{middle}",
    ]


def queries(said: Sequence[str]) -> Iterator[Filter]:
    """Some of them as filters of a list."""
    return (("q", [query]) for query in said[1:8:2])


def places(records: Sequence[dict[str, Any]]) -> Iterator[Filter]:
    """What many slugs begin with, at the end of their order: a word, and its first letters."""
    first = Counter(record["slug"].partition("-")[0] for record in records)
    last = max(word for word, number in first.items() if number > len(records) / len(first) / 2)
    return (("q", [query]) for query in (last, f"{last[:4]}*"))


def of_meetings(meetings: Sequence[dict[str, Any]]) -> Iterator[Filter]:
    everybody = [meeting["participants"] for meeting in meetings]
    yield from filters("leader", [[p["leader"] for p in some] for some in everybody])
    yield from filters("party", [[p["party"] for p in some] for some in everybody])
    yield from filters("topic", [[t["topic"] for t in m["topics"]] for m in meetings])
    yield from filters("source", [[c["source"] for c in m["citations"]] for m in meetings])
    yield from filters("country", [[m["place"]["country"]] for m in meetings])
    yield from filters("kind", [[m["kind"]] for m in meetings])
    yield from filters("status", [[m["status"]] for m in meetings])


def of_statements(statements: Sequence[dict[str, Any]]) -> Iterator[Filter]:
    yield from filters("speaker", [[s["speaker"]] for s in statements])
    yield from filters("topic", [[t["topic"] for t in s["topics"]] for s in statements])
    yield from filters("kind", [[s["kind"]] for s in statements])
    yield "meeting", [statements[0]["meeting"]]


def spans(days: Sequence[str]) -> Iterator[Filter]:
    """From the middle of all days on, to it, and to a year that few are before."""
    ordered = sorted(days)
    yield "date_from", [ordered[len(ordered) // 2]]
    yield "date_to", [ordered[len(ordered) // 2]]
    yield "date_to", [ordered[len(ordered) // 20][:4]]


def asked_of(path: str, sorts: Collection[str], every: Sequence[Filter]) -> Iterator[str]:
    """A list by each filter in each order, by every two, and by some threes."""
    *_, last = sorts
    for name, values in every:
        yield from (address(path, (name, values), sort=sort) for sort in sorts)
    for one, other in combinations(every, 2):
        if one[0] != other[0]:
            yield address(path, one, other, total="true")
            yield address(path, one, other, sort=last)
    for some in islice(combinations(every, 3), 0, None, EACH):
        if len({name for name, _ in some}) == len(some):
            yield address(path, *some, total="true")


def address(path: str, *some: Filter, **more: str) -> str:
    return f"/{path}?{urlencode([*some, *more.items()], doseq=True)}"


def addresses(file: str, size: int) -> list[str]:
    meetings, statements = sampled(file, "meeting", size), sampled(file, "statement", 3 * size)
    days = [*spans([m["held_on"] or m["planned_on"] for m in meetings])]
    of_summaries, of_texts = words(meetings, "summary"), words(statements, "text")
    by_meetings = [*of_meetings(meetings), *queries(of_summaries), *places(meetings), *days]
    by_statements = [*of_statements(statements), *queries(of_texts), *places(statements), *days]
    leader, _, two = (one for one in by_meetings if one[0] == "leader")
    searches = dict.fromkeys([*of_summaries, *of_texts])
    return [
        *asked_of("meetings", Meeting.sorts, by_meetings),
        *asked_of("statements", Statement.sorts, by_statements),
        *(address("search", ("q", [q]), total=total) for q in searches for total in COUNTED),
        *(address(path, ("q", [q]), total="true") for q in searches for path in LISTS),
        *questions.of_meetings(meetings[:: LOOKED_AT // questions.COLD], questions.words),
        *(address("encounters", two, direct=direct) for direct in COUNTED),
        f"/leaders/{leader[1][0]}/counterparts",
        "/archive/coverage",
        "/archive/gaps",
        "/changes",
        *(f"/{path}?total=true" for path in (*LISTS, "leaders", "parties", "topics", "sources")),
    ]


def timed(ours: Contender, path: str) -> tuple[int, float, str | None]:
    """The status; the middle of three answers in ms, or one that is quick; what page follows."""
    status, took, body = _asked(ours, path)
    if took > SLOW / 3:
        took = median([took, *(_asked(ours, path)[1] for _ in range(2))])
    following = orjson.loads(body).get("next_url")
    return status, took, following and following.removeprefix(f"http://127.0.0.1:{ours.port}")


def _asked(ours: Contender, path: str) -> tuple[int, float, bytes]:
    begun = time.perf_counter()
    status, body, _ = ours.get(path)
    return status, (time.perf_counter() - begun) * 1000, body


def slowest(size: int) -> dict[str, tuple[int, float]]:
    """Of each address and of the page after it, the status and milliseconds."""
    told: dict[str, tuple[int, float]] = {}
    with contenders.readout(archive(size)) as ours:
        for path in dict.fromkeys(addresses(str(corpus(size)), size)):
            status, took, following = timed(ours, path)
            told[path] = status, took
            if following:
                told[following] = timed(ours, following)[:2]
    return told


def main(arguments: list[str]) -> None:
    size = int(arguments[0])
    told = slowest(size)
    slow = sorted(((took, path) for path, (_, took) in told.items() if took > SLOW), reverse=True)
    print("| ms | asked |\n|---:|---|")
    print("\n".join(f"| {took:.0f} | `{path}` |" for took, path in slow))
    file = FOLDER / f"slowest-{size}.json"
    file.write_text(json.dumps(told, indent=2) + "\n")
    # A database that gave up would be 503.
    answers = Counter(status for status, _ in told.values())
    print(f"\n{file}: {len(slow)} of {len(told)} took over {SLOW} ms; answers: {dict(answers)}")


if __name__ == "__main__":
    main(sys.argv[1:])
