"""`xlsync addin`: the add-ins of the spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlsync.actions.misuse import Misuse
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.cli.texts import both

if TYPE_CHECKING:
    from xlsync.addins.registry import Addin, Done

ACTIONS = ("build", "install", "remove")
WITH_PORT = (("build", "office"), ("install", "office"), ("install", "calc"))
PORTS = range(1, 65_536)
HELP = both(
    "Fabrique, installe ou retire le complément d’un tableur : les fonctions dans les cellules, et le menu.",
    "Builds, installs or removes the add-in of a spreadsheet: functions in cells, and the menu.",
)


def addin(
    context: typer.Context,
    action: Annotated[
        str,
        typer.Argument(metavar="ACTION", help=both("build, install ou remove.", "build, install or remove.")),
    ],
    host: Annotated[
        str,
        typer.Argument(
            metavar="HOST",
            help=both(
                "calc (LibreOffice), excel (Excel sous Windows par xlwings) ou office (Excel par Office.js).",
                "calc (LibreOffice), excel (Excel on Windows by xlwings) or office (Excel by Office.js).",
            ),
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUTPUT",
            help=both(
                "Avec build : dossier à remplir, créé s’il manque ; pour calc, un nom en .oxt est celui du "
                "fichier.",
                "With build: folder to fill, made where it is missing; for calc, a name in .oxt is that of "
                "the file.",
            ),
        ),
    ] = None,
    folders: Annotated[
        list[Path] | None,
        typer.Option(
            "--folder",
            metavar="DIR",
            help=both(
                "Avec install calc : dossier dont le serveur lancé par Calc peut ouvrir les classeurs ; "
                "répétable ; le dossier personnel par défaut.",
                "With install calc: folder whose workbooks the server that Calc starts may open; may be "
                "repeated; the home folder by default.",
            ),
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            help=both(
                "Port HTTPS du serveur (8443 par défaut) : avec office, celui où Excel le cherche ; avec "
                "install calc, celui du serveur que Calc lance.",
                "HTTPS port of the server (8443 by default): with office, where Excel looks for it; with "
                "install calc, that of the server that Calc starts.",
            ),
        ),
    ] = None,
) -> Report:
    """Do it, and say what came out."""
    session: Session = context.obj
    chosen = _chosen(action, host)
    _refuse_strangers(action, out, folders or [])
    _refuse_port(action, host, port)
    if action == "build":
        done = chosen.build(out, port)
    else:
        done = chosen.remove() if action == "remove" else chosen.install(tuple(folders or ()), port)
    return _report(action, host, done, session)


def _chosen(action: str, host: str) -> Addin:
    from xlsync.addins import ADDINS
    from xlsync.addins import addin as find

    if action not in ACTIONS:
        raise Misuse(
            f"action inconnue : « {action} » ; actions possibles : {', '.join(ACTIONS)}",
            f"unknown action: “{action}”; possible actions: {', '.join(ACTIONS)}",
        )
    if host not in ADDINS:
        raise Misuse(
            f"tableur inconnu : « {host} » ; tableurs possibles : {', '.join(ADDINS)}",
            f"unknown spreadsheet: “{host}”; possible spreadsheets: {', '.join(ADDINS)}",
        )
    return find(host)


def _refuse_strangers(action: str, out: Path | None, folders: list[Path]) -> None:
    """An option that another action takes, a folder that is not there."""
    if out is not None and action != "build":
        raise Misuse("--out ne va qu’avec build", "--out only goes with build")
    if folders and action != "install":
        raise Misuse("--folder ne va qu’avec install", "--folder only goes with install")
    for folder in folders:
        if not folder.is_dir():
            raise Misuse(f"dossier introuvable : {folder}", f"no such folder: {folder}")


def _refuse_port(action: str, host: str, port: int | None) -> None:
    """A port where none is written, or that does not exist."""
    if port is None:
        return
    if (action, host) not in WITH_PORT:
        pairs = ", ".join(f"« {a} {h} »" for a, h in WITH_PORT)
        english = ", ".join(f"“{a} {h}”" for a, h in WITH_PORT)
        raise Misuse(f"--port ne va qu’avec {pairs}", f"--port only goes with {english}")
    if port not in PORTS:
        raise Misuse(f"port impossible : {port}", f"impossible port: {port}")


def _report(action: str, host: str, done: Done, session: Session) -> Report:
    document = {"action": action, "host": host, "files": [str(path) for path in done.files]}
    return Report(document, [session.text(said.fr, said.en) for said in done.said])
