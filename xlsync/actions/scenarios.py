"""What a workbook gives over many draws of its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.paths import File
from xlsync.actions.progress import Progress
from xlsync.actions.recalc import read_date
from xlsync.actions.report import DONE, REMAINING, Report, number, table
from xlsync.actions.session import Session

if TYPE_CHECKING:
    import pandas as pd

    from udfs.errors import Text
    from xlsync.scenarios.risk import Risk
    from xlsync.scenarios.statistics import Effect, Summary
    from xlsync.scenarios.study import Series, Study

COUNT = 1000
SUFFIXES = (".xlsx", ".csv", ".parquet")
FIRST_COLUMN = "scenario"


def scenarios(
    session: Session,
    file: Path | File,
    vary: Sequence[str] | None = None,
    watch: Sequence[str] | None = None,
    correlate: Sequence[str] | None = None,
    risk: bool = False,
    count: int = COUNT,
    seed: int = 0,
    out: Path | None = None,
    date: str | None = None,
    jobs: int = 1,
) -> Report:
    """Draw the inputs, compute what is watched, and tell its distribution; nothing is written but `out`."""
    from xlsync.annexbook.annex import open_annex
    from xlsync.annexbook.identify import identify
    from xlsync.scenarios import risk as risks
    from xlsync.scenarios.draws import read_correlation, read_variation
    from xlsync.scenarios.study import study
    from xlsync.scenarios.targets import Targets

    source = File.of(file)
    today = None if date is None else read_date(date)
    if not risk and not (vary and watch):
        raise Misuse(
            "donner ce qui varie (--vary NOM=LOI) et ce qui est suivi (--watch NOM), ou --risk",
            "give what varies (--vary NAME=DISTRIBUTION) and what is watched (--watch NAME), or --risk",
        )
    if out is not None:
        _check_place(out, source.path)
    workbook = open_annex(source.path)
    targets = Targets(workbook)
    variations = [read_variation(targets, text) for text in vary or ()]
    watched = [targets.find(text) for text in watch or ()]
    if risk:
        recipe = risks.recipe(identify(workbook, source.name).convention.split("/")[0])
        variations = risks.hypotheses(targets, recipe, variations)
        watched = [*risks.watched(targets, recipe), *watched]
    names = [one.name for one in variations]
    found = study(
        targets,
        variations,
        watched,
        count=count,
        seed=seed,
        correlations=[read_correlation(text, names) for text in correlate or ()],
        date=today,
        jobs=jobs,
        progress=Progress(session, "calculs", "computations"),
    )
    told = risks.assess(found) if risk else None
    if out is not None:
        _write(out, found, told, source.name.name, session, date or "")
    return Report(
        {
            "file": str(source.name),
            **_document(found, told, session),
            "out": None if out is None else str(out),
        },
        list(_lines(found, told, out, session)),
        REMAINING if found.not_recalculated else DONE,
    )


def _check_place(out: Path, source: Path) -> None:
    """Refuses a form that is not written, and to replace anything but an earlier result."""
    if out.suffix.lower() not in SUFFIXES:
        forms = ", ".join(SUFFIXES)
        raise Misuse(
            f"{out.name} : un résultat s’écrit en {forms}", f"{out.name}: a result is written as {forms}"
        )
    if out.exists() and (out.resolve() == source.resolve() or not _is_ours(out)):
        raise Misuse(
            f"{out.name} existe et n’est pas un résultat de scénarios : donner un autre nom",
            f"{out.name} exists and is no result of scenarios: give another name",
        )


def _is_ours(path: Path) -> bool:
    from xlsync.errors import XlsyncError
    from xlsync.scenarios.report import MARK
    from xlsync.tables.parquet_files import read_parquet
    from xlsync.workbook import Workbook

    try:
        if path.suffix.lower() == ".xlsx":
            return MARK in Workbook.open(path).custom_properties
        if path.suffix.lower() == ".parquet":
            return read_parquet(path).headings[:1] == [FIRST_COLUMN]
        return path.read_bytes().startswith(f"{FIRST_COLUMN},".encode())
    except (XlsyncError, OSError):
        return False


def _write(out: Path, found: Study, told: Risk | None, name: str, session: Session, date: str) -> None:
    from xlsync.files import write_atomic
    from xlsync.scenarios.report import report_bytes
    from xlsync.tables.csv_files import csv_bytes
    from xlsync.tables.parquet_files import need_pyarrow, parquet_bytes

    suffix = out.suffix.lower()
    if suffix == ".xlsx":
        data = report_bytes(found, file=name, lang=session.lang, risk=told, date=date)
    elif suffix == ".parquet":
        need_pyarrow()
        data = parquet_bytes(found.table)
    else:
        data = csv_bytes(_csv_lines(found.table))
    write_atomic(out, data)


def _csv_lines(frame: pd.DataFrame) -> Iterator[list[str]]:
    """The draws and the results as canonical texts, a line a scenario."""
    from xlsync.tables.csv_files import guarded

    yield [guarded(str(name)) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield ["" if one != one else guarded(one) if isinstance(one, str) else f"{one:.15g}" for one in row]


def _document(found: Study, told: Risk | None, session: Session) -> dict[str, Any]:
    return {
        "scenarios": found.count,
        "seed": found.seed,
        "vary": [
            {
                "name": one.name,
                "distribution": one.text,
                "cells": [str(cell) for group in one.cells for cell in group],
            }
            for one in found.variations
        ],
        "watch": [_series(one, found.effects(one), session) for one in found.series],
        "risk": None if told is None else _risk(told, found),
        "not_recalculated": [one.as_json for one in found.not_recalculated],
    }


def _series(series: Series, effects: Sequence[Effect], session: Session) -> dict[str, Any]:
    return {
        "name": series.name,
        "label": series.label.in_language(session.lang),
        "cells": [
            {"cell": str(cell), "label": label, **_summary(one)}
            for cell, label, one in zip(series.cells, series.labels, series.summaries, strict=True)
        ],
        "effects": [_effect(one) for one in effects],
    }


def _summary(one: Summary) -> dict[str, Any]:
    return {
        "mean": one.mean,
        "deviation": one.deviation,
        "quantiles": {str(rank): value for rank, value in one.quantiles.items()},
        "below_zero": one.below_zero,
        "errors": one.errors,
    }


def _effect(one: Effect) -> dict[str, Any]:
    return {"name": one.name, "spearman": one.correlation, "low": one.low, "high": one.high}


def _risk(told: Risk, found: Study) -> dict[str, Any]:
    return {
        "years": [
            {
                "year": year,
                "instalment": due.quantiles[50],
                "savings": _summary(savings),
                "uncovered": float(uncovered),
                "missing": float(missing),
                "cumulative": _summary(cumulative),
            }
            for year, due, savings, uncovered, missing, cumulative in zip(
                told.years,
                told.instalments.summaries,
                told.savings.summaries,
                told.uncovered,
                told.missing,
                told.cumulative.summaries,
                strict=True,
            )
        ],
        "ever": told.ever,
        "at_the_end": told.at_the_end,
        "net": _summary(told.net.summaries[0]),
        "effects": [_effect(one) for one in found.effects(told.net)],
    }


def _lines(found: Study, told: Risk | None, out: Path | None, session: Session) -> Iterator[str]:
    yield session.text(
        f"{found.count} scénarios, graine {found.seed}", f"{found.count} scenarios, seed {found.seed}"
    )
    if told is not None:
        yield from _risk_lines(told, session)
    else:
        yield from _watch_lines(found, session)
    for series in found.series if told is None else [told.net]:
        yield from _effect_lines(found, series, session)
    for one in found.not_recalculated:
        why = one.text.in_language(session.lang)
        yield session.text(
            f"{one.cell} garde sa valeur enregistrée : {why}", f"{one.cell} keeps its stored value: {why}"
        )
    if out is not None:
        yield session.text(f"écrit : {out}", f"written: {out}")


def _watch_lines(found: Study, session: Session) -> list[str]:
    headings = (
        session.text("Résultat", "Result"),
        session.text("Moyenne", "Mean"),
        "5 %", "25 %", "50 %", "75 %", "95 %",
        session.text("Sous 0", "Below 0"),
        session.text("Erreur", "Error"),
    )  # fmt: skip
    rows = [
        (
            series.name if len(series.labels) == 1 else f"{series.name} {label}",
            _figure(one.mean, session),
            *(_figure(value, session) for value in one.quantiles.values()),
            _share(one.below_zero, session),
            _share(one.errors, session),
        )
        for series in found.series
        for label, one in zip(series.labels, series.summaries, strict=True)
    ]
    return table(headings, rows, session)


def _risk_lines(told: Risk, session: Session) -> Iterator[str]:
    yield from table(
        (
            session.text("Année", "Year"),
            session.text("Échéance", "Instalment"),
            session.text("Économies 5 %", "Savings 5 %"),
            "50 %",
            "95 %",
            session.text("Non couverte", "Not covered"),
            session.text("Manque moyen", "Mean gap"),
        ),
        [
            (
                str(year),
                _figure(due.quantiles[50], session),
                *(_figure(savings.quantiles[rank], session) for rank in (5, 50, 95)),
                _share(float(uncovered), session),
                _figure(float(missing), session),
            )
            for year, due, savings, uncovered, missing in zip(
                told.years,
                told.instalments.summaries,
                told.savings.summaries,
                told.uncovered,
                told.missing,
                strict=True,
            )
        ],
        session,
    )
    ever, end = _share(told.ever, session), _share(told.at_the_end, session)
    yield session.text(
        f"au moins une année non couverte : {ever} ; sur l’ensemble de ces années : {end}",
        f"at least one year not covered: {ever}; over all these years: {end}",
    )


def _effect_lines(found: Study, series: Series, session: Session) -> Iterator[str]:
    effects = found.effects(series)
    labels: dict[str, Text] = {one.name: one.label for one in found.variations}
    if not effects:
        return
    yield session.text(f"Ce qui fait varier : {series.label.fr}", f"What moves: {series.label.en}")
    yield from table(
        (
            session.text("  Entrée", "  Input"),
            session.text("Corrélation de rang", "Rank correlation"),
            session.text("Au plus bas (un cinquième)", "Lowest fifth"),
            session.text("Au plus haut", "Highest fifth"),
        ),
        [
            (
                f"  {labels[one.name].in_language(session.lang)}",
                "" if one.correlation is None else number(round(one.correlation, 2), session),
                _figure(one.low, session),
                _figure(one.high, session),
            )
            for one in effects
        ],
        session,
    )


def _figure(value: float | None, session: Session) -> str:
    """A figure with the decimals that its size leaves worth reading."""
    if value is None:
        return ""
    return number(round(value) if abs(value) >= 1000 else float(f"{value:.4g}"), session)


def _share(value: float | None, session: Session) -> str:
    if value is None:
        return ""
    return session.text(f"{number(round(value * 100, 1), session)} %", f"{value:.1%}")
