"""The functions that the general engine lends: what each argument must be, what is refused and why.

Kinds of arguments, one letter each, the last one again for further arguments where a `*` follows:

- `n` a number, `i` a whole one, `d` a date: one value, a text that writes a number in the language made that
  number;
- `t` a text: one value, a number made a text as `&` does;
- `r` one value as it is; `v` the same, errors handed over too;
- `w` a range or an array, whole; `s` the same, single values made numbers; `a` the same, and the
  expression under it is computed as an array.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from xlsync.recalc.values import NUM, VALUE

_ONE_VALUE = """
n: ACOS ACOSH ACOT ACOTH ASIN ASINH ATAN ATANH COS COSH COT COTH CSC CSCH DEGREES EVEN FACT FACTDOUBLE
n: FISHER FISHERINV GAMMA GAMMALN GAMMALN.PRECISE GAUSS HOUR ISEVEN ISODD MINUTE NORM.S.INV NORMSDIST
n: NORMSINV ODD PHI RADIANS SEC SECH SECOND SIN SINH SQRTPI TAN TANH UNICHAR
nn: ATAN2 BESSELI BESSELJ BESSELK BESSELY BITAND BITLSHIFT BITOR BITRSHIFT BITXOR CEILING CEILING.PRECISE
nn: CHIDIST CHIINV CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT COMBIN COMBINA DOLLARDE DOLLARFR FLOOR
nn: FLOOR.PRECISE ISO.CEILING LOG MROUND NORM.S.DIST PERMUT PERMUTATIONA QUOTIENT ROMAN T.DIST.2T
nn: T.DIST.RT T.INV T.INV.2T TINV
nnn: BASE BINOM.INV CEILING.MATH CHISQ.DIST CONFIDENCE CONFIDENCE.NORM CONFIDENCE.T CRITBINOM EXPON.DIST
nnn: EXPONDIST F.DIST.RT F.INV F.INV.RT FDIST FINV FLOOR.MATH GAMMA.INV GAMMAINV LOGINV LOGNORM.INV
nnn: LOGNORMDIST NEGBINOMDIST NORM.INV NORMINV PDURATION POISSON POISSON.DIST RRI SLN STANDARDIZE T.DIST
nnn: TDIST TIME
nnnn: BINOM.DIST BINOM.DIST.RANGE BINOMDIST F.DIST GAMMA.DIST GAMMADIST HYPGEOMDIST ISPMT LOGNORM.DIST
nnnn: NEGBINOM.DIST NORM.DIST NORMDIST SYD WEIBULL WEIBULL.DIST
nnnnn: BETA.INV BETADIST BETAINV DB DDB HYPGEOM.DIST
nnnnnn: BETA.DIST CUMIPMT CUMPRINC NPER RATE
nnnnnnn: VDB
rr: DELTA EFFECT ERF GESTEP IMDIV IMPOWER IMSUB NOMINAL
r: ERF.PRECISE ERFC ERFC.PRECISE IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH
r: IMEXP IMLN IMLOG10 IMLOG2 IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMTAN
rrr: COMPLEX
rtt: CONVERT
t: ARABIC ASC CLEAN LENB PROPER UNICODE
tn: DECIMAL DOLLAR LEFTB RIGHTB
tnn: MIDB
ttn: FINDB REGEXEXTRACT REGEXTEST SEARCHB
tnnt: REPLACEB
tttnn: REGEXREPLACE
nnr: FIXED
nnnnt: ADDRESS
vn: VALUETOTEXT
v: ERROR.TYPE
d: ISOWEEKNUM
dn: WEEKNUM
ddn: DAYS360 TBILLEQ TBILLPRICE TBILLYIELD
ddw: NETWORKDAYS
ddrw: NETWORKDAYS.INTL
diw: WORKDAY
dirw: WORKDAY.INTL
ddnnn: ACCRINTM DISC INTRATE PRICEDISC RECEIVED YIELDDISC
ddnn: COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD
ddnnnn: DURATION MDURATION
dddnnnnr: ACCRINT
ddnnnnn: PRICE YIELD
dddnnn: PRICEMAT YIELDMAT
ddddnnnnn: ODDFPRICE ODDFYIELD
dddnnnnn: ODDLPRICE ODDLYIELD
nddnnnn: AMORDEGRC AMORLINC
"""
_WHOLE = """
w: TYPE
w*: GCD IMPRODUCT IMSUM LCM MODE MODE.SNGL MULTINOMIAL XOR
s*: AVEDEV AVERAGEA DEVSQ GEOMEAN HARMEAN KURT MAXA MEDIAN MINA SKEW SKEW.P STDEV STDEV.P STDEV.S STDEVA
s*: STDEVP STDEVPA SUMSQ VAR VAR.P VAR.S VARA VARP VARPA
wn: ARRAYTOTEXT IRR LARGE PERCENTILE PERCENTILE.EXC PERCENTILE.INC QUARTILE QUARTILE.EXC QUARTILE.INC
wn: SMALL TRIMMEAN
wnn: MIRR PERCENTRANK PERCENTRANK.EXC PERCENTRANK.INC Z.TEST ZTEST
nwn: RANK RANK.AVG RANK.EQ
aa: CHISQ.TEST CHITEST CORREL COVAR COVARIANCE.P COVARIANCE.S F.TEST FTEST INTERCEPT PEARSON RSQ SLOPE
aa: STEYX
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
wwwn: GROWTH SORT TREND
aaw: FILTER
a*: SORTBY
wnn: DROP TAKE TOCOL TOROW TRIMRANGE UNIQUE
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


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BORROWED = _table()

