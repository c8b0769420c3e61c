"""The report of a study: a workbook with tables and native charts."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import numpy as np
import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from udfs.errors import Text
from udfs.figures import figure
from xlsync.annexbook.measures import height_of, lines_of
from xlsync.annexbook.styles import FONT, NOTE_INK, PAPER, PETROL, RULE, Styles
from xlsync.scenarios.distributions import spoken
from xlsync.scenarios.pages import (
    BY_YEAR,
    WIDTHS,
    YEAR,
    Page,
    Writer,
    amounts,
    dressed,
    font,
    percent,
    titled,
)
from xlsync.scenarios.risk import Risk
from xlsync.scenarios.statistics import QUANTILES, Effect, summary
from xlsync.scenarios.study import Series, Study
from xlsync.workbook.values import column_letters

MARK = "xlsync_scenarios"
"""Property of the document that says what it is."""
BANDS = (
    (5, 25, "#CFE0E8", "5–95 %"),
    (25, 50, "#8FB7C9", "25–75 %"),
    (50, 75, "#8FB7C9", ""),
    (75, 95, "#CFE0E8", ""),
)
"""Bands of a fan chart: from one quantile to the next, their colour, their name in the legend."""
RED, OCHRE = "#C0504D", "#E0A458"

FAN = Text("bandes : 5–95 % et 25–75 % des scénarios", "bands: 5–95 % and 25–75 % of the scenarios")
MEDIAN = Text("Médiane", "Median")
HEADINGS = (
    Text("Moyenne", "Mean"),
    *(Text(f"{one} % en dessous", f"{one} % below") for one in QUANTILES),
    Text("Probabilité d’être sous 0", "Probability of being below 0"),
    Text("Probabilité d’une erreur", "Probability of an error"),
)


def report_bytes(found: Study, *, file: str, lang: str, risk: Risk | None = None, date: str = "") -> bytes:
    """The report of a study as a workbook.

    Args:
        found: The study.
        file: Name of the workbook that it is about.
        lang: "fr" or "en".
        risk: What a recipe made of the study; its sheet comes first.
        date: The date given to TODAY, for the reader.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_custom_property(MARK, found.seed, "number")
    about = Text(
        f"{file} – {figure(found.count, 'fr')} scénarios, graine {found.seed}"
        + (f", au {date}" if date else ""),
        f"{file} – {figure(found.count, 'en')} scenarios, seed {found.seed}"
        + (f", at {date}" if date else ""),
    )
    writer = Writer(book, Styles(book), lang, about)
    if risk is not None:
        _risk_sheet(writer, risk)
    _summary_sheet(writer, found)
    for series in found.series:
        if len(series.labels) > 1:
            _series_sheet(writer, series)
    for title, result in _explained(found, risk):
        _effects_sheet(writer, found, title, result)
    book.close()
    return stream.getvalue()


def _explained(found: Study, risk: Risk | None) -> list[tuple[Text, Series]]:
    """What effects are shown for."""
    if risk is None:
        return [(one.label, one) for one in found.series]
    last = len(risk.years) - 1
    end = Series("fin", CUMULATED, ("",), risk.cumulative.numbers[:, last:], risk.cumulative.errors[:, last:])
    return [(end.label, end), (risk.net.label, risk.net)]


CUMULATED = Text(
    "Économies moins échéances, cumulées à la dernière échéance (€)",
    "Savings less instalments, cumulative at the last instalment (EUR)",
)


def _spread(series: Series, rank: int, lang: str) -> list[tuple[float | None, str]]:
    one = summary(series.numbers[:, rank], series.errors[:, rank])
    figures = [one.mean, *one.quantiles.values()]
    form, share = amounts(series.numbers.ravel().tolist(), lang), percent(lang)
    return [*((value, form) for value in figures), (one.below_zero, share), (one.errors, share)]


