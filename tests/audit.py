"""Known vulnerabilities of what is locked: what pip-audit and npm say, and of how much they spoke.

Where the advisories cannot be reached, both tools end as if all were well. Run by `make audit`.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

PIP_AUDIT = "pip-audit --disable-pip --require-hashes --progress-spinner off --format json -r"
NPM_AUDIT = "npm audit --json --prefix"


@dataclass
class Audit:
    """What was heard of one lock file."""

    audited: int = 0
    unaudited: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)

    def passed(self) -> bool:
        """Whether nothing speaks against it. A package that alone is unknown does."""
        return not self.vulnerable and not (self.audited and self.unaudited)

    def __str__(self) -> str:
        if not self.audited:
            return "NOTHING WAS AUDITED: the advisories cannot be reached from here."
        lines = [f"{self.audited} packages were audited."]
        lines += [f"Not audited: {name}" for name in self.unaudited]
        return "\n".join([*lines, *(f"VULNERABLE: {said}" for said in self.vulnerable)])


def of_python(report: dict[str, Any]) -> Audit:
    """What a report of pip-audit says."""
    audit = Audit()
    for package in report["dependencies"]:
        if "skip_reason" in package:
            audit.unaudited.append(package["name"])
            continue
        audit.audited += 1
        place = f"{package['name']} {package['version']}"
        audit.vulnerable += [f"{place}: {known['id']}" for known in package["vulns"]]
    return audit


def of_node(report: dict[str, Any]) -> Audit:
    """What a report of npm says; without one, its registry gave no advisories."""
    if "metadata" not in report:
        return Audit()
    found = report["vulnerabilities"].values()
    vulnerable = [f"{known['name']} {known['range']}: {known['severity']}" for known in found]
    return Audit(report["metadata"]["dependencies"]["total"], [], vulnerable)


def _said(command: str, place: str) -> Any:
    done = subprocess.run([*command.split(), place], capture_output=True, text=True, check=False)
    return orjson.loads(done.stdout) if done.stdout else sys.exit(done.stderr)


def main(places: list[str]) -> bool:
    """Print what is known of each lock file; whether nothing speaks against any."""
    good = True
    for place in places:
        if place.endswith(".json"):
            audit = of_node(_said(NPM_AUDIT, str(Path(place).parent)))
        else:
            audit = of_python(_said(PIP_AUDIT, place))
        print(f"{place}: {audit}")
        good &= audit.passed()
    return good


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