DATES = _names(
    """
        XIRR XNPV
    """
) | {name for name, one in BORROWED.items() if "d" in one.kinds}
"""Functions of dates: the engine counts from 1900 only, the days before 1/3/1900 one too many."""
HOLIDAYS = {name: (len(one.kinds) - 1,) for name, one in BORROWED.items() if re.fullmatch("d.*w", one.kinds)}
DATED = {**HOLIDAYS, "XIRR": (1,), "XNPV": (2,)}
"""Arguments that are dates in a range: holidays, and the dates of flows."""
GIVING_DATES = _names("COUPNCD COUPPCD WORKDAY WORKDAY.INTL")
SPOKEN = _names("ADDRESS ARRAYTOTEXT COMPLEX DOLLAR FIXED VALUETOTEXT") | {
    name for name in BORROWED if name.startswith("IM")
}
"""Functions whose texts depend on a language; the engine speaks English only there."""
ORDERED = {"SORT": (0,), "SORTBY": range(1, 255), "UNIQUE": (0,), "XMATCH": (0, 1)}
"""Functions that compare texts, and the arguments compared: the engine compares code points."""
PAIRED = _names(
    """
        CORREL COVAR COVARIANCE.P COVARIANCE.S FORECAST FORECAST.LINEAR INTERCEPT PEARSON RSQ SLOPE
        STEYX
    """
)
"""Functions of pairs of numbers: as many values on one side as on the other, or #N/A."""
FITTED = _names("GROWTH LINEST LOGEST TREND")
"""Functions of rows or columns, which the engine takes as columns only, none alike."""
MATRICES = FITTED | _names("MDETERM MINVERSE MMULT")
"""Functions of numbers only: anything else is #VALUE!."""
RANGES = {**dict.fromkeys(("RANK", "RANK.AVG", "RANK.EQ", "XMATCH"), (1,)), **HOLIDAYS}
"""Arguments that must be written as a range, of one cell too."""
SELECTING = _names("CHOOSECOLS CHOOSEROWS")
"""Functions that select rows or columns by numbers."""
REFUSED = {**dict.fromkeys(FITTED, (NUM,)), "SORTBY": (VALUE,)}
"""Errors of the engine that are not Excel's: columns alike, signs of numbers, orders of columns."""
UNITS = re.compile("hweight|(?:da|[YZEPTGMkhedcmunpfazy])s(?:ec)?")
"""Units that the engine has not."""
SINGLE_WORDS = _names("IMPRODUCT IMSUM TEXTAFTER TEXTBEFORE")
"""Functions that the engine does not compute of several values in a range."""
STRICT = _names(
    """
        ACCRINT ACCRINTM AMORDEGRC AMORLINC BESSELI BESSELJ BESSELK BESSELY COMPLEX CONVERT COUPDAYBS
        COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD CUMIPMT CUMPRINC DELTA DISC DOLLARDE DOLLARFR
        DURATION EFFECT ERF ERF.PRECISE ERFC ERFC.PRECISE FACTDOUBLE FVSCHEDULE GESTEP IMABS IMAGINARY
        IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER
        IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMTAN INTRATE ISEVEN ISODD MDURATION MROUND
        NETWORKDAYS NOMINAL ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PRICE PRICEDISC PRICEMAT QUOTIENT
        RECEIVED SERIESSUM SQRTPI TBILLEQ TBILLPRICE TBILLYIELD WEEKNUM WORKDAY XIRR XNPV YIELD
        YIELDDISC YIELDMAT
    """
)
"""Functions of the Analysis ToolPak: #VALUE! of a boolean, and of a range where one value is due."""
LEFT_OUT = {
    "ADDRESS": {2: "1", 3: "TRUE"},
    "SORT": {1: "1", 2: "1"},
    "TEXTAFTER": {2: "1"},
    "TEXTBEFORE": {2: "1"},
}
"""What an argument left out between commas stands for, where the engine takes it for 0."""
SIZES = {"EXPAND": (1, 2), "SEQUENCE": (0, 1)}
"""Functions of a number of rows and of columns: a hundred thousand values at most."""
MOST_VALUES = 100_000
_SOME = _names(
    """
        BESSELI BESSELJ BESSELK BESSELY BINOM.DIST BINOM.DIST.RANGE BINOM.INV BINOMDIST COMBIN COMBINA
        CRITBINOM CUMIPMT CUMPRINC DB DDB FACTDOUBLE HYPGEOM.DIST HYPGEOMDIST MULTINOMIAL NEGBINOM.DIST
        NEGBINOMDIST PERMUT PERMUTATIONA POISSON POISSON.DIST ROMAN SYD VDB WRAPCOLS WRAPROWS
    """
)
_MANY = _names(
    """
        ACCRINT AMORDEGRC AMORLINC BETA.INV BETAINV CHIINV CHISQ.INV CHISQ.INV.RT CONFIDENCE.T COUPDAYBS
        COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD DURATION F.INV F.INV.RT FINV GAMMA.INV GAMMAINV MDURATION
        NETWORKDAYS NETWORKDAYS.INTL ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PRICE T.INV T.INV.2T TINV
        WORKDAY WORKDAY.INTL YIELD
    """
)
BOUNDS = {
    **dict.fromkeys(_SOME, 1e4),
    **dict.fromkeys(_MANY, 1e6),
    "BASE": 255,
    "DOLLAR": 1e15,
    "FIXED": 1e15,
    "MUNIT": 1000,
}
"""Functions that take as many steps as an argument says, and the largest number that they are given."""
STEPS = {
    "BASE": (2,),
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