def _summary_sheet(writer: Writer, found: Study) -> None:
    page = writer.page(Text("Résumé", "Summary"), Text("Scénarios : résumé", "Scenarios: summary"))
    _varied(writer, page, found)
    writer.note(
        page,
        Text(
            "Un pourcentage est un écart à la valeur présente, moyenne des cellules et des années. "
            "Un tirage « commun: » vaut pour toutes les cellules ; sinon chacune a le sien.",
            "A percentage is a gap to the present value, averaged over cells and years. "
            "A draw “same:” is for all cells; else each has its own.",
        ),
    )
    page.row += 1
    writer.caption(page, Text("Ce qui est suivi", "What is watched"))
    writer.headings(page, [Text("Résultat", "Result"), *HEADINGS])
    for series in found.series:
        if len(series.labels) == 1:
            writer.line(page, writer.said(series.label), _spread(series, 0, writer.lang))
            continue
        total = Series(
            series.name,
            series.label,
            ("",),
            series.total[:, np.newaxis],
            np.any(series.errors, axis=1, keepdims=True),
        )
        said = writer.said(Text("total", "total"))
        writer.line(page, f"{writer.said(series.label)} – {said}", _spread(total, 0, writer.lang))
    for missing in found.not_recalculated:
        writer.note(page, Text(f"{missing.cell} : {missing.text.fr}", f"{missing.cell}: {missing.text.en}"))


def _varied(writer: Writer, page: Page, found: Study) -> None:
    """A line an input: its distribution, how far it goes, and why."""
    writer.caption(page, Text("Ce qui varie", "What varies"))
    low = (Text(f"{one} % en dessous", f"{one} % below") for one in (5, 50, 95))
    law, why, none = Text("Loi", "Distribution"), Text("Hypothèse", "Hypothesis"), Text("", "")
    explained = any(one.why.fr for one in found.variations)
    headings = [Text("Entrée", "Input"), law, none, Text("Cellules", "Cells"), *low]
    writer.headings(page, [*headings, why, none] if explained else headings, 28)
    _merged(page, 1, writer.said(law), writer.styles.heading)
    if explained:
        _merged(page, 7, writer.said(why), writer.styles.heading)
    text = writer.styles.make(border=1, border_color=RULE, text_wrap=True, indent=1)
    for one, level in zip(found.variations, found.drawn.levels, strict=True):
        quantiles = [float(value) for value in np.percentile(level, (5, 50, 95))]
        form = percent(writer.lang) if one.distribution.relative else amounts(quantiles, writer.lang)
        cells: list[tuple[float | str | None, str]] = [("", ""), ("", ""), (sum(map(len, one.cells)), "0")]
        writer.line(page, writer.said(one.label), [*cells, *((value, form) for value in quantiles)])
        _merged(page, 1, spoken(one.text, writer.lang), text)
        if explained:
            _merged(page, 7, writer.said(one.why), text)
        page.sheet.set_row(page.row - 1, height_of(lines_of(writer.said(one.why), 42)))


def _merged(page: Page, column: int, text: str, form: Format) -> None:
    """A text over two cells of the line before."""
    page.sheet.merge_range(page.row - 1, column, page.row - 1, column + 1, text, form)


def _series_sheet(writer: Writer, series: Series) -> None:
    page = writer.page(series.label, series.label, BY_YEAR if series.yearly else WIDTHS)
    first = _quantiles(writer, page, series)
    page.row += 1
    if series.yearly:
        writer.place(page, _fan(writer, page.sheet, series.label, first, _of(series), columns=2))


def _quantiles(writer: Writer, page: Page, series: Series) -> int:
    """A line a cell; returns the row of the first."""
    writer.headings(page, [Text("Année", "Year") if series.yearly else Text("Cellule", "Cell"), *HEADINGS])
    first = page.row
    for rank, label in enumerate(series.labels):
        writer.line(page, int(label) if series.yearly else label, _spread(series, rank, writer.lang))
    return first


def _of(series: Series) -> list[dict[int, float | None]]:
    return [one.quantiles for one in series.summaries]


