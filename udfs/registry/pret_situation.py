"""PRET: what a loan is at a date, over a year, and when it is repaid early."""

from __future__ import annotations

from udfs.declaration import ALL_OF_IT, Bounds, Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import INTRACTING_4, YEAR, amount, column, date, option, rate, returns
from udfs.registry.loan import LOAN

_BOUND = option(
    "borne",
    "bound",
    "« exclue » compte les jours jusqu’à la date, sans elle (30E/360, article 4) ; « incluse » compte "
    "aussi la date",
    "“exclue” counts the days up to the date, without it (30E/360, article 4); “incluse” counts the date too",
    "exclue",
    "incluse",
)
_TRANCHE_1 = (170000, 0.02, 13, 1, "13/12/2024")

FUNCTIONS = (
    Function(
        "PRET.CRD",
        Text("Capital restant dû à une date", "Balance of a loan at a date"),
        (date("date", "date", "date de la situation", "date of the balance"), *LOAN),
        returns(
            Kind.AMOUNT,
            "capital restant dû après les échéances dues à cette date comprise, € ; 0 avant le versement",
            "balance after the payments due up to and including that date, €; 0 before the value date",
        ),
        Text("Intracting, article 6.2 et Annexe 2-E", "Intracting, article 6.2 and Annexe 2-E"),
        Example(("31/12/2025", *_TRANCHE_1), 158419.88),
        "udfs.rules.pret.crd",
        "udfs.rules.pret.expliquer_crd",
    ),
    Function(
        "PRET.ICNE",
        Text("Intérêts courus non échus à une date", "Interest accrued and not yet due at a date"),
        (date("date", "date", "date d’arrêté", "closing date"), *LOAN, _BOUND),
        returns(
            Kind.AMOUNT,
            "intérêts courus depuis la dernière échéance, €",
            "interest accrued since the last payment due, €",
        ),
        INTRACTING_4,
        Example(("31/12/2024", *_TRANCHE_1), 160.56),
        "udfs.rules.pret.icne",
        "udfs.rules.pret.expliquer_icne",
    ),
    Function(
        "PRET.EXERCICE",
        Text("Une mesure d’un prêt sur une année civile", "One measure of a loan over a calendar year"),
        (
            YEAR,
            option(
                "mesure",
                "measure",
                "« crd_ouverture » au 1er janvier ; « crd_cloture » au 31 décembre ; « capital » remboursé ; "
                "« interets » de l’exercice : échus + ICNE − ICNE précédents ; « icne » au 31 décembre ; "
                "« icne_precedent » un an plus tôt",
                "“crd_ouverture”: balance on 1 January; “crd_cloture”: on 31 December; “capital”: principal "
                "repaid; “interets”: of the year, due + ICNE − previous ICNE; “icne”: accrued interest on "
                "31 December; “icne_precedent”: a year before",
                "crd_ouverture",
                "crd_cloture",
                "capital",
                "interets",
                "icne",
                "icne_precedent",
                required=True,
            ),
            *LOAN,
            _BOUND,
        ),
        returns(Kind.AMOUNT, "montant de la mesure, €", "amount of the measure, €"),
        Text(
            "Instruction M57, état de la dette et compte 66112",
            "Instruction M57, state of debt and account 66112",
        ),
        Example((2025, "interets", *_TRANCHE_1), 3389.06),
        "udfs.rules.pret.exercice",
        "udfs.rules.pret.expliquer_exercice",
    ),
    Function(
        "PRET.ANNEE",
        Text(
            "Une cellule du tableau d’amortissement, les lignes d’une année réunies",
            "One cell of the amortization table, the rows of a year together",
        ),
        (
            option(
                "colonne",
                "column",
                "colonne du tableau de l’année : « date » et « date_paiement » de la dernière échéance ; "
                "« crd » avant la première ligne ; sommes des « interets », « amortissement » et "
                "« echeance », remboursements anticipés compris ; « anticipe » : ce qui en est payé par "
                "anticipation",
                "column of the table of the year: “date” and “date_paiement” of the last payment due; “crd” "
                "before the first row; sums of “interets”, “amortissement” and “echeance”, early repayments "
                "included; “anticipe”: what of it is paid early",
                "date",
                "date_paiement",
                "crd",
                "interets",
                "amortissement",
                "echeance",
                "anticipe",
                required=True,
            ),
            YEAR,
            *LOAN,
        ),
        returns(
            Kind.CELL,
            "date ou montant, selon la colonne ; vide une année sans ligne, sauf le CRD, qui vaut 0 l’année "
            "qui suit la dernière",
            "a date or an amount, according to the column; blank in a year without row, but for the balance, "
            "which is 0 in the year after the last",
        ),
        Text("Intracting, article 6.2 et Annexe 2-E", "Intracting, article 6.2 and Annexe 2-E"),
        Example(("echeance", 2025, *_TRANCHE_1), 14980.12),
        "udfs.rules.pret.annee",
        "udfs.rules.pret.expliquer_annee",
    ),
    Function(
        "PRET.REMBOURSEMENT",
        Text("Somme à payer pour un remboursement anticipé", "What an early repayment costs"),
        (
            date(
                "date",
                "date",
                "jour du remboursement, après l’échéance du jour s’il y en a une",
                "day of the repayment, after the payment due that day if there is one",
            ),
            amount(
                "montant",
                "amount",
                "capital remboursé, €, au plus le capital restant dû, ou « total » ; vide avec une "
                "quote-part",
                "principal repaid, €, at most the balance, or “total”; blank with a share",
                words=ALL_OF_IT,
                blank_is_zero=True,
            ),
            *LOAN,
            amount(
                "indemnite",
                "indemnity",
                "indemnité, € ; la convention n’en prévoit pas (article 6.3)",
                "indemnity, €; the agreement has none (article 6.3)",
                default=0.0,
                blank_is_zero=True,
            ),
            rate(
                "quote_part",
                "share",
                "part du capital restant dû à rembourser au lieu d’un montant : patrimoine transféré "
                "(article 6.3.2) ; 100 % rembourse tout",
                "part of the balance to repay instead of an amount: property transferred (article 6.3.2); "
                "100 % repays all",
                Bounds(1e-9, 1),
                default=None,
                zero_is_blank=True,
            ),
        ),
        returns(
            Kind.TABLE,
            "une ligne : ce qui est payé ce jour-là",
            "one row: what is paid that day",
            column("capital", Kind.AMOUNT, "Capital remboursé", "Principal repaid"),
            column("interets", Kind.AMOUNT, "Intérêts courus", "Accrued interest"),
            column("indemnite", Kind.AMOUNT, "Indemnité", "Indemnity"),
            column("total", Kind.AMOUNT, "Total", "Total"),
        ),
        Text("Intracting, articles 6.3 et 6.3.2", "Intracting, articles 6.3 and 6.3.2"),
        Example(("13/06/2026", 50000, *_TRANCHE_1), ((50000.0, 500.0, 0.0, 50500.0),)),
        "udfs.rules.pret.remboursement",
        "udfs.rules.pret.expliquer_remboursement",
    ),
)
