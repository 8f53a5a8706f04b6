"""`readout serve` as a process of its own, for tests of what only a process can show."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
from urllib3 import HTTPConnectionPool

READOUT = Path(sys.executable).parent / "readout"


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "READOUT_DATABASE_URL": url}


def readout(url: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [str(READOUT), *arguments]
    return subprocess.run(
        command, env=environment(url), capture_output=True, text=True, timeout=120, **options
    )


def wait(condition: Any) -> None:
    """Wait until something holds, at most half a minute."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


class Server:
    """A server on an archive; leaves with the `with` block, on SIGTERM."""

    def __init__(
        self, url: str, token: str = "", workers: int = 2, ready: str = "/health/ready"
    ) -> None:
        self.url, self.ready = url, ready
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.port = free_port()
        self.workers = workers

    def __enter__(self) -> Server:
        command = [READOUT, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        # A session of its own, so that a kill reaches the workers as well.
        self.process = subprocess.Popen(
            command,
            env=environment(self.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pool = HTTPConnectionPool("127.0.0.1", self.port, maxsize=8, timeout=30)
        self._wait()
        return self

    def _wait(self) -> None:
        for _ in range(200):
            try:
                if self.request("GET", self.ready)[0] == 200:
                    return
            except Exception:
                time.sleep(0.05)
        raise AssertionError("the server did not come up")

    def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.pool.urlopen(
            method,
            path,
            body=orjson.dumps(body) if body is not None else None,
            headers={**self.headers, **names},
            retries=False,
        )
        return answer.status, orjson.loads(answer.data) if answer.data else {}

    def workers_now(self) -> list[int]:
        """The processes that answer."""
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text()
        return [int(pid) for pid in children.split()]

    def kill(self) -> None:
        """Kill every process at once: nothing is finished, nothing is flushed."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def __exit__(self, *_: Any) -> None:
        self.pool.close()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=40)
