"""Requests that nobody thought of, made by schemathesis from the OpenAPI document."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import randrange
from typing import Any

import pytest
from serving import Server, readout

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# Everything with the same seed each time; then with a fresh one what chance has a part in.
RUNS = {
    "fixed": ["--seed", "20190628"],
    "fresh": ["--seed", str(randrange(2**31)), "--phases", "fuzzing,stateful"],
}


@pytest.mark.parametrize("seed", RUNS)
def test_no_request_gets_an_answer_that_the_document_does_not_allow(
    archive: Any, seed: str
) -> None:
    url, tokens = archive
    with Server(url, tokens.write) as server:
        done = subprocess.run(
            [Path(sys.executable).parent / "schemathesis", "--no-color"]
            + ["--config-file", HERE / "schemathesis.toml"]
            + ["run", f"http://127.0.0.1:{server.port}/openapi.json", "--checks", "all"]
            + RUNS[seed],
            cwd=ROOT,
            env={**os.environ, "READOUT_TOKEN": tokens.admin},
            capture_output=True,
            text=True,
        )
    print(done.stdout.partition("= SUMMARY =")[2])
    assert done.returncode == 0, done.stdout + done.stderr
    # Whatever it wrote, every document still says what its tables say.
    assert readout(url, "check").returncode == 0
