"""`python -m models.migrations MESSAGE` drafts a step from how models and tables differ."""

import sys
import tempfile

from models.engine import make_engine

from . import draft, upgrade

with tempfile.TemporaryDirectory() as folder:
    engine = make_engine(f"sqlite:///{folder}/draft.sqlite")
    upgrade(engine)
    draft(engine, " ".join(sys.argv[1:]))
    engine.dispose()
