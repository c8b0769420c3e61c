import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsync.errors import UnknownKey, WrongValue
from xlsync.model import identity, key_values, read_key, shape

VERSEMENTS = shape("intracting", "versements")
OVERRIDES = shape("intracting", "derogations")
SINGLE = shape("intracting", "conventions")
ACTION = shape("avelo3", "frais_fixes")


@pytest.mark.parametrize("key", ["versement=2", "2", {"versement": 2}, {"versement": "2"}])
def test_one_key_is_written_in_several_ways(key):
    assert read_key(VERSEMENTS, key) == {"versement": 2}


@pytest.mark.parametrize("key", ["", {}])
def test_a_single_record_has_no_key(key):
    assert read_key(SINGLE, key) == {}


def test_values_alone_come_in_the_order_of_the_columns():
    assert read_key(OVERRIDES, "plan;2025;solde") == {"table": "plan", "cle": "2025", "colonne": "solde"}


@pytest.mark.parametrize("key", ["annee=3", {"annee": 3}, "table=a;cle=b"])
def test_a_key_of_something_else_is_refused(key):
    with pytest.raises(UnknownKey, match=r"table=…;cle=…;colonne=…"):
        read_key(OVERRIDES, key)


def test_a_single_record_refuses_a_key():
    with pytest.raises(UnknownKey, match="pas de clé"):
        read_key(SINGLE, "3")


def test_a_key_has_the_type_of_its_column():
    with pytest.raises(WrongValue, match="versement"):
        read_key(VERSEMENTS, "deux")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1))
def test_an_identity_says_its_key(action):
    assert key_values(ACTION, identity(ACTION, {"action": action})) == {"action": action}


@pytest.mark.parametrize("action", ["Audit", "a;b", "a=b", "a\\b"])
def test_a_key_alone_in_its_table_is_typed_as_printed(action):
    assert read_key(ACTION, action) == {"action": action}
