"""The functions that the general engine lends: what each argument must be, what is refused and why.

Kinds of arguments, one letter each, the last one again for further arguments where a `*` follows:

- `n` a number, `d` a date: one value, a text that writes a number in the language made that number;
- `t` a text: one value, a number made a text as `&` does;
- `r` one value as it is; `v` the same, errors handed over too;
- `w` a range or an array, whole; `s` the same, single values made numbers; `a` the same, and the expression under
  it is computed as an array.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from xlsync.recalc.values import NUM, VALUE

_ONE_VALUE = """
n: ACOS ACOSH ACOT ACOTH ASIN ASINH ATAN ATANH COS COSH COT COTH CSC CSCH DEGREES EVEN FACT FACTDOUBLE FISHER FISHERINV GAMMA GAMMALN GAMMALN.PRECISE GAUSS ISEVEN ISODD NORM.S.INV
n: NORMSDIST NORMSINV ODD PHI RADIANS SEC SECH SIN SINH SQRTPI TAN TANH UNICHAR HOUR MINUTE SECOND
nn: ATAN2 BESSELI BESSELJ BESSELK BESSELY BITAND BITLSHIFT BITOR BITRSHIFT BITXOR CEILING CEILING.PRECISE
nn: CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHIDIST CHIINV COMBIN COMBINA DOLLARDE DOLLARFR FLOOR FLOOR.PRECISE
nn: ISO.CEILING LOG MROUND NORM.S.DIST PERMUT PERMUTATIONA QUOTIENT ROMAN T.DIST.2T T.DIST.RT T.INV T.INV.2T TINV
nnn: BASE CEILING.MATH FLOOR.MATH CHISQ.DIST CONFIDENCE CONFIDENCE.NORM CONFIDENCE.T CRITBINOM BINOM.INV
nnn: EXPON.DIST EXPONDIST F.DIST.RT F.INV F.INV.RT FDIST FINV GAMMA.INV GAMMAINV LOGINV LOGNORM.INV
nnn: LOGNORMDIST NEGBINOMDIST NORM.INV NORMINV PDURATION POISSON POISSON.DIST RRI SLN STANDARDIZE T.DIST TDIST TIME
nnnn: BINOM.DIST BINOM.DIST.RANGE BINOMDIST F.DIST GAMMA.DIST GAMMADIST HYPGEOMDIST ISPMT LOGNORM.DIST
nnnn: NEGBINOM.DIST NORM.DIST NORMDIST SYD WEIBULL WEIBULL.DIST
nnnnn: BETAINV BETA.INV BETADIST DB DDB HYPGEOM.DIST
nnnnnn: BETA.DIST CUMIPMT CUMPRINC NPER RATE
nnnnnnn: VDB
rr: DELTA GESTEP EFFECT NOMINAL ERF
r: ERF.PRECISE ERFC ERFC.PRECISE IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMEXP
r: IMLN IMLOG10 IMLOG2 IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMTAN
rr: IMDIV IMPOWER IMSUB
rrr: COMPLEX
rtt: CONVERT
t: ARABIC ASC CLEAN DATEVALUE LENB PROPER TIMEVALUE UNICODE
tn: DECIMAL LEFTB RIGHTB DOLLAR
tnn: MIDB
ttn: FINDB SEARCHB REGEXTEST REGEXEXTRACT
tnnt: REPLACEB
tttnn: REGEXREPLACE
ttt: NUMBERVALUE
nnr: FIXED
nnnnt: ADDRESS
vn: VALUETOTEXT
v: ERROR.TYPE
d: ISOWEEKNUM
dn: WEEKNUM
ddn: DAYS360
ddt: DATEDIF
ddw: NETWORKDAYS
ddrw: NETWORKDAYS.INTL
dnw: WORKDAY
dnrw: WORKDAY.INTL
ddnnn: DISC INTRATE RECEIVED ACCRINTM YIELDDISC PRICEDISC
ddnn: COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD
ddn: TBILLEQ TBILLPRICE TBILLYIELD
ddnnnn: DURATION MDURATION
dddnnnnr: ACCRINT
ddnnnnn: PRICE YIELD
dddnnn: PRICEMAT YIELDMAT
ddddnnnnn: ODDFPRICE ODDFYIELD
dddnnnnn: ODDLPRICE ODDLYIELD
nddnnnn: AMORLINC AMORDEGRC
"""
_WHOLE = """
w: TYPE
w*: GCD IMPRODUCT IMSUM LCM MODE MODE.SNGL MULTINOMIAL XOR
s*: AVEDEV AVERAGEA DEVSQ GEOMEAN HARMEAN KURT MAXA MEDIAN MINA SKEW SKEW.P STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA SUMSQ
s*: VAR VAR.P VAR.S VARA VARP VARPA
wn: IRR LARGE PERCENTILE PERCENTILE.EXC PERCENTILE.INC QUARTILE QUARTILE.EXC QUARTILE.INC SMALL TRIMMEAN
wnn: MIRR PERCENTRANK PERCENTRANK.EXC PERCENTRANK.INC Z.TEST ZTEST
nwn: RANK RANK.AVG RANK.EQ
aa: CHISQ.TEST CHITEST CORREL COVAR COVARIANCE.P COVARIANCE.S F.TEST FTEST INTERCEPT PEARSON RSQ SLOPE STEYX
aann: PROB T.TEST TTEST
naa: FORECAST FORECAST.LINEAR
nwwnnn: FORECAST.ETS FORECAST.ETS.STAT
nwwnnnn: FORECAST.ETS.CONFINT
wwnn: FORECAST.ETS.SEASONALITY
nnnw: SERIESSUM
nw: FVSCHEDULE
nww: XNPV
wwn: XIRR
rann: XMATCH
wrw: DAVERAGE DCOUNT DCOUNTA DGET DMAX DMIN DPRODUCT DSTDEV DSTDEVP DSUM DVAR DVARP
a: MDETERM
wn: ARRAYTOTEXT
twnnnv: TEXTAFTER TEXTBEFORE
"""
_ARRAYS = """
ws*: CHOOSECOLS CHOOSEROWS
w*: HSTACK MODE.MULT VSTACK
nnnn: SEQUENCE
n: MUNIT
a: MINVERSE TRANSPOSE
aa: MMULT
ww: FREQUENCY
wwnn: LINEST LOGEST
wwwn: GROWTH TREND
aaw: FILTER
wwwn: SORT
a*: SORTBY
wnn: DROP TAKE TOCOL TOROW UNIQUE TRIMRANGE
wnnv: EXPAND
wnv: WRAPCOLS WRAPROWS
twwnnv: TEXTSPLIT
"""


class Borrowed(NamedTuple):
    """A function of the general engine.

    Attributes:
        name: Upper case.
        kinds: A letter for each argument.
        repeats: The last kind serves further arguments.
        is_array: What it gives is an array.
    """

    name: str
    kinds: str
    repeats: bool
    is_array: bool

    def kind(self, position: int) -> str:
        """The kind of an argument; one value as it is beyond the last."""
        if position < len(self.kinds):
            return self.kinds[position]
        return self.kinds[-1] if self.repeats else "r"


def _table() -> dict[str, Borrowed]:
    found = {}
    for is_array, text in ((False, _ONE_VALUE), (False, _WHOLE), (True, _ARRAYS)):
        for line in text.strip().splitlines():
            kinds, _, names = line.partition(":")
            for name in names.split():
                found[name] = Borrowed(name, kinds.rstrip("*"), kinds.endswith("*"), is_array)
    return found


BORROWED = _table()

DATES = frozenset(
    [
        "DATEVALUE",
        "ISOWEEKNUM",
        "WEEKNUM",
        "DATEDIF",
        "DAYS360",
        "NETWORKDAYS",
        "NETWORKDAYS.INTL",
        "WORKDAY",
        "WORKDAY.INTL",
        "XIRR",
        "XNPV",
        "COUPNCD",
        "COUPPCD",
    ]
) | frozenset(name for name, one in BORROWED.items() if "d" in one.kinds)
"""Functions of dates: the engine counts from 1900 only, and the days before 1/3/1900 are one too many there."""
SPOKEN = frozenset(
    [
        "ADDRESS",
        "ARRAYTOTEXT",
        "COMPLEX",
        "DATEVALUE",
        "DOLLAR",
        "FIXED",
        "TIMEVALUE",
        "VALUETOTEXT",
        "IMSUM",
        "IMPRODUCT",
    ]
) | frozenset(name for name in BORROWED if name.startswith("IM"))
"""Functions whose texts depend on a language; the engine speaks English only there."""
ORDERED = {"SORT": (0,), "SORTBY": range(1, 255), "UNIQUE": (0,), "XMATCH": (0, 1)}
"""Functions that compare texts, and the arguments that are compared: the engine compares code points."""
PAIRED = frozenset(
    """CORREL COVAR COVARIANCE.P COVARIANCE.S FORECAST FORECAST.LINEAR INTERCEPT PEARSON RSQ SLOPE STEYX""".split()
)
"""Functions of pairs of numbers: as many values on one side as on the other, or #N/A."""
FITTED = frozenset({"GROWTH", "LINEST", "LOGEST", "TREND"})
"""Functions of rows or columns, which the engine takes as columns only, none alike."""
MATRICES = frozenset({"MDETERM", "MINVERSE", "MMULT", *FITTED})
"""Functions of numbers only: anything else is #VALUE!."""
RANGES = {"XMATCH": (1,), "RANK": (1,), "RANK.AVG": (1,), "RANK.EQ": (1,)}
"""Arguments that must be written as a range, of one cell too."""
REFUSED = {
    "GROWTH": (NUM,),
    "LINEST": (NUM,),
    "LOGEST": (NUM,),
    "NUMBERVALUE": (VALUE,),
    "SORTBY": (VALUE,),
    "TREND": (NUM,),
}
"""Errors of the engine that are not Excel's: columns alike, formats of numbers, orders of columns."""
UNITS = re.compile("hweight|(?:da|[YZEPTGMkhedcmunpfazy])s(?:ec)?")
"""Units that the engine has not."""
SINGLE_WORDS = frozenset({"IMSUM", "IMPRODUCT", "TEXTAFTER", "TEXTBEFORE"})
"""Functions that the engine does not compute of several values in a range."""
SELECTING = frozenset({"CHOOSECOLS", "CHOOSEROWS"})
"""Functions that select rows or columns by numbers."""
STRICT = frozenset(
    """ACCRINT ACCRINTM AMORDEGRC AMORLINC BESSELI BESSELJ BESSELK BESSELY COMPLEX CONVERT COUPDAYBS COUPDAYS
    COUPDAYSNC COUPNCD COUPNUM COUPPCD CUMIPMT CUMPRINC DELTA DISC DOLLARDE DOLLARFR DURATION EFFECT ERF
    ERF.PRECISE ERFC ERFC.PRECISE FACTDOUBLE FVSCHEDULE GESTEP IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH
    IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMTAN
    INTRATE ISEVEN ISODD MDURATION MROUND NETWORKDAYS NOMINAL ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PRICE
    PRICEDISC PRICEMAT QUOTIENT RECEIVED SERIESSUM SQRTPI TBILLEQ TBILLPRICE TBILLYIELD WEEKNUM WORKDAY XIRR XNPV
    YIELD YIELDDISC YIELDMAT""".split()
)
"""Functions of the Analysis ToolPak: #VALUE! of a boolean, and of a range where one value is due."""
_MANY, _SOME = 1e6, 1e4
BOUNDS = {
    **dict.fromkeys(
        [
            "BESSELI",
            "BESSELJ",
            "BESSELK",
            "BESSELY",
            "BINOM.DIST",
            "BINOMDIST",
            "BINOM.DIST.RANGE",
            "BINOM.INV",
            "CRITBINOM",
            "COMBIN",
            "COMBINA",
            "CUMIPMT",
            "CUMPRINC",
            "DB",
            "DDB",
            "FACTDOUBLE",
            "HYPGEOM.DIST",
            "HYPGEOMDIST",
            "MUNIT",
            "MULTINOMIAL",
            "NEGBINOM.DIST",
            "NEGBINOMDIST",
            "PERMUT",
            "PERMUTATIONA",
            "POISSON",
            "POISSON.DIST",
            "ROMAN",
            "SYD",
            "VDB",
            "WRAPCOLS",
            "WRAPROWS",
        ],
        _SOME,
    ),
    **dict.fromkeys(
        [
            "COUPDAYBS",
            "COUPDAYS",
            "COUPDAYSNC",
            "COUPNCD",
            "COUPNUM",
            "COUPPCD",
            "DURATION",
            "MDURATION",
            "PRICE",
            "YIELD",
            "ODDFPRICE",
            "ODDFYIELD",
            "ODDLPRICE",
            "ODDLYIELD",
            "ACCRINT",
            "NETWORKDAYS",
            "NETWORKDAYS.INTL",
            "WORKDAY",
            "WORKDAY.INTL",
            "EXPAND",
            "SEQUENCE",
            "AMORLINC",
            "AMORDEGRC",
        ],
        _MANY,
    ),
    "DOLLAR": 1e15,
    "FIXED": 1e15,
}
"""Functions that take as many steps as an argument says, and the largest number that they are given."""
STEPS = {
    "CUMIPMT": (1, 3, 4),
    "CUMPRINC": (1, 3, 4),
    "DB": (2, 3, 4),
    "DDB": (2, 3),
    "DOLLAR": (0,),
    "FIXED": (0,),
    "SYD": (2, 3),
    "VDB": (2, 3, 4),
}
"""Where these arguments stand, in functions that take other large numbers."""
