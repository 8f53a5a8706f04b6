"""Writing: what requests, loads and imports all do to change the archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson
from marshmallow import Schema, ValidationError
from sqlalchemy import func, select

from models import Coverage, Meeting, Record, Revision, Turn, among, connection, store
from models.bulk import insert_rows
from models.coverage import Cell, cells
from models.draft import Draft
from models.row import Values, referred, taken_apart
from models.vocabularies import ChangeAction
from schemas import KINDS, ProblemCode, RecordSchema
from schemas.base import ending
from schemas.citation import moved_errors
from schemas.part import READ_ONLY, ready

from .errors import Problem, at, invalid, pointed

Kind = type[RecordSchema]
# How many sorts of meetings are counted before the counts are stored.
MANY_CELLS = 20_000
# Of how many records of a kind it is remembered that they are there.
MANY_REMEMBERED = 20_000
# The columns of a revision, as `Writing` tells what was changed.
REVISION = (
    *("seq", "record", "slug", "action", "version", "document"),
    *("at", "by", "note", "merged_into"),
)


def check(schema: type[Schema], data: Any) -> dict[str, Any]:
    """A document as it may be kept, defaults filled in. Raises 422 for what its rules forbid."""
    try:
        loaded: dict[str, Any] = ready(schema).load(data)
    except ValidationError as error:
        raise invalid(pointed(error.messages)) from None
    return loaded


class Writing:
    """One turn at the archive: any number of changes, checked together and committed as one.

    Whatever it raises, nothing is changed: the connection undoes what is not committed.
    """

    def __init__(self, by: str, note: str | None = None) -> None:
        self.by = by
        self.note = note
        self.turn = Turn.take()
        # The records that were referred to and were not there, or not yet.
        self.awaited: dict[type[Record], set[str]] = defaultdict(set)
        # Those that are there: nobody else takes one out meanwhile.
        self.there: dict[type[Record], set[str]] = defaultdict(set)
        # Those that stood under themselves when they were written.
        self.circling: dict[Kind, set[str]] = defaultdict(set)
        # How many meetings more, or fewer, there are of each sort.
        self.counted: Counter[Cell] = Counter()

    def save(self, schema: Kind, drafts: Sequence[Draft]) -> dict[str, ChangeAction | None]:
        """Create or replace records of a kind; each slug comes once. None: it is as it was.

        Raises 409 or 422.
        """
        versions = _last_versions(schema.model, [d.slug for d in drafts])
        # What has no version was never there.
        before = current(schema.model, [*versions]) if versions else {}
        changed = [d for d in drafts if not _same(d, before.get(d.slug))]
        _citations_go_along(schema, changed, before)
        _identifiers_are_free(schema, changed)
        _none_was_merged(schema, changed, versions)
        kept = {d.slug: self._kept(d, before.get(d.slug), versions.get(d.slug)) for d in changed}
        new = frozenset({*kept} - {*before})
        store.write(schema.model, changed, kept, new)
        self.turn.count(schema.model, len(new))
        self._note_what_is_open(schema, changed)
        actions = {d.slug: _action(d, before, versions) for d in changed}
        texts = {slug: (version, text) for slug, (version, *_, text) in kept.items()}
        self._keep_revisions(schema, texts, actions)
        self._count(schema, [before[slug] for slug in actions if slug in before], changed)
        return {d.slug: actions.get(d.slug) for d in drafts}

    def remove(self, schema: Kind, slug: str) -> None:
        """Take a record out. Raises 409 where others refer to it."""
        if users := store.referrers(schema.model, slug):
            names = [f"{record} {name}" for record, name in users]
            detail = f"Others refer to {schema.model.record} {slug}: {', '.join(names)}."
            errors = [{"detail": f"{name} refers to it."} for name in names]
            raise Problem(ProblemCode.in_use, detail, errors)
        self._take_out(schema, slug, ChangeAction.removed)

    def merge(self, schema: Kind, slug: str, into: str) -> None:
        """Take a record out whose address leads to another one from now on.

        What refers to it is to be changed before the commit.
        """
        self._take_out(schema, slug, ChangeAction.merged, into)

    def _take_out(
        self, schema: Kind, slug: str, action: ChangeAction, into: str | None = None
    ) -> None:
        version = _last_versions(schema.model, [slug])[slug].version + 1
        self._count(schema, current(schema.model, [slug]).values(), [])
        store.erase(schema.model, slug)
        self.turn.count(schema.model, -1)
        self.there[schema.model].discard(slug)
        removed = {slug: (version, None)}
        self._keep_revisions(schema, removed, {slug: action}, into)

    def commit(self) -> None:
        """Check what only the end can tell, and make the changes last. Raises 422."""
        missing = {m: store.missing(m, slugs) for m, slugs in self.awaited.items()}
        for model, slugs in missing.items():
            for slug in sorted(slugs):
                _nobody_refers_to(model, slug, missing)
        for schema, circling in self.circling.items():
            for slug in sorted(store.in_cycles(schema.model, circling)):
                raise _cycle(schema, slug)
        self._add_up()
        self.turn.keep()
        connection().commit()

    def _kept(self, draft: Draft, before: Any | None, last: Any | None) -> Values:
        """What the archive adds to a document: version, instants, and the finished text."""
        version = last.version + 1 if last else 1
        created_at = before.created_at if before else self.turn.at
        text = draft.text[:-1] + ending(version, created_at, self.turn.at)
        return version, created_at, self.turn.at, text

    def _note_what_is_open(self, schema: Kind, drafts: Sequence[Draft]) -> None:
        """Remember what may still be wrong when the turn ends, and may have become right."""
        written = {draft.slug for draft in drafts}
        self.awaited[schema.model] -= written
        self._remember(schema.model, written)
        for model, slugs in _references(drafts).items():
            missing = store.missing(model, slugs - self.there[model])
            self.awaited[model] |= missing
            self._remember(model, slugs - missing)
        # A cycle is there when the last of its members is written.
        if below := [draft.slug for draft in drafts if draft.below]:
            self.circling[schema] |= store.in_cycles(schema.model, below)

    def _remember(self, model: type[Record], slugs: set[str]) -> None:
        """Records that are there need not be looked for again: of a load, most are the same."""
        there = self.there[model]
        if len(there) > MANY_REMEMBERED:
            there.clear()
        there |= slugs

    def _count(self, schema: Kind, before: Iterable[Any], after: Iterable[Draft]) -> None:
        """Keep count of what the archive holds of meetings."""
        self.counted.update(cell for draft in after for cell in draft.cells)
        if schema.model is Meeting:
            was = map(cells, (orjson.loads(row.document) for row in before))
            self.counted.subtract(chain.from_iterable(was))
        if len(self.counted) > MANY_CELLS:
            self._add_up()

    def _add_up(self) -> None:
        Coverage.add(self.counted)
        self.counted.clear()

    def _keep_revisions(
        self,
        schema: Kind,
        kept: Mapping[str, tuple[int, str | None]],
        actions: Mapping[str, ChangeAction],
        into: str | None = None,
    ) -> None:
        """Keep a change of each record: its version, and the document if there is one."""
        record, common = schema.model.record, (self.turn.at, self.by, self.note, into)
        rows = [
            (self.turn.next(), record, slug, actions[slug].value, version, text, *common)
            for slug, (version, text) in kept.items()
        ]
        insert_rows(Revision, REVISION, rows)


def current(model: type[Record], slugs: Sequence[str]) -> dict[str, Any]:
    """The records that are there now, by slug: slug, document and created_at."""
    found = select(model.slug, model.document, model.created_at).where(among(model.slug, slugs))
    return {row.slug: row for row in connection().execute(found)}


def _last_versions(model: type[Record], slugs: Sequence[str]) -> dict[str, Any]:
    """The last version of each record that exists or existed: versions count on after removal."""
    last, merged = func.max(Revision.version), func.max(Revision.merged_into)
    found = (
        select(Revision.slug, last.label("version"), merged.label("merged_into"))
        .where(Revision.record == model.record, among(Revision.slug, slugs))
        .group_by(Revision.slug)
    )
    return {row.slug: row for row in connection().execute(found)}


def _none_was_merged(schema: Kind, changed: Iterable[Draft], versions: Mapping[str, Any]) -> None:
    """The address of a record that was merged leads to another one for ever. Raises 409."""
    for draft in changed:
        last = versions.get(draft.slug)
        if last and last.merged_into:
            detail = f"“{draft.slug}” was merged into “{last.merged_into}”, for good."
            problem = Problem(ProblemCode.slug_taken, detail, [at("/slug", detail)])
            problem.about = f"{schema.model.record} {draft.slug}"
            raise problem


def _references(drafts: Iterable[Draft]) -> dict[type[Record], set[str]]:
    """The records that some documents refer to, by kind."""
    found: dict[type[Record], set[str]] = defaultdict(set)
    for draft in drafts:
        for model, slug in draft.references:
            found[model].add(slug)
    return found


def _same(draft: Draft, before: Any | None) -> bool:
    return before is not None and orjson.loads(draft.text) == without_read_only(before.document)


def without_read_only(text: str) -> dict[str, Any]:
    """A document that is kept, as it can be written again."""
    return {n: value for n, value in orjson.loads(text).items() if n not in READ_ONLY}


def _action(draft: Draft, before: Mapping[str, Any], versions: Mapping[str, Any]) -> ChangeAction:
    if draft.slug in before:
        return ChangeAction.updated
    return ChangeAction.restored if draft.slug in versions else ChangeAction.created


def _citations_go_along(schema: Kind, changed: Iterable[Draft], before: Mapping[str, Any]) -> None:
    for draft in changed:
        row = before.get(draft.slug)
        if row and (errors := moved_errors(orjson.loads(row.document), orjson.loads(draft.text))):
            raise _about(schema, draft.slug, pointed({"citations": errors}))


def _identifiers_are_free(schema: Kind, changed: Sequence[Draft]) -> None:
    """Raises 409 where another record of the kind has an identifier, or two of these share one."""
    claimed: dict[tuple[str, str], tuple[str, int]] = {}
    for draft in changed:
        for index, pair in enumerate(draft.identifiers):
            if pair in claimed:
                raise _taken(schema, claimed[pair][0], pair, draft.slug, index)
            claimed[pair] = (draft.slug, index)
    if not claimed:
        return
    written = {draft.slug for draft in changed}
    for slug, scheme, value in store.identified(schema.model, claimed):
        if slug not in written:
            raise _taken(schema, slug, (scheme, value), *claimed[scheme, value])


def _about(schema: Kind, slug: str, errors: Iterable[dict[str, str]]) -> Problem:
    problem = invalid(errors)
    problem.about = f"{schema.model.record} {slug}"
    return problem


def _nobody_refers_to(
    model: type[Record], slug: str, missing: Mapping[type[Record], set[str]]
) -> None:
    """Raises 422 with all references of one document to records that are not there."""
    for record, name in store.referrers(model, slug, 1):
        schema = KINDS[record]
        document = orjson.loads(current(schema.model, [name])[name].document)
        errors = [
            at(pointer, f"There is no {target.record} “{named}”.")
            for target, named, pointer in referred(taken_apart(schema.model, document))
            if named in missing.get(target, ())
        ]
        raise _about(schema, name, errors)


def _cycle(schema: Kind, slug: str) -> Problem:
    above = schema.model.above
    detail = f"By {above}, {schema.model.record} “{slug}” would come to stand under itself."
    return _about(schema, slug, [at(f"/{above}", detail)])


def _taken(schema: Kind, owner: str, pair: tuple[str, str], slug: str, index: int) -> Problem:
    name = f"{pair[0]}:{pair[1]}"
    detail = f"{schema.model.record} “{owner}” has the identifier {name}."
    problem = Problem(ProblemCode.identifier_taken, detail, [at(f"/identifiers/{index}", detail)])
    problem.about = f"{schema.model.record} {slug}"
    return problem
