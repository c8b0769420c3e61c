"""The drawing of the layers, enforced: each package imports only what stands to its right.

The drawing is that of the README. Imports written inside functions or under TYPE_CHECKING count like the
others, and so do module names handed to `import_module`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared import ROOT

LAYERS = {
    "udfs": (
        ("hosts",),
        ("udfs",),  # the package itself: call, explain, FUNCTIONS
        ("registry",),
        ("coerce",),
        ("declaration",),
        ("rules",),
        ("parameters",),
        ("money", "calendar"),
        ("serials",),
        ("errors",),
        ("figures",),
    ),
    "xlsync": (
        ("__main__",),
        ("cli",),
        ("addins",),
        ("server", "live"),
        ("actions",),
        ("readings", "lists", "portfolio", "printing", "reconciling"),
        ("build", "copies", "sync", "tables", "scenarios"),
        ("annexbook",),
        ("recalc", "store"),
        ("workbook",),
        ("merge",),
        ("model",),
        ("annexes", "conventions"),
        ("running",),
        ("files",),
        ("errors",),
        ("xlsync",),  # the package itself: its version
    ),
}


@dataclass(frozen=True)
class Import:
    """One import: who, what, and the line that says so."""

    importer: str
    imported: str
    place: str


def _unit(module: str) -> str:
    """The box of the drawing that a module belongs to: `rules` for `udfs.rules.pret`."""
    package, _, rest = module.partition(".")
    return rest.partition(".")[0] or package


def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


def _named_modules(node: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """Modules that a node imports, with relative ones made absolute."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = module.split(".")[: None if is_package else -1]
        base = parts[: len(parts) - node.level + 1] if node.level else []
        source = ".".join([*base, *([node.module] if node.module else [])])
        names = [f"{source}.{alias.name}" for alias in node.names]
        yield from (name if _is_module(name) else source for name in names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def _imports(package: str) -> list[Import]:
    found = []
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for target in _named_modules(node, module, is_package):
                if target.partition(".")[0] in LAYERS:
                    found.append(
                        Import(module, target, f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
                    )
    return found


def _ranks(package: str) -> dict[str, int]:
    return {unit: rank for rank, layer in enumerate(LAYERS[package]) for unit in layer}


def _drawing(package: str, imports: list[Import]) -> str:
    """The layers as meant, then each box with the boxes that it imports."""
    lines = [f"{package}: " + " > ".join(", ".join(layer) for layer in LAYERS[package])]
    edges: dict[str, set[str]] = {}
    for one in imports:
        edges.setdefault(_unit(one.importer), set()).add(
            _unit(one.imported) if one.imported.startswith(package) else one.imported.partition(".")[0]
        )
    return "\n".join([*lines, *(f"  {unit} -> {', '.join(sorted(edges[unit]))}" for unit in sorted(edges))])


def _faults(package: str, imports: list[Import]) -> list[str]:
    ranks = _ranks(package)
    faults = []
    for one in imports:
        importer, imported = _unit(one.importer), _unit(one.imported)
        if one.imported.partition(".")[0] != package:
            if package == "udfs":
                faults.append(f"{one.place}: udfs imports {one.imported}")
        elif importer not in ranks or imported not in ranks:
            faults.append(f"{one.place}: {importer} or {imported} has no place in the drawing")
        elif ranks[importer] > ranks[imported]:
            faults.append(f"{one.place}: {importer} imports {imported}, to its left")
        elif importer != imported and ranks[importer] == ranks[imported]:
            faults.append(f"{one.place}: {importer} imports {imported}, a room of its own rank")
    return faults


@pytest.mark.parametrize("package", sorted(LAYERS))
def test_imports_go_only_to_the_right(package: str) -> None:
    imports = _imports(package)
    faults = _faults(package, imports)
    assert not faults, "\n".join([_drawing(package, imports), *faults])


@pytest.mark.parametrize("package", sorted(LAYERS))
def test_every_package_has_its_place_in_the_drawing(package: str) -> None:
    there = {
        path.stem
        for path in (ROOT / package).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    assert there <= set(_ranks(package)), f"no place in the drawing: {sorted(there - set(_ranks(package)))}"


@pytest.mark.parametrize("package", sorted(LAYERS))
def test_the_readme_draws_the_same_layers(package: str) -> None:
    """Its line `package/   room > room, room`; what stands in brackets is for the reader."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{package}/ +(.*>.*)$", text, flags=re.MULTILINE)
    drawn = [layer.split(", ") for layer in re.sub(r" \(.*?\)", "", line).split(" > ")]
    there = [[unit for unit in layer if _has_room(package, unit)] for layer in LAYERS[package]]
    assert drawn == [layer for layer in there if layer]


def _has_room(package: str, unit: str) -> bool:
    return unit != "__main__" and _is_module(f"{package}.{unit}")


def test_the_page_of_xlsync_lists_its_rooms_in_the_order_of_the_layers() -> None:
    page = (ROOT / "xlsync" / "docs.md").read_text(encoding="utf-8")
    ranks = _ranks("xlsync")
    listed = [name for name in re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE) if name in ranks]
    assert sorted(listed) == sorted(unit for unit in ranks if _has_room("xlsync", unit))
    assert [ranks[name] for name in listed] == sorted(ranks[name] for name in listed)


def test_a_fault_inside_a_function_is_seen(tmp_path: Path) -> None:
    tree = ast.parse("def f():\n    from udfs.hosts import calc\n    importlib.import_module('xlsync.cli')")
    named = [name for node in ast.walk(tree) for name in _named_modules(node, "udfs.rules.pret", False)]
    assert {_unit(name) for name in named} == {"hosts", "cli"}
