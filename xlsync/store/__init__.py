"""The store of revisions of the model (see docs.md)."""

from xlsync.store.places import default_place, locate
from xlsync.store.revisions import Revision
from xlsync.store.store import Store
from xlsync.store.tables import SCHEMA_VERSION

__all__ = ["SCHEMA_VERSION", "Revision", "Store", "default_place", "locate"]