def _fan(
    writer: Writer,
    sheet: Worksheet,
    title: Text,
    first: int,
    found: Sequence[dict[int, float | None]],
    columns: int,
    line: tuple[int, Text] | None = None,
) -> Chart:
    """Bands between the quantiles of a table, the median, and a line of another column where one is given.

    The widths of the bands stand in columns of their own, right of the page.
    """
    last, name = first + len(found) - 1, sheet.get_name()
    areas = writer.book.add_chart({"type": "area", "subtype": "stacked"})
    years = [name, first, 0, last, 0]
    hidden = 30 + columns
    grey = writer.styles.make(font_color=NOTE_INK)
    letters = [_letter(columns + rank) for rank in range(len(QUANTILES))]
    sheet.write_string(
        first - 1, hidden, writer.said(Text("Bandes du graphique", "Bands of the chart")), grey
    )
    for offset, (low, high, *_) in enumerate(BANDS, start=1):
        before, after = (letters[QUANTILES.index(one)] for one in (low, high))
        for row, quantiles in enumerate(found, start=first):
            width = (quantiles[high] or 0) - (quantiles[low] or 0)
            sheet.write_formula(row, hidden + offset, f"={after}{row + 1}-{before}{row + 1}", grey, width)
    areas.add_series(
        {
            "name": " ",
            "categories": years,
            "values": [name, first, columns, last, columns],
            "fill": {"none": True},
            "border": {"none": True},
        }
    )
    for offset, (*_, color, said) in enumerate(BANDS, start=1):
        areas.add_series(
            {
                "name": said or " ",
                "categories": years,
                "values": [name, first, hidden + offset, last, hidden + offset],
                "fill": {"color": color},
                "border": {"none": True},
            }
        )
    lines = writer.book.add_chart({"type": "line"})
    middle = columns + QUANTILES.index(50)
    lines.add_series(
        {
            "name": writer.said(MEDIAN),
            "categories": years,
            "values": [name, first, middle, last, middle],
            "line": {"color": PETROL, "width": 2.25},
        }
    )
    if line is not None:
        column, named = line
        lines.add_series(
            {
                "name": writer.said(named),
                "categories": years,
                "values": [name, first, column, last, column],
                "line": {"color": RED, "width": 2.25, "dash_type": "dash"},
            }
        )
    areas.combine(lines)
    dressed(writer, areas, Text(f"{title.fr} – {FAN.fr}", f"{title.en} – {FAN.en}"), YEAR, _unit(title))
    areas.set_legend({"position": "bottom", "font": font(9), "delete_series": [0, 3, 4]})
    return areas


_UNIT = re.compile(r"\(([^()]*(?:€|EUR)[^()]*)\)$")


def _unit(label: Text) -> Text:
    """What stands beside an axis: the unit in brackets at the end of a label, else the label."""
    fr, en = (_UNIT.search(text) for text in (label.fr, label.en))
    return Text(fr[1] if fr else label.fr, en[1] if en else label.en)


def _letter(column: int) -> str:
    return column_letters(column + 1)


def _effects_sheet(writer: Writer, found: Study, title: Text, series: Series) -> None:
    shown = found.effects(series)
    if not shown:
        return
    page = writer.page(
        Text("Effets", "Effects"),
        Text(f"Ce qui fait varier : {title.fr}", f"What moves: {title.en}"),
    )
    _effects(writer, page, found, title, series, shown)


