"""`xlsync serve`: the function server of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlsync.actions.misuse import Misuse
from xlsync.actions.report import REMAINING, Report
from xlsync.actions.session import Session
from xlsync.cli.texts import both

if TYPE_CHECKING:
    from xlsync.server.discovery import Description
    from xlsync.server.running import Started

HELP = both(
    "Sert les fonctions à Calc et à Excel sur cette machine, jusqu’à Ctrl-C.",
    "Serves the functions to Calc and Excel on this machine, until Ctrl-C.",
)
HTTPS_PORT, PORTS = 8443, range(65_536)
ELSEWHERE = (
    f"Excel cherche le serveur sur le port que dit son complément, {HTTPS_PORT} par défaut. Pour un autre : "
    "« xlsync serve --port N » et « xlsync addin install office --port N », avec le même N.",
    f"Excel looks for the server on the port that its add-in says, {HTTPS_PORT} by default. For another one: "
    "“xlsync serve --port N” and “xlsync addin install office --port N”, with the same N.",
)
"""Said of a server that is not where Excel looks by default."""


def serve(
    context: typer.Context,
    folders: Annotated[
        list[Path] | None,
        typer.Option(
            "--folder",
            metavar="DIR",
            help=both(
                "Dossier dont les classeurs peuvent être ouverts ; répétable ; dossier courant par défaut.",
                "Folder whose workbooks may be opened; may be repeated; the current folder by default.",
            ),
        ),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            help=both("Port HTTPS d’Excel (8443 par défaut).", "HTTPS port for Excel (8443 by default)."),
        ),
    ] = HTTPS_PORT,
    calc_port: Annotated[
        int,
        typer.Option(
            "--calc-port",
            metavar="N",
            help=both("Port de Calc ; n’importe lequel par défaut.", "Port for Calc; any by default."),
        ),
    ] = 0,
    any_port: Annotated[
        bool,
        typer.Option(
            "--any-port",
            help=both(
                "Si --port est pris, en prend un autre, libre : Calc lance le serveur ainsi.",
                "Where --port is taken, takes another one that is free: Calc starts the server so.",
            ),
        ),
    ] = False,
    trust: Annotated[
        bool,
        typer.Option(
            "--certificate",
            help=both(
                "Dit comment faire confiance au certificat, sans lancer le serveur.",
                "Says how to trust the certificate, without starting the server.",
            ),
        ),
    ] = False,
    stop: Annotated[
        bool, typer.Option("--stop", help=both("Arrête le serveur lancé.", "Stops the running server."))
    ] = False,
) -> Report:
    """Serve until told to stop, or do what an option asks instead."""
    session: Session = context.obj
    if trust:
        return _trust(session)
    if stop:
        return _stop(session)
    return _serve(session, folders or [Path.cwd()], port, calc_port, any_port)


def _serve(session: Session, folders: list[Path], port: int, calc_port: int, any_port: bool) -> Report:
    from xlsync.server.running import AlreadyRunning, Settings
    from xlsync.server.running import serve as run

    for folder in folders:
        if not folder.is_dir():
            raise Misuse(f"dossier introuvable : {folder}", f"no such folder: {folder}")
    for number in (port, calc_port):
        if number not in PORTS:
            raise Misuse(f"port impossible : {number}", f"impossible port: {number}")
    settings = Settings(tuple(folders), port, calc_port, any_port, store=session.store)
    try:
        run(settings, lambda started: _ready(started, session))
    except AlreadyRunning as found:
        return _already(found.description, session)
    return Report({"server": None}, [session.text("Serveur arrêté.", "Server stopped.")])


def _ready(started: Started, session: Session) -> None:
    """Tell the user where the server is, what it opens and how to pair an add-in."""
    found = started.description
    session.say(
        f"Serveur prêt : https://localhost:{found.https_port}/addin/ ; Calc : port {found.calc_port}",
        f"Server ready: https://localhost:{found.https_port}/addin/; Calc: port {found.calc_port}",
    )
    session.say(
        f"Dossiers ouverts : {', '.join(found.folders)}", f"Folders it may open: {', '.join(found.folders)}"
    )
    session.say(
        f"Code d’appairage, pour le volet d’Excel : {started.pairing.code}",
        f"Pairing code, for the task pane of Excel: {started.pairing.code}",
    )
    session.say(
        "Certificat : « xlsync serve --certificate » dit comment lui faire confiance. Ctrl-C arrête.",
        "Certificate: “xlsync serve --certificate” says how to trust it. Ctrl-C stops.",
    )
    if found.https_port != HTTPS_PORT:
        session.say(*ELSEWHERE)


def _already(found: Description | None, session: Session) -> Report:
    """A server runs: where, and its pairing code."""
    from xlsync.server.control import pairing_code

    code = pairing_code(found) if found else None
    if found is None or code is None:
        text = session.text(
            "Un serveur démarre ou s’arrête : recommencez dans un instant.",
            "A server is starting or stopping: try again in a moment.",
        )
        return Report({"server": None}, [text], REMAINING)
    address = f"https://localhost:{found.https_port}/addin/"
    lines = [
        session.text(
            f"Un serveur répond déjà : {address} (processus {found.pid})",
            f"A server answers already: {address} (process {found.pid})",
        ),
        session.text(
            f"Dossiers ouverts : {', '.join(found.folders)}",
            f"Folders it may open: {', '.join(found.folders)}",
        ),
        session.text(f"Code d’appairage : {code}", f"Pairing code: {code}"),
    ]
    if found.https_port != HTTPS_PORT:
        lines.append(session.text(*ELSEWHERE))
    return Report({"server": _document(found), "pairing": code}, lines)


def _document(found: Description) -> dict[str, Any]:
    """What may be shown of a server: everything but its token."""
    names = ("pid", "https_port", "calc_port", "code", "python", "folders")
    return {name: getattr(found, name) for name in names}


def _stop(session: Session) -> Report:
    from xlsync.server.control import stop
    from xlsync.server.discovery import announced
    from xlsync.server.places import user_directory

    found = announced(user_directory())
    if found is None or not stop(found):
        return Report({"server": None}, [session.text("Aucun serveur ne répond.", "No server answers.")])
    return Report(
        {"server": _document(found)},
        [session.text(f"Serveur arrêté (processus {found.pid}).", f"Server stopped (process {found.pid}).")],
    )


def _trust(session: Session) -> Report:
    from xlsync.server.certificate import kept_certificate
    from xlsync.server.places import make_private, user_directory
    from xlsync.server.trusting import instructions

    files = kept_certificate(make_private(user_directory()))
    lines = instructions(files.authority)
    return Report(
        {
            "authority": str(files.authority),
            "commands": {name: list(c) for name, c in lines.commands.items()},
        },
        [session.text(one.fr, one.en) for one in lines.text],
    )
