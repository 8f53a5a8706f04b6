"""What README.md and the pages of docs/ show is what happens."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from serving import Server, environment

from api.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [README, *(page.read_text() for page in sorted((ROOT / "docs").glob("*.md")))]
EXAMPLES = [e for page in PAGES for e in re.findall(r"```console\n(.*?)```", page, re.DOTALL)]


def commands(example: str) -> tuple[str, str]:
    """The shell script of an example, and what it is to print."""
    script, said = [], []
    within = False
    for line in example.splitlines():
        if line.startswith("$ "):
            script.append(line[2:])
            within = line.count("'") % 2 == 1
        elif within:
            script.append(line)
            within = line.count("'") % 2 == 0
        else:
            said.append(line)
    return "\n".join(script), "\n".join(said)


@pytest.fixture(scope="module")
def server(sqlite: Any) -> Any:
    with sqlite.copy(seeded=True) as (url, tokens), Server(url, tokens.write) as server:
        yield server, tokens


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_prints_what_its_page_says(server: Any, number: int) -> None:
    running, tokens = server
    example = EXAMPLES[number].replace("127.0.0.1:8000", f"127.0.0.1:{running.port}")
    script, said = commands(example)
    shell = {**environment(running.url), "TOKEN": tokens.write}
    done = subprocess.run(["bash", "-c", script], env=shell, capture_output=True, text=True)
    assert done.stdout.rstrip("\n") == said


def test_there_are_at_least_five_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_the_table_of_settings_is_complete_and_right() -> None:
    rows = re.findall(r"^\| `READOUT_(\w+)` \| (?:`([^`]*)`|none) \|", README, re.MULTILINE)
    assert [(n.lower(), d) for n, d in rows] == [(f.name, str(f.default)) for f in fields(Settings)]


def test_the_folders_are_those_of_the_readme() -> None:
    for folder in re.findall(r"^\| `(\w+)/` \|", README, re.MULTILINE):
        assert (ROOT / folder).is_dir()
