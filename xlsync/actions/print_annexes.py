"""Annexes to sign, as PDF files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.failures import about
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.paths import Refusal, exit_code
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report
from xlsync.actions.selecting import selected_of
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.printing.files import Printed


def print_annexes(
    session: Session,
    conventions: Sequence[str] | None = None,
    out: Path = Path("pdf"),
    at: str | None = None,
    amendment: int | None = None,
) -> Report:
    """Print the annexes of conventions, each into a PDF.

    Args:
        session: The run.
        conventions: Conventions and kinds; every convention that has annexes when left out.
        out: Folder of the files.
        at: Day at which they are shown, as typed: amendments that take effect later do not count.
        amendment: Number of a draft amendment of the one convention, shown as if it were signed.

    Returns:
        2 when one could not be printed; the others are.

    Raises:
        Misuse: no date, a draft without its convention, nothing to print, or nothing that makes PDF files.
    """
    from xlsync.model.amendments import View
    from xlsync.printing.files import print_all, with_annexes

    if session.to_pdf is None:
        raise Misuse(
            "les annexes s’impriment par la ligne de commande, avec LibreOffice",
            "annexes are printed by the command line, with LibreOffice",
        )
    store = opened(session)
    asked = conventions or ()
    names = selected_of(store, asked)
    if amendment is not None and (len(names) != 1 or not asked):
        raise Misuse("--amendment va avec une seule convention", "--amendment goes with a single agreement")
    view = View(None if at is None else read_date(at), amendment)
    fit = names if asked else list(with_annexes(store, names, view))
    if not fit:
        raise Misuse(
            "aucune convention du modèle n’a d’annexe à signer",
            "no agreement of the model has an annex to sign",
        )
    made, failed = print_all(store, fit, out, view, session.to_pdf)
    for _, error in failed:
        session.failed(error)
    refusals = [Refusal(Path(name), about(Path(name), error, session.lang)) for name, error in failed]
    for refusal in refusals:
        session.tell(refusal.what)
    return Report(
        {"files": [_json(one) for one in made], "errors": [refusal.as_json() for refusal in refusals]},
        list(_lines(made, session)),
        exit_code(refusals, remaining=False),
    )


def _json(one: Printed) -> dict[str, Any]:
    return {"convention": one.convention, "pdf": str(one.path), "pages": one.pages}


def _lines(made: list[Printed], session: Session) -> Iterator[str]:
    for one in made:
        yield session.text(f"{one.path} : pages : {one.pages}", f"{one.path}: pages: {one.pages}")
