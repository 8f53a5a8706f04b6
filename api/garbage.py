"""Python's garbage collector, which looks for objects that hold each other."""

from __future__ import annotations

import gc

# After how many more objects than were given up it looks among the new ones; Python's own is 700.
OBJECTS = 50_000


def collect_seldom() -> None:
    """Let it pass over what is there already, and look seldom: hardly anything goes in circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)
