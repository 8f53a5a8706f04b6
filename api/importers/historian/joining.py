"""Who is who: the mentions of persons in the records, joined into persons.

Conservative: two mentions are of one person where name, party, office and years leave no other
reading among those that the data set names. What is unsure stays apart and is told as a doubt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, groupby, product

from . import names
from .names import Name, taken_apart
from .persons import CLEARLY, SINGLE, Mention, Person, Span, day_of

# How many days may lie between two mentions of one full name, or of a king with and without his
# number; of a fuller and a less full name; of two spellings, or of a family's name and a full one
# in the same office; in another office; of a family's name alone.
A_LIFE, A_CAREER, A_REIGN, A_TERM, A_PAUSE = (years * 365 for years in (30, 20, 12, 6, 10))


def joined(mentions: Iterable[Mention]) -> list[Person]:
    """The persons whom the mentions are of, the same whatever the order of the mentions."""
    by_line: dict[str, list[Mention]] = defaultdict(list)
    for mention in sorted(mentions):
        by_line[mention.line].append(mention)
    return [person for line in sorted(by_line) for person in _Line(line, by_line[line]).persons]


class _Line:
    """The persons of a party and of those that it went on from."""

    def __init__(self, line: str, mentions: Sequence[Mention]) -> None:
        self.line = line
        # Where so many have so few names, one name is hardly a sign.
        self.few_names = line in names.FAMILY_FIRST
        self.persons: list[Person] = []
        self._take_the_known([m for m in mentions if m.person])
        others = [m for m in mentions if not m.person]
        for run in _runs([m for m in others if taken_apart(m.name).full], A_LIFE):
            self._join_full(run)
        rest: list[Mention] = []
        pause = A_TERM if self.few_names else A_PAUSE
        for run in _runs([m for m in others if not taken_apart(m.name).full], pause):
            for part in self._parted(run):
                rest += self._join_short(part)
        for run in _runs(rest, pause):
            for part in self._parted(run):
                self._join_rest(part)

    def _take_the_known(self, mentions: Sequence[Mention]) -> None:
        """Those whom the data set itself tells apart by an id."""
        by_id: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            by_id[mention.person].append(mention)
        for own in by_id.values():
            person = Person(self.line)
            self.persons.append(person)
            for run in _runs(own, A_CAREER):
                person.add(run)

    def _join(self, run: Sequence[Mention], person: Person | None) -> None:
        """Add mentions to a person, or to a new one."""
        if person is None:
            person = Person(self.line)
            self.persons.append(person)
        person.add(run)

    def _join_full(self, run: Sequence[Mention]) -> None:
        found = [p for p in self.persons if any(_fits(s, run) for s in p.spans)]
        if len(found) > 1 and all(_are_one(a, b) for a, b in combinations(found, 2)):
            for other in found[1:]:
                found[0].mentions += other.mentions
                found[0].spans += other.spans
                self.persons.remove(other)
            found = found[:1]
        first, last = day_of(run[0]), day_of(run[-1])
        self._join(run, _nearest([(min(s.gap(first, last) for s in p.spans), p) for p in found]))

    def _parted(self, run: Sequence[Mention]) -> Iterator[list[Mention]]:
        """Mentions before somebody is first seen in their office under such a full name, and after.

        A father may have been meant before, and the son whom the full name is of since.
        """
        extents = [p.extent_as(run[0]) for p in self.persons]
        cuts = sorted(extent.first for extent in extents if extent is not None)
        for _, part in groupby(run, lambda mention: bisect_right(cuts, day_of(mention))):
            yield list(part)

    def _join_short(self, run: Sequence[Mention]) -> list[Mention]:
        """Join the mentions of a family's or a king's name to persons; those that fit nobody."""
        extents = [(e, p) for p in self.persons if (e := p.extent_as(run[0])) is not None]
        if not extents:
            return self._join_to_a_career(run)
        first, last = day_of(run[0]), day_of(run[-1])
        near = A_LIFE if run[0].royal else A_TERM if self.few_names else A_REIGN
        start = min(e.first for e, _ in extents) - near
        end = max(e.last for e, _ in extents) + near
        # A name that goes on long before or after them may be that of a father or a son.
        margin = near if start <= first and last <= end else 0
        return _share_out(
            run,
            lambda day: [(gap, p) for e, p in extents if (gap := e.gap(day, day)) <= margin],
        )

    def _join_to_a_career(self, run: Sequence[Mention]) -> list[Mention]:
        """To somebody of that family's name who held another office some years before or after."""
        named = [p for p in self.persons if p.is_called(run[0], full=True)]

        def near(day: int) -> list[tuple[int, Person]]:
            gaps = [(min(s.gap(day, day) for s in p.spans), p) for p in named]
            found = [(gap, p) for gap, p in gaps if gap <= A_TERM]
            # Two of one name can be in office at once where few names go round, and in no land can
            # one person hold two of the highest offices.
            alone = not self.few_names and run[0].office not in SINGLE
            return found if len(found) == 1 and (alone or not found[0][1].busy(day)) else []

        return _share_out(run, near)

    def _join_rest(self, run: Sequence[Mention]) -> None:
        """To somebody else of whom no more than that name is known."""
        called = [p for p in self.persons if p.is_called(run[0])]
        known = [p for p in called if any(s.name.full for s in p.spans)]
        first, last = day_of(run[0]), day_of(run[-1])
        found = [
            (gap, p)
            for p in (called if len(known) < 2 else ())
            if p not in known
            and (gap := min(s.gap(first, last) for s in p.spans)) <= A_TERM
            and (gap > 0 or p.extent_as(run[0], full=False))
        ]
        self._join(run, _nearest(found))


