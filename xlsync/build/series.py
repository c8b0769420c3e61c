"""A series of workbooks: what is up to date is left as it is, each file stands as soon as it is made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from xlsync.annexbook.linked import Held, linked
from xlsync.build.made import BuildReport, Built
from xlsync.build.orders import Order, Sources, made
from xlsync.build.records import as_record, built_of
from xlsync.build.succession import Standing, next_place
from xlsync.build.unpulled import unpulled_edits
from xlsync.errors import CannotWrite
from xlsync.files import write_all_atomic
from xlsync.model import ConventionData
from xlsync.model.amendments import View
from xlsync.running import Runner, Task
from xlsync.running.manifest import Manifest
from xlsync.running.version import file_hash
from xlsync.store import Store

MANIFEST = ".xlsync-manifest.jsonl"
"""The file of a folder of workbooks that says what each was made from."""
OF_ONE_FILE = {"open", "changed", "permission"}
"""Why one file is not written where others may be; anything else ends the run."""

Progress = Callable[[int, int], object]
Place = tuple[ConventionData, Path]
"""A convention, and where its workbook goes as long as nothing there was issued."""


@dataclass(slots=True)
class Series:
    """Workbooks of a store to be made.

    Attributes:
        store: The store.
        view: The moment at which conventions are seen.
        manifest: The record of the folder.
        everything: What is up to date is made again too.
        say: Hears how many are up to date before the others are made, in French and in English.
        kept: Called each time that a file was written.
    """

    store: Store
    view: View
    manifest: Manifest
    everything: bool
    say: Callable[[str, str], object]
    kept: Callable[[], object]
    done: int = 0
    _sources: Sources = field(default_factory=Sources)
    _found: dict[int, Built | tuple[Path, Exception]] = field(default_factory=dict)

    def run(self, places: Sequence[Place], runner: Runner, progress: Progress) -> BuildReport:
        """Makes the workbooks that are not up to date, in order; what befalls one is its own outcome.

        Raises:
            CannotWrite: no file can be written any more; those that were stay.
        """
        orders = dict(self._orders(places))
        current = len(self._found) - len(self._refused())
        if current:
            of = f"{current}/{len(places)}"
            self.say(f"{of} classeurs déjà à jour …", f"{of} workbooks up to date already …")
        self.done = current
        under_way: deque[tuple[int, bytes | None]] = deque()
        with closing(runner.run(Task(made), self._drawn(orders, under_way))) as outcomes:
            for count, outcome in enumerate(outcomes, start=1):
                rank, found = under_way.popleft()
                order = orders.pop(rank)
                try:
                    content, built = outcome.get()
                    self._found[rank] = self._written(order, places[rank][1], found, content, built)
                    self.done += 1
                except CannotWrite as error:
                    if error.facts.get("reason") not in OF_ONE_FILE:
                        raise
                    self._found[rank] = order.path, error
                except Exception as error:
                    self._found[rank] = order.path, error
                progress(count, count + len(orders))
        workbooks = [one for _, one in sorted(self._found.items()) if isinstance(one, Built)]
        return BuildReport(workbooks, self._refused(), self.store.place)

    def _refused(self) -> list[tuple[Path, Exception]]:
        return [one for _, one in sorted(self._found.items(), key=_rank) if not isinstance(one, Built)]

    def _orders(self, places: Sequence[Place]) -> Iterator[tuple[int, Order]]:
        """The orders of the workbooks that are not up to date, each with its rank."""
        revision, identity = self.store.head(), self.store.id
        others = Held(self.store, revision.id if revision else None, self.view)
        for rank, (data, target) in enumerate(places):
            try:
                path, issued = next_place(target, self.store)
                versions = tuple(self.store.versions_for(data.id))
                order = Order(linked(data, others), path, identity, revision, versions, self.view)
                built = None if self.everything else self._current(order, issued)
            except Exception as error:
                self._found[rank] = target, error
                continue
            if built is None:
                yield rank, order
            else:
                self._found[rank] = built

    def _current(self, order: Order, issued: Standing | None) -> Built | None:
        """The workbook of an order that stands already, made from the very same; else None."""
        said = {"from": self._sources.of(order)}
        for path in (*([issued.path] if issued else ()), order.path):
            with suppress(KeyError, TypeError, ValueError, FileNotFoundError):
                record = self.manifest.found(path, file_hash(path.read_bytes()), said)
                if record is not None:
                    return replace(built_of(record["built"], order.data.id, path), follows=issued)
        return None

    def _drawn(self, orders: dict[int, Order], under_way: deque[tuple[int, bytes | None]]) -> Iterator[Order]:
        """The orders whose files may be replaced, with what each file holds now."""
        for rank, order in [*orders.items()]:
            try:
                found = unpulled_edits(order.path)
            except Exception as error:
                self._found[rank] = order.path, error
                del orders[rank]
                continue
            under_way.append((rank, found))
            yield order

    def _written(
        self, order: Order, target: Path, found: bytes | None, content: bytes, built: Built
    ) -> Built:
        """The workbook once it stands, and is recorded."""
        _, issued = next_place(target, self.store)
        if issued is not None and content == issued.content:
            built = replace(built, path=issued.path, follows=issued)
        else:
            write_all_atomic([(order.path, content)], {order.path: found})
            built = replace(built, follows=issued)
        self.kept()
        said = {"output": file_hash(content), "from": self._sources.of(order), "built": as_record(built)}
        self.manifest.add(built.path, said)
        return built


def _rank(one: tuple[int, object]) -> int:
    return one[0]
