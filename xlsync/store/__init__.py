"""The store of revisions of the model (see docs.md).

Names are loaded when first asked for: what only speaks of a store needs no database.
"""

from typing import TYPE_CHECKING

from xlsync import loaded_when_asked

if TYPE_CHECKING:
    from xlsync.store.places import default_place, locate
    from xlsync.store.revisions import Revision
    from xlsync.store.store import Store
    from xlsync.store.tables import SCHEMA_VERSION

__all__ = ["SCHEMA_VERSION", "Revision", "Store", "default_place", "locate"]

__getattr__ = loaded_when_asked(
    __name__,
    {
        "default_place": "places",
        "locate": "places",
        "Revision": "revisions",
        "Store": "store",
        "SCHEMA_VERSION": "tables",
    },
)
