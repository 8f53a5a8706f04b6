"""Serving with gunicorn: several processes, each with threads, stopped cleanly on SIGTERM."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import DBAPIError

from .app import create_app
from .settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# So many bytes that were freed a process keeps at the end of its memory, and takes from there.
KEPT = 16 * 2**20
# What malloc.h calls these two.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn without its command line and its files: our settings are the only ones."""

    def __init__(self, host: str, port: int, settings: Settings) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.settings = settings
        super().__init__()

    def run(self) -> None:
        _keep_memory()
        super().run()

    def load_config(self) -> None:
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": self.address,
            "workers": self.settings.workers,
            "worker_class": "api.worker.Worker",
            "threads": self.settings.threads,
            "graceful_timeout": 30,
            "timeout": 60,
            "limit_request_line": self.settings.max_url,
            "keepalive": 5,
            # Which proxies may say what was asked for, `Settings.proxies` tells.
            "forwarded_allow_ips": "",
            "loglevel": "warning",
            # Heartbeats of the workers, where no disk can make them wait.
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
            # It would serve status and control over a socket in the user's home.
            "control_socket_disable": True,
        }

    def load(self) -> WSGIApplication:
        """What each worker makes for itself: connections do not survive a fork."""
        app = create_app(self.settings)
        # From here on it has the archive open, and no load takes that for itself.
        with suppress(DBAPIError):
            app.extensions["engine"].connect().close()
        return app


def serve(host: str, port: int, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests that are being answered are finished."""
    Server(host, port, settings).run()


def _keep_memory() -> None:
    """Have glibc keep what one answer took for the next. Other libraries do as they like.

    In threads it would give it back, and have the kernel clear it again, for each answer for which
    a database sorts something.
    """
    if any(name.startswith(("MALLOC_", "GLIBC_")) for name in os.environ):
        # Whoever runs it has decided.
        return
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        for what in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            mallopt(what, KEPT)
