"""Copies for a partner who has no add-in: values alone, or ordinary formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlsync.actions.misuse import Misuse
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.copies.making import Copy, Mode

SUFFIXES: Final[Mapping[Mode, str]] = {"values": "-valeurs", "native": "-formules"}
"""What the name of a copy ends with, where none is given."""
_CELLS: Final = 3
"""Cells named of each reason."""


def copy(
    session: Session,
    files: Sequence[Path | File],
    values: bool = False,
    native: bool = False,
    out: Path | None = None,
) -> Report:
    """Copy workbooks, without add-in, personal data, hidden sheet nor link.

    Args:
        session: The run.
        files: Workbooks, or folders of them.
        values: Every formula becomes its value.
        native: Ordinary formulas wherever they say the same; the other cells keep their value.
        out: The copy of one workbook, or the folder of the copies; beside each workbook when left out.

    Raises:
        Misuse: neither or both of the two; a copy that would take the place of another file.
    """
    if values == native:
        raise Misuse(
            "donnez --values (valeurs seules) ou --native (formules ordinaires)",
            "give --values (values alone) or --native (ordinary formulas)",
        )
    mode: Mode = "values" if values else "native"
    found = workbooks(files)
    targets = _targets(found, mode, out)
    asked = [file for file in found if file.path.resolve() not in _resolved(targets, file)]
    done, refusals = each(asked, lambda file: _copied(file, targets[file], mode, session), session)
    return Report(
        {"files": done, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in done for line in _lines(one, session)],
        exit_code(refusals, any(one["unknown"] for one in done)),
    )


def _targets(files: Sequence[File], mode: Mode, out: Path | None) -> dict[File, Path]:
    """Where each copy goes."""
    if out is not None and out.suffix.lower() == ".xlsx" and not out.is_dir():
        if len(files) > 1:
            raise Misuse(
                f"--out {out} est un fichier, et il y a {len(files)} classeurs : donner un dossier",
                f"--out {out} is a file, and there are {len(files)} workbooks: give a folder",
            )
        return dict.fromkeys(files, out)
    targets = {file: (out or file.name.parent) / f"{file.name.stem}{SUFFIXES[mode]}.xlsx" for file in files}
    twice = next((path for path, count in Counter(targets.values()).items() if count > 1), None)
    if twice is not None:
        raise Misuse(
            f"deux copies iraient dans {twice} : les faire dans deux dossiers",
            f"two copies would go into {twice}: make them in two folders",
        )
    return targets


def _resolved(targets: Mapping[File, Path], own: File) -> set[Path]:
    """The copies of the other workbooks: one that is among them is no annex to copy."""
    return {path.resolve() for file, path in targets.items() if file != own}


def _copied(file: File, out: Path, mode: Mode, session: Session) -> dict[str, Any]:
    from xlsync.copies.making import make
    from xlsync.files import write_atomic
    from xlsync.workbook import Workbook

    _check_target(file, out)
    made = make(Workbook.open(file.path), mode)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(out, made.content)
    return _document(file, out, mode, made, session)


def _check_target(file: File, out: Path) -> None:
    """Refuses to write over the source, or over anything but an earlier copy."""
    from xlsync.copies.readme import is_copy
    from xlsync.errors import XlsyncError
    from xlsync.workbook import Workbook

    if not out.exists():
        return
    if out.resolve() == file.path.resolve():
        raise Misuse(
            f"{out.name} est le classeur à copier : donner un autre nom",
            f"{out.name} is the workbook to copy: give another name",
        )
    try:
        earlier = out.is_file() and is_copy(Workbook.open(out))
    except XlsyncError:
        earlier = False
    if not earlier:
        raise Misuse(
            f"{out.name} existe et n’est pas une copie : donner un autre nom",
            f"{out.name} exists and is no copy: give another name",
        )


# --- what is said


def _document(file: File, out: Path, mode: Mode, made: Copy, session: Session) -> dict[str, Any]:
    return {
        "file": str(file.name),
        "out": str(out),
        "mode": mode,
        "native": made.native,
        "rewritten": made.rewritten,
        "values": [
            {
                "cell": str(one.cell),
                "function": one.function or None,
                "reason": session.text(one.reason.fr, one.reason.en),
            }
            for one in made.values
        ],
        "unknown": [str(one.cell) for one in made.unknown],
        "removed": [{"sort": one.sort, "name": one.name} for one in made.removed],
    }


def _lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    count = len(one["values"])
    yield session.text(
        f"{one['file']} → {one['out']} : formules gardées : {one['native']} ; "
        f"récrites : {one['rewritten']} ; devenues des valeurs : {count}",
        f"{one['file']} → {one['out']}: formulas kept: {one['native']}; "
        f"rewritten: {one['rewritten']}; made values: {count}",
    )
    if one["mode"] == "native":
        yield from _left(one["values"], session)
    for cell in one["unknown"]:
        yield session.text(
            f"  {cell} : valeur inconnue, #N/A dans la copie", f"  {cell}: unknown value, #N/A in the copy"
        )
    yield from _removed(one["removed"], session)


def _left(values: Sequence[Mapping[str, Any]], session: Session) -> Iterator[str]:
    """The cells that keep their value, sheet by sheet, with a few of each reason."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in values:
        sheet, _, cell = one["cell"].rpartition("!")
        groups.setdefault((sheet, one["function"] or "", one["reason"]), []).append(cell)
    for (sheet, function, reason), cells in groups.items():
        some = ", ".join(cells[:_CELLS]) + (", …" if len(cells) > _CELLS else "")
        about = f"{function}, {reason}" if function else reason
        yield session.text(
            f"  {sheet} : {len(cells)} ({some}) : {about}", f"  {sheet}: {len(cells)} ({some}): {about}"
        )


def _removed(removed: Sequence[Mapping[str, str]], session: Session) -> Iterator[str]:
    from xlsync.copies.removed import LABELS

    parts = []
    for sort, label in LABELS.items():
        names = [one["name"] for one in removed if one["sort"] == sort]
        if names:
            told = ", ".join(names) if sort in ("sheet", "string") else str(len(names))
            parts.append((f"{label.fr} : {told}", f"{label.en}: {told}"))
    if parts:
        fr, en = (" ; ".join(one[0] for one in parts), "; ".join(one[1] for one in parts))
        yield session.text(f"  retirés : {fr}", f"  removed: {en}")
