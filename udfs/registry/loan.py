"""The arguments of a loan, in the order that every function of PRET keeps."""

from __future__ import annotations

from dataclasses import replace

from udfs.declaration import Argument, Kind, Whole
from udfs.errors import Text
from udfs.registry.common import A_CENT_AT_LEAST, BASE, amount, count, date, option, rate

CONDITIONS = Whole("conditions", "udfs.rules.pret.Conditions")
"""What the rules of a loan take: all its arguments, brought to one shape and checked once."""

_ARGUMENTS: tuple[Argument, ...] = (
    amount(
        "capital",
        "principal",
        "capital emprunté, € ; ou une fiche de prêt (libellés et valeurs) qui remplace tous les "
        "arguments du prêt",
        "amount borrowed, €; or a loan fiche (labels and values) that replaces all the arguments of the loan",
        A_CENT_AT_LEAST,
        zero_is_blank=True,
        takes_fiche=True,
        in_fiche=True,
    ),
    rate(
        "taux",
        "rate",
        "taux annuel nominal, par unité (0,02 ou « 2 % ») ; "
        "selon le tableur, une cellule vide y vaut 0 : sans intérêts",
        "nominal yearly rate, per 1 (0.02 is 2 %); in some spreadsheets a blank cell is 0: no interest",
        in_fiche=True,
    ),
    count(
        "nombre_echeances",
        "number_of_payments",
        "nombre total d’échéances, différées comprises",
        "number of payments in all, deferred ones included",
        1,
        1200,
        in_fiche=True,
    ),
    Argument(
        "periodes_par_an",
        "periods_per_year",
        Kind.COUNT,
        Text(
            "échéances par an : 1, 2, 4 ou 12 ; annuelles par défaut, comme à l’Annexe 2-C",
            "payments a year: 1, 2, 4 or 12; yearly by default, as in Annexe 2-C",
        ),
        default=1,
        allowed=(1, 2, 4, 12),
        zero_is_blank=True,
        in_fiche=True,
    ),
    date(
        "date_valeur",
        "value_date",
        "date de valeur du versement ; sans elle, pas de dates ni de première période brisée",
        "value date of the payment to the borrower; without it, no dates and no broken first period",
        default=None,
        in_fiche=True,
    ),
    date(
        "premiere_echeance",
        "first_payment_date",
        "date de la première échéance, une période après la date de valeur par défaut ; "
        "les suivantes tombent le "
        "même jour du mois, en fin de mois si elle y tombe",
        "date of the first payment, one period after the value date by default; the next "
        "ones fall on the same "
        "day of the month, at the end of the month if it does",
        default=None,
        in_fiche=True,
    ),
    option(
        "arrondi",
        "rounding",
        "« centime » : échéance et intérêts arrondis au centime, la dernière échéance solde "
        "(tableau définitif) ; "
        "« theorique » : rien n’est arrondi (tableau de l’Annexe 2-E)",
        "“centime”: payment and interest rounded to the cent, the last payment settles (final table); "
        "“theorique”: nothing is rounded (table of Annexe 2-E)",
        "centime",
        "theorique",
        alone=("theorique",),
        in_fiche=True,
    ),
    option(
        "profil",
        "profile",
        "profil d’amortissement ; échéances constantes par défaut, comme à l’Annexe 2-C ; "
        "« amortissement_constant » : le même capital à chaque échéance ; « in_fine » : tout à la dernière",
        "repayment profile; constant payments by default, as in Annexe 2-C; "
        "“amortissement_constant”: the same "
        "principal in each payment; “in_fine”: all of it in the last one",
        "echeances_constantes",
        "amortissement_constant",
        "in_fine",
        in_fiche=True,
    ),
    count(
        "differe",
        "deferral",
        "nombre d’échéances différées, comprises dans le nombre d’échéances ; 0, comme à l’Annexe 2-C",
        "number of deferred payments, among the number of payments; 0, as in Annexe 2-C",
        0,
        1199,
        default=0,
        in_fiche=True,
    ),
    option(
        "type_differe",
        "deferral_type",
        "pendant un différé, « partiel » paie les intérêts, « total » les capitalise ; sans "
        "effet sans différé",
        "during a deferral, “partiel” pays interest, “total” capitalises it; without effect without deferral",
        "partiel",
        "total",
        in_fiche=True,
    ),
    replace(BASE, in_fiche=True),
    option(
        "premiere_periode",
        "first_period",
        "première période brisée, intérêts au prorata (article 4) : « amortissement_maintenu » garde le "
        "capital de la première échéance, « echeance_maintenue » son montant (la dernière solde), "
        "« echeance_recalculee » recalcule une échéance constante ; la première est la "
        "lecture la plus proche "
        "de l’article 4, qui ne touche qu’aux intérêts",
        "broken first period, interest pro rata (article 4): “amortissement_maintenu” "
        "keeps the principal of the "
        "first payment, “echeance_maintenue” its amount (the last one settles), "
        "“echeance_recalculee” solves a "
        "constant payment anew; the first is the closest reading of article 4, which only touches interest",
        "amortissement_maintenu",
        "echeance_maintenue",
        "echeance_recalculee",
        in_fiche=True,
    ),
    option(
        "interets",
        "interest_dates",
        "intérêts entre dates d’échéance nominales (article 4), même si le paiement glisse au "
        "jour ouvré suivant ; ou entre dates de paiement",
        "interest between nominal due dates (article 4), even when a payment slips to "
        "the next working day; or "
        "between dates of payment",
        "dates_nominales",
        "dates_paiement",
        in_fiche=True,
    ),
    Argument(
        "evenements",
        "events",
        Kind.TABLE,
        Text(
            "événements du prêt, un par ligne : date, type, montant, suite, indemnite (avec ou sans ligne de "
            "titres) ; « remboursement » (montant ou « total » ; suite « duree_maintenue », par défaut, ou "
            "« echeance_maintenue »), « quote_part » (part du capital restant dû, article 6.3.2), « taux » "
            "(nouveau taux), « reechelonnement » (échéances restantes, article 6.2) ; une colonne versement, "
            "en tête, réunit ceux de plusieurs tranches : une fiche lit les siens",
            "events of the loan, one a row: date, type, amount, continuation, indemnity "
            "(with or without a row of "
            "titles); “remboursement” (amount or “total”; continuation “duree_maintenue”, the default, or "
            "“echeance_maintenue”), “quote_part” (part of the balance, article 6.3.2), “taux” (new rate), "
            "“reechelonnement” (payments left, article 6.2); a column versement, first, holds "
            "those of several tranches together: a fiche reads its own",
        ),
        default=None,
    ),
)

LOAN: tuple[Argument, ...] = tuple(replace(argument, part_of=CONDITIONS) for argument in _ARGUMENTS)
