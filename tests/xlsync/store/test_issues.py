"""What was issued: bytes kept once by their hash, one issue a recipient and a day, never changed."""

import datetime
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.xlsync.model.samples import model
from tests.xlsync.store.samples import RATE, issue
from xlsync.errors import CannotWrite, UnknownIssue, WrongValue
from xlsync.files import guarded, write_all_atomic, write_atomic
from xlsync.model import CellChange
from xlsync.store import Store
from xlsync.store.engine import connect, store_url
from xlsync.store.issues import versions_of_text, versions_text
from xlsync.store.kept import Kept

ANNEX = b"PK\x03\x04\x00\xff l'annexe"
FACTS = {"author": "", "origin": "", "message": "test"}


@pytest.fixture
def store(place):
    return Store.create(place, model(), **FACTS)


def contents(store):
    with connect(store_url(store.url.render_as_string(hide_password=False))).connect() as connection:
        return connection.execute(text("SELECT count(*) FROM xlsync_contents")).scalar_one()


def test_an_issue_says_all_that_is_known_and_gives_its_bytes_back(store):
    kept, is_new = store.issues.add(ANNEX, issue())
    assert is_new
    assert kept.hash == hashlib.sha256(ANNEX).hexdigest()
    assert kept == issue(hash=kept.hash, id=kept.id, time=kept.time)
    assert kept.versions == (RATE,)
    assert store.issues.content(kept) == ANNEX
    assert store.issues.log() == [kept] == store.issues.of(ANNEX)


def test_the_same_bytes_to_the_same_party_on_the_same_day_are_one_issue(store):
    first, _ = store.issues.add(ANNEX, issue())
    again, is_new = store.issues.add(
        ANNEX, issue(recipient="  Mairie  d’Aulnay ", author="autre", file="x.xlsx")
    )
    assert (again, is_new) == (first, False)
    assert store.issues.log() == [first]


def test_to_another_party_or_on_another_day_it_is_another_issue_of_the_same_bytes(store):
    first, _ = store.issues.add(ANNEX, issue())
    other, _ = store.issues.add(ANNEX, issue(recipient="Agence"))
    later, _ = store.issues.add(ANNEX, issue(day=datetime.date(2026, 12, 1)))
    assert store.issues.of(ANNEX) == [later, other, first]
    assert len({first.id, other.id, later.id}) == 3
    assert contents(store) == 1


def test_an_id_is_eight_letters_the_same_in_every_store_and_forgives_the_hand(store, tmp_path):
    kept, _ = store.issues.add(ANNEX, issue())
    elsewhere = Store.create(tmp_path / "ailleurs.db", model(), **FACTS)
    assert len(kept.id) == 8
    assert elsewhere.issues.add(ANNEX, issue(author="autre"))[0].id == kept.id
    typed = kept.id.lower().replace("0", "o").replace("1", "l")
    assert store.issues.find(f" {typed[:4]}-{typed[4:]} ") == kept
    with pytest.raises(UnknownIssue, match="xlsync issued"):
        store.issues.find("ZZZZZZZZ")


def test_an_id_that_another_issue_bears_takes_one_more_letter(store):
    kept, _ = store.issues.add(ANNEX, issue())
    with connect(store_url(store.url.render_as_string(hide_password=False))).begin() as connection:
        connection.execute(text("UPDATE xlsync_issues SET day = '2020-01-01'"))
    again, _ = store.issues.add(ANNEX, issue())
    assert again.id[:8] == kept.id
    assert len(again.id) == 9
    assert store.issues.find(again.id) == again


def test_the_issues_of_one_convention(store):
    store.issues.add(ANNEX, issue())
    own, _ = store.issues.add(b"PK autre", issue(convention="intracting/exemple"))
    assert store.issues.log("intracting/exemple") == [own]


def test_an_issue_has_a_recipient_and_a_refusal_keeps_nothing(store):
    with pytest.raises(WrongValue, match="destinataire"):
        store.issues.add_all([(ANNEX, issue()), (b"PK", issue(recipient="  "))])
    assert store.issues.log() == []
    assert contents(store) == 0


def test_many_at_once_are_one_issue_each(store):
    def issued(rank):
        return Store.open(store.url.render_as_string(hide_password=False)).issues.add(
            b"PK" + bytes([rank % 4]), issue(recipient=f"Partie {rank % 2}")
        )

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(issued, range(24)))
    assert sum(is_new for _, is_new in done) == 4
    assert len(store.issues.log()) == 4
    assert contents(store) == 4


def test_versions_as_a_text_come_back(store):
    assert versions_of_text(versions_text([RATE])) == (RATE,)
    with pytest.raises(WrongValue):
        versions_of_text('[{"code": "mixeur.taux_par_habitant"}]')


# --- the guard of files


def test_a_file_whose_bytes_were_issued_is_not_written_over(store, tmp_path):
    kept, _ = store.issues.add(ANNEX, issue())
    path, other = tmp_path / "mixeur.xlsx", tmp_path / "autre.xlsx"
    path.write_bytes(ANNEX)
    guard = Kept(store.url.render_as_string(hide_password=False))
    with guarded(guard):
        with pytest.raises(CannotWrite, match=kept.id) as caught:
            write_all_atomic([(other, b"PK"), (path, b"PK nouveau")])
        write_atomic(path, ANNEX)
    assert (caught.value.reason, caught.value.issue) == ("issued", kept.id)
    assert path.read_bytes() == ANNEX
    assert not other.exists()


def test_a_copy_that_someone_edited_is_an_ordinary_workbook(store, tmp_path):
    store.issues.add(ANNEX, issue())
    path = tmp_path / "mixeur.xlsx"
    path.write_bytes(ANNEX + b" saisie")
    with guarded(Kept(store.url.render_as_string(hide_password=False))):
        write_atomic(path, b"PK nouveau")
    assert path.read_bytes() == b"PK nouveau"


def test_the_store_found_beside_a_file_is_asked_too(tmp_path):
    held = Store.create(tmp_path / "travail" / ".xlsync" / "model.db", model(), **FACTS)
    Store.create(tmp_path / "nommé.db", model(), **FACTS)
    held.issues.add(ANNEX, issue())
    path = tmp_path / "travail" / "annexes" / "mixeur.xlsx"
    path.parent.mkdir()
    path.write_bytes(ANNEX)
    with guarded(Kept(str(tmp_path / "nommé.db"))), pytest.raises(CannotWrite):
        write_atomic(path, b"PK nouveau")


def test_a_large_commit_holds_back_no_reader_before_its_end(store):
    """The guard reads the store while a commit waits for the file to be written."""
    head, place = store.head(), store.url.render_as_string(hide_password=False)
    changes = [
        CellChange("mixeur/exemple", "contributions", f"annee={rank}", "statut", None, "partenaire")
        for rank in range(40_000)
    ]
    seen = []
    store.commit(
        changes, on=head.id, **FACTS, within=lambda _: seen.append(Store.open(place).issues.of(ANNEX))
    )
    assert seen == [[]]
