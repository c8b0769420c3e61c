"""What is due over the life of a convention, occurrence by occurrence: what the schema says of each."""

from __future__ import annotations

from xlsync.annexes import Schema
from xlsync.model.cells import Value
from xlsync.model.rows import Inputs, occurrence_parts


def occurrence_records(schema: Schema, data: Inputs) -> list[dict[str, Value]]:
    """What is printed beside the key of each occurrence, in the order of the keys.

    Args:
        schema: The kind.
        data: The inputs of one convention.

    Returns:
        By the columns of the table of occurrences; `serie` is None where the key has one part.

    Raises:
        UdfError: as `record_keys`.
    """
    return [
        {
            "article": deadline.article,
            "libelle": deadline.label.fr.format(numero=parts[-1], serie=parts[0]),
            "nature": deadline.nature,
            "ajustement": deadline.adjust,
            "serie": parts[0] if len(parts) > 1 else None,
            "numero": parts[-1],
        }
        for deadline, parts in occurrence_parts(schema, data)
    ]
