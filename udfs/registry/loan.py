"""The arguments of a loan, in the order that every function of PRET keeps.

What the engine does not compute is bounded here: any other value is refused with what is accepted.
"""

from __future__ import annotations

from udfs.errors import Text
from udfs.registry.common import A_CENT_AT_LEAST, amount, count, date, option, rate
from udfs.registry.declaration import Argument, Kind

LOAN: tuple[Argument, ...] = (
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
        "taux annuel nominal, par unité (0,02 ou « 2 % »)",
        "nominal yearly rate, per 1 (0.02 is 2 %)",
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
        "date de la première échéance",
        "date of the first payment",
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
        in_fiche=True,
    ),
    option(
        "profil",
        "profile",
        "profil d’amortissement ; échéances constantes, seul profil de l’Annexe 2-C",
        "repayment profile; constant payments, the only profile of Annexe 2-C",
        "echeances_constantes",
        passed=False,
        in_fiche=True,
    ),
    count(
        "differe",
        "deferral",
        "échéances différées ; 0, comme à l’Annexe 2-C",
        "deferred payments; 0, as in Annexe 2-C",
        0,
        0,
        default=0,
        passed=False,
        in_fiche=True,
    ),
    option(
        "type_differe",
        "deferral_type",
        "pendant un différé, « partiel » paie les intérêts, « total » les capitalise ; sans "
        "effet sans différé",
        "during a deferral, “partiel” pays interest, “total” capitalises it; without effect without deferral",
        "partiel",
        "total",
        passed=False,
        in_fiche=True,
    ),
    option(
        "base",
        "day_count",
        "base de décompte des jours ; 30E/360, lecture de l’article 4 (« tous les mois "
        "comportent 30 jours »)",
        "day-count base; 30E/360, the reading of article 4 (“every month has 30 days”)",
        "30E/360",
        passed=False,
        in_fiche=True,
    ),
    option(
        "premiere_periode",
        "first_period",
        "première période brisée : l’amortissement théorique est maintenu, les intérêts sont au "
        "prorata (article 4)",
        "broken first period: the theoretical principal is kept, interest is pro rata (article 4)",
        "amortissement_maintenu",
        passed=False,
        in_fiche=True,
    ),
    option(
        "interets",
        "interest_dates",
        "intérêts entre dates d’échéance nominales (article 4), même si le paiement glisse au "
        "jour ouvré suivant",
        "interest between nominal due dates (article 4), even when a payment slips to the next working day",
        "dates_nominales",
        passed=False,
        in_fiche=True,
    ),
    Argument(
        "evenements",
        "events",
        Kind.TABLE,
        Text(
            "événements du prêt, un par ligne ; seule une plage vide est acceptée",
            "events of the loan, one a row; only a blank range is accepted",
        ),
        default=None,
        passed=False,
    ),
)
