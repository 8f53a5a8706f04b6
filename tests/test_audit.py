"""What is not known of a package is told, and is not taken for good."""

from __future__ import annotations

from typing import Any

import pytest
from audit import of_node, of_python

FLASK: dict[str, Any] = {"name": "flask", "version": "3.1.3", "vulns": []}
LXML = {"name": "lxml", "version": "6.0.0", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "readout", "skip_reason": "Dependency not found on PyPI"}
UNREACHED = {"message": "405 Method Not Allowed", "statusCode": 405}
NODE = {"metadata": {"dependencies": {"total": 321}}, "vulnerabilities": {}}
BROKEN = {"name": "yaml", "range": "<2.0", "severity": "high"}


@pytest.mark.parametrize(
    ("audit", "passed", "said"),
    [
        (of_python({"dependencies": [FLASK]}), True, "1 packages were audited."),
        (of_python({"dependencies": [FLASK, LXML]}), False, "VULNERABLE: lxml 6.0.0: PYSEC-2026-1"),
        (of_python({"dependencies": [FLASK, UNKNOWN]}), False, "Not audited: readout"),
        (of_python({"dependencies": [UNKNOWN]}), True, "NOTHING WAS AUDITED"),
        (of_node(NODE), True, "321 packages were audited."),
        (
            of_node(NODE | {"vulnerabilities": {"yaml": BROKEN}}),
            False,
            "VULNERABLE: yaml <2.0: high",
        ),
        (of_node(UNREACHED), True, "NOTHING WAS AUDITED"),
    ],
)
def test_an_audit_says_what_it_knows_and_what_it_does_not(
    audit: Any, passed: bool, said: str
) -> None:
    assert (audit.passed(), said in str(audit)) == (passed, True)
