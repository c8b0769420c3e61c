"""Amendments in a store: written by many at once, seen at any date, exported and imported, undone."""

import datetime
import random
import threading

import pytest

from xlsync.errors import HeadMoved
from xlsync.model import ROW, CellChange, Model, convention_data
from xlsync.model.amendments import AMENDMENTS, CONFIRMED, DRAFT, EVERYTHING, View, modification_key
from xlsync.model.kept import MODIFICATIONS
from xlsync.store import Store

WRITERS, CONVENTIONS, AMENDED = 4, 40, 300
FIRST = datetime.date(2026, 1, 1)
FIELDS = ("montant_exceptionnel", "annee_bareme")


def name_of(index):
    return f"mixeur/membre-{index:02}"


def first_agreed(index):
    fields = {"titre": f"Membre {index}", "montant_exceptionnel": 1000 + index, "annee_bareme": 2026}
    return convention_data(name_of(index), fields)


def drawn():
    """The list of what is agreed: convention, number, day of effect, field and value."""
    random.seed(20261130)
    numbers = dict.fromkeys(range(CONVENTIONS), 0)
    listed = []
    for rank in range(AMENDED):
        index = random.randrange(CONVENTIONS)
        numbers[index] += 1
        effect = FIRST + datetime.timedelta(days=random.randrange(3000))
        field = random.choice(FIELDS)
        value = 10_000 + rank if field == FIELDS[0] else 2000 + rank % 100
        listed.append((index, numbers[index], effect, field, value))
    return listed


def signed(store, on, index, number, effect, field, value):
    """The changes of one amendment, opened, filled and signed at once."""
    name, row = name_of(index), f"numero={number}"
    change = modification_key(number, ("champs", "", field))
    texts = {
        (AMENDMENTS, row, ROW): str(number),
        (AMENDMENTS, row, "date_signature"): FIRST.isoformat(),
        (AMENDMENTS, row, "date_effet"): effect.isoformat(),
        (AMENDMENTS, row, "etat"): CONFIRMED,
        (MODIFICATIONS, change, ROW): str(number),
        (MODIFICATIONS, change, "valeur"): str(value),
    }
    seen = [CellChange(name, *where, None, text) for where, text in texts.items()]
    return store.recorded(name, seen, on, EVERYTHING)


def write(place, listed, failures):
    store = Store.open(place)
    for one in listed:
        while True:
            try:
                store.edit(
                    lambda on, one=one: signed(store, on, *one),
                    author="a", origin="amend", message=f"{name_of(one[0])} {one[1]}",
                )  # fmt: skip
                break
            except HeadMoved:
                continue
            except Exception as error:
                failures.append(error)
                return


def test_four_writers_and_a_replay_of_the_list(place):
    listed = drawn()
    model = Model()
    for index in range(CONVENTIONS):
        model = model.add(first_agreed(index))
    store = Store.create(place, model, author="a", origin="build", message="m")
    failures: list[Exception] = []
    writers = [
        threading.Thread(
            target=write, args=(place, [one for one in listed if one[0] % WRITERS == own], failures)
        )
        for own in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    messages = [revision.message for revision in store.log()[:-1]]
    assert sorted(messages) == sorted(f"{name_of(one[0])} {one[1]}" for one in listed)
    random.seed(7)
    for _ in range(60):
        index, day = random.randrange(CONVENTIONS), FIRST + datetime.timedelta(days=random.randrange(3200))
        expected = {"montant_exceptionnel": 1000.0 + index, "annee_bareme": 2026}
        for _, _, _, field, value in sorted(
            (one for one in listed if one[0] == index and one[2] <= day), key=lambda one: (one[2], one[1])
        ):
            expected[field] = value
        fields = store.convention(name_of(index), view=View(day)).fields
        assert {field: fields[field] for field in FIELDS} == expected


@pytest.fixture
def amended(place):
    """A store whose convention has a signed amendment from 2027, and the revision that signed it."""
    store = Store.create(place, Model().add(first_agreed(0)), author="a", origin="build", message="m")
    name = name_of(0)

    def edit(change, view):
        return store.edit(
            lambda on: store.differences([change(store.convention(name, on, view))], on, view),
            author="a", origin="test", message="m",
        )  # fmt: skip

    draft = {"numero": 1, "date_effet": datetime.date(2027, 1, 1), "objet": "o", "etat": DRAFT}
    edit(lambda data: data.add_row(AMENDMENTS, draft), EVERYTHING)
    edit(lambda data: data.set("champs", "", "montant_exceptionnel", 1900), View(draft=1))
    assert store.convention(name).fields["montant_exceptionnel"] == 1000
    made = edit(lambda data: data.set(AMENDMENTS, "1", "etat", CONFIRMED), EVERYTHING)
    return store, made


def test_undoing_the_signature_makes_a_draft_again(amended):
    store, signature = amended
    name = name_of(0)
    assert store.convention(name).fields["montant_exceptionnel"] == 1900
    assert store.convention(name, view=View(FIRST)).fields["montant_exceptionnel"] == 1000
    on = store.head().id
    store.commit(store.undoing(signature.id, on), on=on, author="a", origin="revert", message="m")
    assert store.convention(name).fields["montant_exceptionnel"] == 1000
    assert store.convention(name).records(AMENDMENTS) == []
    assert store.convention(name, view=View(draft=1)).fields["montant_exceptionnel"] == 1900


def test_an_amendment_that_goes_takes_what_it_changed_with_it(amended):
    store, _ = amended
    name, on = name_of(0), store.head().id
    gone = store.convention(name).delete_row(AMENDMENTS, "1")
    store.commit(store.differences([gone], on), on=on, author="a", origin="test", message="m")
    assert store.convention(name).fields["montant_exceptionnel"] == 1000
    whole = store.cells(name, view=EVERYTHING)
    assert not [cell for cell in whole if cell[1] in (AMENDMENTS, MODIFICATIONS) and cell[3] == ROW]


def test_a_model_read_whole_makes_an_equal_store(amended, tmp_path):
    store, _ = amended
    other = Store.create(tmp_path / "o.db", store.read(view=EVERYTHING), author="a", origin="b", message="m")
    for view in (View(), View(FIRST), EVERYTHING):
        assert other.read(view=view).equals(store.read(view=view))
