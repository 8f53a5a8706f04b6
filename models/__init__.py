"""The store: what the archive keeps and how. Knows SQLAlchemy, and nothing of HTTP or JSON."""

from .archive import Archive, Turn
from .base import Base, Entry, Record, among, ask, connection, open_store, using
from .citation import Citation
from .coverage import Coverage
from .engine import give_time, make_engine, took_too_long
from .identifier import Identifier
from .leader import Leader
from .meeting import Meeting
from .name import OtherName
from .party import Party
from .replica import Replicas
from .revision import Revision
from .search import Search
from .source import Source
from .statement import Statement
from .token import Token
from .topic import Topic

__all__ = [
    "Archive",
    "Base",
    "Citation",
    "Coverage",
    "Entry",
    "Identifier",
    "Leader",
    "Meeting",
    "OtherName",
    "Party",
    "Record",
    "Replicas",
    "Revision",
    "Search",
    "Source",
    "Statement",
    "Token",
    "Topic",
    "Turn",
    "among",
    "ask",
    "connection",
    "give_time",
    "make_engine",
    "open_store",
    "took_too_long",
    "using",
]
