import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsync.conventions import key_text, parse_key

NAMES = st.text(min_size=1)


@given(st.dictionaries(NAMES, st.text()))
def test_any_key_comes_back(key):
    assert parse_key(key_text(key)) == key


@given(st.dictionaries(NAMES, st.text()), st.dictionaries(NAMES, st.text()))
def test_two_keys_have_two_texts(one, other):
    assert (key_text(one) == key_text(other)) == (list(one.items()) == list(other.items()))


@pytest.mark.parametrize("text", ["2025", "a=b=c", "a=1;;b=2", ";"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_key(text)
