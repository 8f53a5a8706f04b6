"""The command line, `readout`. Exit code 1 when what was asked failed, 2 for wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from tqdm import tqdm

from models import Token, bulk, connection, make_engine, using
from models.draft import Draft
from models.instant import now
from models.migrations import upgrade
from models.vocabularies import Scope
from schemas.limits import keep_to

from . import checking, dumping, importing, loading, rendering
from .importers.findings import Findings
from .settings import SettingError, Settings

T = TypeVar("T")
# Of a command that runs for long: on a terminal only, on standard error.
PROGRESS: dict[str, Any] = {"unit": " documents", "disable": None, "unit_scale": True}


@contextmanager
def _failing_clearly() -> Iterator[None]:
    """What went wrong as one line and exit code 1, never as a trace."""
    try:
        yield
    except (importing.ImportFailure, loading.LoadError, SettingError) as error:
        raise click.ClickException(str(error)) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        hint = "`readout init` makes one, and brings an old one up to date."
        raise click.ClickException(f"The archive cannot be used: {reason}. {hint}") from None


def _on_the_archive(command: Callable[..., T]) -> Callable[..., T]:
    """Run a command on the archive that the settings name."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> T:
        with _failing_clearly():
            settings = Settings.from_environment()
            settings.prepare()
            keep_to(settings.limits())
            with using(make_engine(settings.database_url)):
                return command(*args, **kwargs)

    return run


@click.group()
@click.version_option(package_name="readout", prog_name="readout")
def main() -> None:
    """Structured records of diplomatic meetings. Settings: READOUT_…, see the README."""


@main.command()
def init() -> None:
    """Bring the archive's tables to the newest form, and load the seeds that it never had."""
    with _failing_clearly():
        settings = Settings.from_environment()
        settings.prepare()
        engine = make_engine(settings.database_url)
        upgrade(engine, rendering.rerender)
        with using(engine):
            counts = loading.load_seeds()
    click.echo(f"The archive is ready; {counts.changed} seeds loaded.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Processes. [default: 2]")
def serve(host: str, port: int, workers: int | None) -> None:
    """Serve the API until SIGTERM."""
    from dataclasses import replace

    from .server import serve as run

    with _failing_clearly():
        settings = Settings.from_environment()
        settings.prepare()
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        click.echo(f"The Osaka meeting:  {address}/meetings/osaka-2019")
        click.echo(f"The documentation:  {address}/docs")
        sys.stdout.flush()
        run(host, port, replace(settings, workers=workers or settings.workers))


@main.command()
@click.argument("names", metavar="FILE…", nargs=-1, required=True)
@click.option("--batch", type=click.IntRange(1), help="Commit every N documents.")
@click.option("--note", help="Kept with every revision.")
@_on_the_archive
def load(names: tuple[str, ...], batch: int | None, note: str | None) -> None:
    """Load documents from NDJSON or JSON files; `-` is standard input.

    Each says in "record" what it is. They replace by slug; what is unchanged stays as it is. All
    or nothing, unless --batch says otherwise. A new archive that nobody has open, no server for
    one, cannot be read until its first load ends, which is quicker so.
    """
    bulk.expect_many()
    with tqdm(_lines(names), **PROGRESS) as progress:
        counts = loading.load(progress, "readout load", note, batch)
    bulk.take_stock(counts.changed)
    click.echo(f"{counts.read} documents read, {counts.changed} changed.")


def _lines(names: Iterable[str]) -> Iterator[Draft]:
    for name in names:
        try:
            with click.open_file(name, "rb") as file:
                yield from loading.lines("standard input" if name == "-" else name, file)
        except OSError as error:
            raise loading.LoadError(f"{name}: {error.strerror}") from None


@main.command()
@click.argument("file", type=click.File("wb", atomic=True), default="-")
@_on_the_archive
def dump(file: Any) -> None:
    """Write every document as a line of NDJSON: the same archive gives the same bytes."""
    for line in tqdm(dumping.dump(), total=dumping.count(), **PROGRESS):
        file.write(line)


@main.command()
@_on_the_archive
def check() -> None:
    """Check that documents, tables, references, citations and revisions agree."""
    wrong = 0
    for line in checking.check_archive():
        click.echo(line)
        wrong += 1
    if wrong:
        raise click.ClickException(f"{wrong} things are wrong in the archive.")
    click.echo(f"{dumping.count()} records, nothing wrong.")


@main.group("import")
def import_() -> None:
    """Take outside data sets in."""


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--report", type=click.File("w", encoding="utf-8"), help="What is in doubt.")
@_on_the_archive
def historian(folder: Path, report: Any) -> None:
    """Import visits and travels from the files of the Office of the Historian.

    All or nothing. What could not be mapped is told, and the exit code is 1. A record that
    somebody edited since an import is left alone.
    """
    findings = Findings()
    counts = importing.run(folder, findings, lambda d, total: tqdm(d, total=total, **PROGRESS))
    for line in (*findings.refused, *findings.warnings):
        click.echo(line, err=True)
    if report:
        report.writelines(f"{line}\n" for line in findings.doubts)
    click.echo(importing.table(counts, findings))
    if findings.refused:
        raise click.ClickException("Nothing was written: not all of it could be mapped.")


@main.group()
def token() -> None:
    """The tokens that allow writing."""


@token.command("create")
@click.argument("name")
@click.option("--scope", type=click.Choice([s.value for s in Scope]), required=True)
@click.option("--days", type=click.IntRange(1, 36500), help="Valid so long. [default: ever]")
@_on_the_archive
def token_create(name: str, scope: str, days: int | None) -> None:
    """Make a token. The secret is shown once, on the last line."""
    if not 1 <= len(name) <= 100:
        raise click.BadParameter("A name has 1 to 100 characters.", param_hint="NAME")
    expires_at = now() + timedelta(days=days) if days else None
    try:
        secret = Token.issue(name, Scope[scope], expires_at)
        connection().commit()
    except IntegrityError:
        raise click.ClickException(f"There is, or was, a token called “{name}”.") from None
    click.echo(f"Token “{name}”, scope {scope}. Keep the secret; it is not shown again:")
    click.echo(secret)


@token.command("list")
@_on_the_archive
def token_list() -> None:
    """Show the tokens, never their secrets."""
    for row in connection().execute(select(Token.__table__).order_by(Token.name)):
        ends = row.expires_at.date().isoformat() if row.expires_at else "for ever"
        state = "revoked" if row.revoked_at else "expired" if _over(row) else f"valid {ends}"
        click.echo(f"{row.name}\t{row.scope}\t{state}")


def _over(row: Any) -> bool:
    return row.expires_at is not None and row.expires_at <= now()


@token.command("revoke")
@click.argument("name")
@_on_the_archive
def token_revoke(name: str) -> None:
    """Make a token invalid, for good."""
    if not Token.revoke(name):
        raise click.ClickException(f"There is no valid token called “{name}”.")
    connection().commit()
    click.echo(f"Token “{name}” is revoked.")


@main.command()
@click.option("--check", is_flag=True, help="Only say whether the file is what the code makes.")
def openapi(check: bool) -> None:
    """Write openapi/openapi.json from the schemas."""
    from .app import create_app

    made: bytes = create_app(Settings()).extensions["api"].text
    path = Path(str(files("openapi"))) / "openapi.json"
    if not check:
        path.write_bytes(made)
    elif not path.exists() or path.read_bytes() != made:
        raise click.ClickException(f"{path.name} is not what the code makes: run make openapi.")
