"""How well the records of the Office of the Historian are read, against labels made by hand.

`make eval` prints it; with `--show`, the mistakes in the open part too. HISTORIAN names the folder
with the data set. A third of the labels is held out: it is measured and nothing is fitted to it, so
its mistakes are never shown.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from api.importers.findings import Findings
from api.importers.historian import parties
from api.importers.historian.documents import DataSet, Known
from api.importers.historian.files import Journey, read
from api.importers.historian.meetings import visit_class
from api.importers.historian.takers import Taker, takers

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("HISTORIAN", HERE.parents[1] / "shared/data/historian"))
LABELS = orjson.loads((HERE / "historian_gold.json").read_bytes())
PARTS = {"open": False, "held out": True}
PRECISION, RECALL = 0.97, 0.90

Labels = dict[str, Any]
Named = tuple[str, str]


class Reading(NamedTuple):
    """A record as the importer reads it, and as it is labelled."""

    journey: Journey
    takers: list[Taker]
    labels: Labels

    @property
    def is_visit(self) -> bool:
        return self.journey.collection == "visits"

    @property
    def met(self) -> dict[Named, Taker]:
        """By name and party, those whom the importer says were met."""
        return {(plain(t.mention.name), t.mention.party): t for t in self.takers if t.passage}

    @property
    def labelled(self) -> dict[Named, str]:
        """By name and party, the persons who were met. Without a party they are of the place."""
        place = "us" if self.is_visit else parties.country(self.journey).slug
        return {
            (plain(met["name"]), met["party"] or place): met["person"] for met in self.labels["met"]
        }


def plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def readings(data: DataSet) -> Iterator[Reading]:
    for journey in read(FOLDER, Findings()):
        if isinstance(journey, Journey):
            labels = LABELS.get(f"{journey.collection}/{journey.id}")
            if labels:
                found = takers(journey, data.presidents, Findings())
                yield Reading(journey, found, labels)


# What is measured


class Score(NamedTuple):
    right: int
    said: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.said

    @property
    def recall(self) -> float:
        return self.right / self.there

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.there)


def counterparts(part: Iterable[Reading]) -> Score:
    pairs = [(r.met.keys(), r.labelled.keys()) for r in part]
    return Score(
        sum(len(said & there) for said, there in pairs),
        sum(len(said) for said, _ in pairs),
        sum(len(there) for _, there in pairs),
    )


def classes(part: Iterable[Reading]) -> Counter[bool]:
    """How often the class of a visit is what its label says, and how often not."""
    return Counter(
        visit_class(r.journey.text) == r.labels["visit_class"] for r in part if r.is_visit
    )


def leaders(data: DataSet, part: Iterable[Reading]) -> dict[str, set[str]]:
    """By person, the leaders' records that the import makes of the person's labelled mentions."""
    found: dict[str, set[str]] = defaultdict(set)
    for reading in part:
        own = next(taker for taker in reading.takers if not taker.passage)
        found[reading.labels["guest"]].add(data.slug_of(own.mention))
        for named, taker in reading.met.items():
            if named in reading.labelled:
                found[reading.labelled[named]].add(data.slug_of(taker.mention))
    return found


def turned(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """By record, its persons."""
    persons: dict[str, set[str]] = defaultdict(set)
    for person, slugs in found.items():
        for slug in slugs:
            persons[slug].add(person)
    return persons


# What is printed


def report(data: DataSet, everything: list[Reading]) -> bool:
    """Print the figures. Returns whether the aims are met, in the held-out part too."""
    print(f"{len(everything)} of {len(LABELS)} labelled records are under {FOLDER}.\n")
    reached = True
    for name, held_out in PARTS.items():
        part = [r for r in everything if r.labels["held_out"] is held_out]
        score, right = counterparts(part), classes(part)
        reached &= score.precision >= PRECISION and score.recall >= RECALL
        print(
            f"{name} ({len(part)} records)\n"
            f"  counterparts  precision {score.precision:.3f}  recall {score.recall:.3f}"
            f"  F1 {score.f1:.3f}  ({score.said} found, {score.there} there, {score.right} right)\n"
            f"  visit class   accuracy {right[True] / right.total():.3f}"
            f"  ({right[True]} of {right.total()} visits)"
        )
    found = leaders(data, everything)
    records = turned(found)
    print(
        f"both\n  leaders       {len(records)} records for {len(found)} persons:"
        f" {sum(len(s) > 1 for s in found.values())} persons have several,"
        f" {sum(len(p) > 1 for p in records.values())} records are of several persons"
    )
    return reached


def show(data: DataSet, part: list[Reading]) -> None:
    """Print the mistakes in the open part."""
    for r in part:
        wrong, missed = r.met.keys() - r.labelled.keys(), r.labelled.keys() - r.met.keys()
        if wrong or missed:
            print(f"{r.journey.place}: {sorted(wrong)} for {sorted(missed)}")
        if r.is_visit and visit_class(r.journey.text) != r.labels["visit_class"]:
            print(f"{r.journey.place}: {visit_class(r.journey.text)}: {r.journey.text}")
    found = leaders(data, part)
    print(*(f"{person}: {sorted(s)}" for person, s in found.items() if len(s) > 1), sep="\n")
    print(*(f"{slug}: {sorted(p)}" for slug, p in turned(found).items() if len(p) > 1), sep="\n")


def main() -> int:
    data = DataSet(FOLDER, Findings())
    data.recognise(Known({}, {}))
    everything = list(readings(data))
    if not everything:
        print(f"No labelled record is under {FOLDER}: set HISTORIAN to the folder of the data set.")
        return 2
    reached = report(data, everything)
    if "--show" in sys.argv:
        show(data, [r for r in everything if not r.labels["held_out"]])
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
