"""The sentences of a refused argument, French and English, each naming the argument and the value."""

from __future__ import annotations

from functools import partial

from udfs.declaration import Argument
from udfs.errors import OutOfRange, UdfError, WrongValue
from udfs.figures import english, french


def refuse(
    argument: Argument, value: object, fr: str, en: str, error: type[UdfError] = WrongValue
) -> UdfError:
    """An error whose two sentences begin with the argument's name."""
    return error(f"{argument.name} : {fr}", f"{argument.label_en}: {en}", argument=argument.name, value=value)


def not_a(argument: Argument, value: object, fr: str, en: str) -> UdfError:
    """Wrong type: what was expected, what came."""
    return refuse(argument, value, f"{fr}, reçu {french(value)}", f"{en}, got {english(value)}")


def missing(argument: Argument) -> UdfError:
    """A required argument left blank."""
    zero = argument.zero_is_blank
    return refuse(
        argument,
        None,
        "valeur obligatoire manquante (cellule vide ou 0)" if zero else "valeur obligatoire manquante",
        "required value missing (blank cell or 0)" if zero else "required value missing",
    )


def out_of_bounds(argument: Argument, number: float) -> UdfError:
    """A number that the argument does not accept. A rate above 1 gets the question it deserves."""
    if argument.allowed:
        return _not_allowed(argument, number)
    bounds = argument.bounds
    assert bounds is not None
    if argument.kind.value == "rate" and number > bounds.high and number <= 100:
        percent = number * 100
        return refuse(
            argument,
            number,
            f"{french(number)} = {french(percent)} % ; vouliez-vous {french(number)} % ?",
            f"{english(number)} = {english(percent)} %; did you mean {english(number)} %?",
            OutOfRange,
        )
    said = partial(_said, years=bounds.years)
    (low, low_en), (high, high_en), (got, got_en) = map(said, (bounds.low, bounds.high, number))
    fr, en = f"attendu entre {low} et {high}", f"expected between {low_en} and {high_en}"
    if bounds.low == bounds.high:
        fr, en = f"seule valeur acceptée : {low}", f"only {low_en} is accepted"
    return refuse(argument, number, f"{fr}, reçu {got}", f"{en}, got {got_en}", OutOfRange)


def _said(number: float, years: bool) -> tuple[str, str]:
    """A number in French and in English; a year has no thousands apart."""
    return (f"{number:.15g}",) * 2 if years else (french(number), english(number))


def _not_allowed(argument: Argument, number: float) -> UdfError:
    listed = ", ".join(str(value) for value in argument.allowed)
    return refuse(
        argument,
        number,
        f"{french(number)} n’est pas accepté ; valeurs acceptées : {listed}",
        f"{english(number)} is not accepted; accepted values: {listed}",
        OutOfRange,
    )


def unknown_option(argument: Argument, value: object) -> UdfError:
    """A text outside the closed list, with the list."""
    fr = ", ".join(french(option) for option in argument.options)
    en = ", ".join(english(option) for option in argument.options)
    return refuse(
        argument,
        value,
        f"{french(value)} n’est pas accepté ; valeurs acceptées : {fr}",
        f"{english(value)} is not accepted; accepted values: {en}",
    )