def _share_out(
    run: Sequence[Mention], candidates: Callable[[int], list[tuple[int, Person]]]
) -> list[Mention]:
    """Add each mention to the person that is meant on its day; those that nobody gets."""
    shares: dict[int, tuple[Person, list[Mention]]] = {}
    rest: list[Mention] = []
    for mention in run:
        person = _nearest(candidates(day_of(mention)))
        if person is None:
            rest.append(mention)
        else:
            shares.setdefault(id(person), (person, []))[1].append(mention)
    for person, mentions in shares.values():
        person.add(mentions)
    return rest


def _runs(mentions: Sequence[Mention], pause: int) -> Iterator[list[Mention]]:
    """Mentions of one name and office without long pauses: the fullest names first."""
    alike: dict[tuple[Name, str, bool], list[Mention]] = defaultdict(list)
    for mention in mentions:
        alike[taken_apart(mention.name), mention.office, mention.royal].append(mention)
    for (_, _, royal), own in sorted(
        alike.items(), key=lambda item: (-len(item[0][0].words), item[0])
    ):
        own.sort(key=lambda m: (m.day, m))
        start = 0
        for index in range(1, len(own) + 1):
            if index == len(own) or day_of(own[index]) - day_of(own[index - 1]) > (
                A_CAREER if royal else pause
            ):
                yield own[start:index]
                start = index


def _fits(span: Span, run: Sequence[Mention]) -> bool:
    """Whether mentions of a full name may be of the person whose span it is."""
    name, office = taken_apart(run[0].name), run[0].office
    gap = span.gap(day_of(run[0]), day_of(run[-1]))
    if not span.name.full or gap > A_LIFE:
        return False
    if name == span.name:
        return True
    return (gap <= A_CAREER and names.may_be(name, span.name)) or (
        office == span.office
        and office in SINGLE
        and gap <= A_REIGN
        and names.may_be(name, span.name, spelling=True)
    )


def _are_one(one: Person, other: Person) -> bool:
    """Whether all the names of two persons can be spellings of one."""
    full = [[s.name for s in p.spans if s.name.full] for p in (one, other)]
    return all(names.may_be(a, b, spelling=True) for a, b in product(*full))


def doubts(persons: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """The pairs of persons of one line who are kept apart and may be one."""
    by_line: dict[str, list[Person]] = defaultdict(list)
    for person in persons:
        by_line[person.line].append(person)
    for line in by_line.values():
        yield from (pair for pair in combinations(line, 2) if _may_be_one(*pair))


def _may_be_one(one: Person, other: Person) -> bool:
    return not (one.id and other.id) and any(
        a.gap(b.first, b.last) <= A_LIFE and names.may_be(a.name, b.name, spelling=True)
        for a, b in product(one.spans, other.spans)
    )


def _nearest(gaps: Sequence[tuple[int, Person]]) -> Person | None:
    """The one person that is meant, or clearly nearer than all others."""
    found = sorted(gaps, key=lambda pair: pair[0])
    if not found:
        return None
    clear = len(found) == 1 or found[1][0] - found[0][0] >= CLEARLY
    return found[0][1] if clear or found[0][0] == 0 < found[1][0] else None