def _effects(
    writer: Writer, page: Page, found: Study, title: Text, series: Series, shown: Sequence[Effect]
) -> None:
    """A line an input, and the tornado: gaps to the mean of all scenarios."""
    labels = {one.name: one.label for one in found.variations}
    writer.headings(
        page,
        [
            Text("Entrée", "Input"),
            Text("Corrélation de rang (Spearman)", "Rank correlation (Spearman)"),
            Text("Résultat moyen, entrée au plus bas", "Mean result, input lowest"),
            Text("Résultat moyen, entrée au plus haut", "Mean result, input highest"),
            Text("Écart à la moyenne, au plus bas", "Gap to the mean, lowest"),
            Text("Écart à la moyenne, au plus haut", "Gap to the mean, highest"),
        ],
        54,
    )
    first, mean = page.row, float(np.nanmean(series.total))
    form = amounts([value for one in shown for value in (one.low, one.high)], writer.lang)
    for one in shown:
        writer.line(
            page,
            writer.said(labels[one.name]),
            [
                (one.correlation, f"{'[$-40C]' if writer.lang == 'fr' else ''}0.00"),
                (one.low, form),
                (one.high, form),
                (one.low - mean, form),
                (one.high - mean, form),
            ],
        )
    writer.note(
        page,
        Text(
            "Au plus bas, au plus haut : moyenne du résultat sur le cinquième des scénarios où l’entrée est "
            "la plus basse, la plus haute ; les autres entrées varient aussi.",
            "Lowest, highest: mean result over the fifth of the scenarios in which the input is lowest, "
            "highest; the other inputs vary too.",
        ),
        28,
    )
    page.row += 1
    bars = writer.book.add_chart({"type": "bar"})
    name, last = page.sheet.get_name(), first + len(shown) - 1
    for column, said, color in (
        (4, Text("Entrée au plus bas", "Input lowest"), OCHRE),
        (5, Text("Entrée au plus haut", "Input highest"), PETROL),
    ):
        bars.add_series(
            {
                "name": writer.said(said),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "fill": {"color": color},
                "border": {"none": True},
                "gap": 60,
                "overlap": 100,
            }
        )
    gap = Text(f"Écart à la moyenne – {title.fr}", f"Gap to the mean – {title.en}")
    bars.set_title(titled(writer.said(gap)))
    bars.set_x_axis(
        {
            "num_format": form,
            "num_font": font(9),
            "line": {"color": RULE},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    bars.set_y_axis(
        {
            "reverse": True,
            "label_position": "low",
            "num_font": font(9),
            "line": {"color": RULE},
            "major_gridlines": {"visible": False},
        }
    )
    bars.set_legend({"position": "bottom", "font": font(9)})
    writer.place(page, bars)


def _risk_sheet(writer: Writer, risk: Risk) -> None:
    page = writer.page(
        Text("Risque", "Risk"),
        Text(
            "Risque que les économies ne couvrent pas les échéances",
            "Risk that savings do not cover the instalments",
        ),
        BY_YEAR,
    )
    ever, end = (figure(value * 100, writer.lang, decimals=1) for value in (risk.ever, risk.at_the_end))
    writer.note(
        page,
        Text(
            f"Au moins une année à découvert : {ever} % des scénarios. Sur {risk.years[0]}–{risk.years[-1]}, "
            f"des économies totales inférieures aux échéances : {end} % des scénarios.",
            f"At least one year not covered: {ever}% of the scenarios. "
            f"Over {risk.years[0]}–{risk.years[-1]}, total savings under the instalments: {end}% of them.",
        ),
    )
    writer.note(
        page,
        Text(
            "Les lois des prix, des coûts et des économies sont des hypothèses : voir la feuille Résumé.",
            "The distributions of prices, costs and savings are hypotheses: see the sheet Summary.",
        ),
    )
    page.row += 1
    writer.headings(
        page,
        [
            Text("Année", "Year"),
            Text("Échéance (€)", "Instalment (EUR)"),
            *(
                Text(f"Économies (€), {one} % en dessous", f"Savings (EUR), {one} % below")
                for one in QUANTILES
            ),
            Text("Probabilité de ne pas couvrir", "Probability of not covering"),
            Text("Manque moyen alors (€)", "Mean gap then (EUR)"),
        ],
    )
    first, form = page.row, amounts([1000.0], writer.lang)
    dues = risk.instalments.summaries
    for rank, (year, one) in enumerate(zip(risk.years, risk.savings.summaries, strict=True)):
        writer.line(
            page,
            year,
            [
                (dues[rank].quantiles[50], form),
                *((value, form) for value in one.quantiles.values()),
                (float(risk.uncovered[rank]), percent(writer.lang)),
                (float(risk.missing[rank]), form),
            ],
        )
    page.row += 1
    last, name = page.row - 2, page.sheet.get_name()
    bars = writer.book.add_chart({"type": "column"})
    bars.add_series(
        {
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 7, last, 7],
            "fill": {"color": RED},
            "border": {"none": True},
            "gap": 60,
            "data_labels": {
                "value": True,
                "num_format": "[$-40C]0\\ %" if writer.lang == "fr" else "0%",
                "position": "inside_end",
                "font": {"name": FONT, "size": 9, "color": PAPER, "bold": True},
            },
        }
    )
    dressed(
        writer,
        bars,
        Text(
            "Probabilité que les économies de l’année ne couvrent pas l’échéance",
            "Probability that the savings of the year do not cover the instalment",
        ),
        YEAR,
        Text("Part des scénarios", "Share of the scenarios"),
        "[$-40C]0\\ %" if writer.lang == "fr" else "0%",
        1,
    )
    bars.set_legend({"none": True})
    writer.place(page, bars)
    fan = _fan(
        writer,
        page.sheet,
        Text("Économies de l’année (€)", "Savings of the year (EUR)"),
        first,
        _of(risk.savings),
        columns=2,
        line=(1, Text("Échéance", "Instalment")),
    )
    page = writer.page(risk.cumulative.label, risk.cumulative.label, BY_YEAR)
    first = _quantiles(writer, page, risk.cumulative)
    cumulative = _fan(writer, page.sheet, risk.cumulative.label, first, _of(risk.cumulative), columns=2)
    page = writer.page(
        Text("Graphiques", "Charts"),
        Text("Économies et échéances : ce qui peut arriver", "Savings and instalments: what may happen"),
        BY_YEAR,
    )
    writer.place(page, fan)
    writer.place(page, cumulative)
