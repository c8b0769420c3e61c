"""Functions that a `Calculator` has beside those of its engine, where the engine departs from Excel.

Formulas call them by name, MAP and the like may be given the name alone. Each stands for what Excel does
unasked, or under another name:

- `as_text(v)`: a value as `&` and text arguments see it: fifteen digits, exponents, the decimal sign and the
  booleans of the language. IronCalc has seventeen digits, no exponents, a point.
- `as_number(t)`: VALUE. IronCalc's does not read times.
- `as_date(t)`: DATEVALUE. IronCalc's reads months before days in every language.
- `in_order(v)`: a text as it sorts, without accents nor case, to be compared by `<` and `>` or looked up in
  order; any other value as it is. IronCalc compares code points.
- `criterion(v)`: what COUNTIF and the like are given, a number read in the language. IronCalc wants a point.
- `factorial(v)`: FACT. IronCalc's takes as many steps as the number says.
"""

from __future__ import annotations

from functools import lru_cache

from xlsync.recalc.language import Language

_BASES = {"A": "ÀÁÂÃÄÅ", "C": "Ç", "E": "ÈÉÊË", "I": "ÌÍÎÏ", "N": "Ñ", "O": "ÒÓÔÕÖ", "U": "ÙÚÛÜ", "Y": "ÝŸ"}
_LIGATURES = {"Œ": "OE", "Æ": "AE"}
_WORDS = {"en": ("TRUE", "FALSE"), "fr": ("VRAI", "FAUX")}
_SIGNS = {"en": ".", "fr": ","}


@lru_cache(maxsize=2)
def lambdas(language: Language) -> dict[str, str]:
    """Their definitions by name, as defined names hold them.

    Examples:
        >>> lambdas("fr")["factorial"]
        '=LAMBDA(v,IF(v>=171,#NUM!,FACT(v)))'
    """
    definitions = {
        "as_text": ("v", _as_text(language)),
        "as_number": ("t", "IF(ISLOGICAL(t),#VALUE!,t+0)"),
        "as_date": (
            "t",
            'IF(ISTEXT(t),IF(ISERROR(FIND("/",t))*ISERROR(FIND("-",t)),DATEVALUE(t),'
            "IFERROR(INT(t+0),DATEVALUE(t))),#VALUE!)",
        ),
        "in_order": ("v", f"IF(ISTEXT(v),{_without_accents()},v)"),
        "criterion": ("v", _criterion(language)),
        "factorial": ("v", "IF(v>=171,#NUM!,FACT(v))"),
    }
    return {name: f"=LAMBDA({parameter},{body})" for name, (parameter, body) in definitions.items()}


def _as_text(language: Language) -> str:
    true, false = _WORDS[language]
    sign = _SIGNS[language]
    exact = "(v=INT(v))*(ABS(v)>=0.5)*(ABS(v)<1E+15)+(SIGN(v)=0)"  # = compares fifteen digits, & shows all
    whole = f'IF({exact},ROUND(v,0)&"",{{}})'
    digits = f'SUBSTITUTE(ROUND(v,14-INT(LOG10(ABS(v))))&"",".","{sign}")'
    usual = f"IF((ABS(v)>=1E-4)*(ABS(v)<1E+15),{digits},{_exponent(sign)})"
    return f'IF(ISNUMBER(v),{whole.format(usual)},IF(ISLOGICAL(v),IF(v,"{true}","{false}"),v&""))'


def _exponent(sign: str) -> str:
    """Mantissa and exponent; a mantissa that rounds to 10 takes one more."""
    return (
        "LET(e,INT(LOG10(ABS(v))),m,ROUND(ROUND(v,14-e)/10^e,14),n,IF(ABS(m)>=10,m/10,m),x,IF(ABS(m)>=10,e+1,e),"
        f'SUBSTITUTE(n&"",".","{sign}")&"E"&IF(x<0,"-","+")&TEXT(ABS(x),"00"))'
    )


def _without_accents() -> str:
    body = "UPPER(v)"
    for base, letters in _BASES.items():
        for letter in letters:
            body = f'SUBSTITUTE({body},"{letter}","{base}")'
    for letter, letters in _LIGATURES.items():
        body = f'SUBSTITUTE({body},"{letter}","{letters}")'
    return body


def _criterion(language: Language) -> str:
    if _SIGNS[language] == ".":
        return "v"
    bare = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(v,">",""),"<",""),"=","")'
    return f'IF(ISTEXT(v),IF(ISERROR(FIND("/",v))*ISNUMBER({bare}+0),SUBSTITUTE(v,",","."),v),v)'
