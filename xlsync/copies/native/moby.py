"""The degressive grid and its simulation (MOBY.*), and instalments (ACOMPTES.LIGNE)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from udfs import parameters
from udfs.rules.moby import COLONNES, POSTES
from udfs.rules.moby.tranches import level_of
from xlsync.copies.native.asked import VARIES, Asked, Beyond
from xlsync.copies.native.templates import NOT_AVAILABLE, made
from xlsync.copies.native.versions import by_date, literal, versions_of
from xlsync.recalc.syntax import Node, written

_VAT = "moby.taux_tva"
_SECONDARY = "secondaire"
_USUAL = "moby.hypotheses_grille"
_PRICED = "moby.ajustement_structures"


def _level(asked: Asked) -> Any:
    niveau = asked.constant("niveau")
    if niveau is VARIES:
        raise Beyond("le niveau est lu dans une cellule", "the level is read in a cell")
    return level_of(niveau)


def prix(asked: Asked) -> Node:
    """MOBY.PRIX: a price of the grid, by a number of schools or by its bracket."""
    level = _level(asked)

    def say(day: datetime.date) -> str:
        cee, share = _bracket(level.grille, day), literal(parameters.value(level.taux, day))
        return f"CHOIX(composante,{_items(cee, f'ROUND({cee}*{share},0)', day)})"

    return made(asked, by_date(asked, [level.grille, level.taux, _VAT], say))


def _bracket(code: str, day: datetime.date) -> str:
    grid: Any = parameters.value(code, day)
    names = ",".join(written(name) for name in grid)
    prices = ",".join(map(literal, grid.values()))
    named = f"INDEX({{{prices}}},MATCH(nombre,{{{names}}},0))"
    return f"IF(ISNUMBER(nombre),{_by_count('nombre', code, day)},{named})"


def _by_count(count: str, code: str, day: datetime.date) -> str:
    """The CEE part for each school, by their number."""
    grid: Any = parameters.value(code, day)
    lows = ",".join(name.split(" ")[0] for name in grid)
    return f"LOOKUP({count},{{{lows}}},{{{','.join(map(literal, grid.values()))}}})"


def _items(cee: str, before: str, day: datetime.date) -> str:
    """The price of each component, in their order, from its CEE part and what is left before VAT."""
    vat = literal(parameters.value(_VAT, day))
    amounts = (f"{cee}+{before}", cee, before, f"ROUND({before}*(1+{vat}),2)")
    return ",".join(f'"{item}",{amount}' for item, amount in zip(POSTES, amounts, strict=True))


def montant(asked: Asked) -> Node:
    """MOBY.MONTANT: a cell of the simulation, of a perimeter that is priced or that has its adjustment."""
    level = _level(asked)
    if asked.constant("niveau") != _SECONDARY:
        if not all(versions_of(level.grille, level.taux)):
            return NOT_AVAILABLE
        raise Beyond("la grille des écoles se saisit", "the grid of primary schools is entered")
    codes = [level.grille, level.taux, _VAT, _USUAL, _PRICED, "moby.annees"]

    def say(day: datetime.date) -> str:
        count = "(etablissements+autres_etablissements)"
        if asked.left_out("autres_etablissements"):
            count = "etablissements"
        cee = f"({_by_count(count, level.grille, day)}*etablissements+{_adjustment(asked, day)})"
        share = literal(parameters.value(level.taux, day))
        parts = 'CHOIX(arrondi,"etablissement",etablissements,"total",1)'
        before = f"ROUND({cee}*{share}/{parts},0)*{parts}"
        whole = f"CHOIX(poste,{_items(cee, before, day)})"
        default = literal(parameters.value("moby.annees", day))
        years = default if asked.left_out("annees") else f"IF(VIDE(annees),{default},annees)"
        shown = (whole, f"ROUND({whole}/etablissements,2)", f"ROUND({whole}/(etablissements*{years}),2)")
        return "CHOIX(colonne," + ",".join(f'"{c}",{t}' for c, t in zip(COLONNES, shown, strict=True)) + ")"

    return made(asked, by_date(asked, codes, say))


def _adjustment(asked: Asked, day: datetime.date) -> str:
    """The adjustment given, none in the hypotheses of the grid, the one that a document prices, or #N/A."""
    usual: Any = parameters.value(_USUAL, day)
    priced: Any = parameters.value(_PRICED, day)
    towns = "etablissements" if asked.left_out("communes") else "IF(VIDE(communes),etablissements,communes)"
    tests = [
        f"{towns}*{literal(usual['etablissements_par_commune'])}=etablissements",
        f"signataires={literal(usual['signataires'])}",
        f"structures={literal(usual['structures'])}",
    ]
    names = {"etablissements": "etablissements", "communes": towns, "signataires": "signataires"}
    held = [f"{names.get(key, key)}={literal(priced[key])}" for key in (*names, "structures")]
    known = f"AND({','.join([*held, 'autres_etablissements=0'])})"
    found = f"IF(AND({','.join(tests)}),0,IF({known},{literal(priced['cee_ht'])},NA()))"
    if asked.left_out("ajustement_cee"):
        return found
    return f"IF(VIDE(ajustement_cee),{found},N(ajustement_cee))"


# --- instalments: the last one whose part is not 0 absorbs the cents

_WITH_VAT = "(montant_ht+ROUND(montant_ht*taux_tva,2))"
_LAST = "SUMPRODUCT(MAX((parts<>0)*(ROW(parts)-MIN(ROW(parts))+1)))"


def _closed(total: str, each: Callable[[str], str]) -> str:
    """A column of instalments: each part rounded, the last one what the others leave of the total."""
    others = f"SUMPRODUCT({each('parts')})-{each(f'INDEX(parts,{_LAST})')}"
    return f"IF(rang={_LAST},ROUND({total}-({others}),2),{each('INDEX(parts,rang)')})"


def ligne(asked: Asked) -> Node:
    """ACOMPTES.LIGNE: an amount of an instalment."""
    column, on = asked.constant("colonne"), asked.constant("sur")
    if on != "ttc" or column not in ("ht", "tva", "ttc"):
        raise Beyond(
            "seuls les montants d’acomptes sur le TTC se disent ici", "only amounts on the total with VAT"
        )
    area = asked.setting.area(asked.nodes["parts"])
    if area is None or area.left != area.right:
        raise Beyond("les parts ne sont pas une colonne", "shares are not a column")
    ttc = _closed(_WITH_VAT, lambda part: f"ROUND({_WITH_VAT}*{part},2)")
    ht = _closed("montant_ht", lambda part: f"ROUND(ROUND({_WITH_VAT}*{part},2)/(1+taux_tva),2)")
    amount = {"ttc": ttc, "ht": ht, "tva": f"ROUND({ttc}-{ht},2)"}[column]
    whole = f"IF(ABS(SUM(parts)-1)>0.000000001,NA(),{amount})"
    return made(asked, f'IF(OR(rang<1,rang>ROWS(parts)),"",{whole})')


WRITERS: Final = {"MOBY.PRIX": prix, "MOBY.MONTANT": montant, "ACOMPTES.LIGNE": ligne}
