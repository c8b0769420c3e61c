"""How each system is told to trust the server's certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from udfs.errors import Text


class Instructions(NamedTuple):
    """What to type.

    Attributes:
        commands: For each system.
        text: The same with explanations, to read.
    """

    commands: Mapping[str, Sequence[str]]
    text: Sequence[Text]


def instructions(authority: Path) -> Instructions:
    """How to trust an authority, on Windows, macOS and Debian.

    Args:
        authority: Its certificate.
    """
    commands = _commands(authority)
    text = [
        Text(
            f"Certificat de l’autorité locale : {authority}",
            f"Certificate of the local authority: {authority}",
        ),
        Text(
            "Cette autorité, faite sur cette machine, ne peut certifier que localhost et 127.0.0.1. Excel et "
            "les navigateurs chargent le complément une fois qu’ils lui font confiance ; Calc n’en a pas "
            "besoin.",
            "This authority, made on this machine, can only vouch for localhost and 127.0.0.1. Excel and "
            "browsers load the add-in once they trust it; Calc does not need it.",
        ),
    ]
    for name, title in _TITLES.items():
        text.append(title)
        text += [Text(f"    {command}", f"    {command}") for command in commands[name]]
    text.append(
        Text(
            "Pour ne plus lui faire confiance, retirez « xlsync (localhost) » du même magasin.",
            "To trust it no longer, remove “xlsync (localhost)” from the same store.",
        )
    )
    return Instructions(commands, text)


_TITLES = {
    "windows": Text(
        "Windows (pour l’utilisateur, sans droits d’administration) :",
        "Windows (for the user, no administration rights):",
    ),
    "macos": Text("macOS :", "macOS:"),
    "debian": Text("Debian et Ubuntu (le système) :", "Debian and Ubuntu (the system):"),
    "chromium": Text(
        "Chromium et Chrome sous Linux (paquet libnss3-tools) :",
        "Chromium and Chrome on Linux (package libnss3-tools):",
    ),
    "firefox": Text(
        "Firefox : about:preferences#privacy, Certificats, Autorités, Importer",
        "Firefox: about:preferences#privacy, Certificates, Authorities, Import",
    ),
}


def _commands(authority: Path) -> dict[str, list[str]]:
    return {
        "windows": [f'certutil -user -addstore Root "{authority}"'],
        "macos": [
            f'security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db "{authority}"'
        ],
        "debian": [
            f'sudo cp "{authority}" /usr/local/share/ca-certificates/xlsync.crt',
            "sudo update-ca-certificates",
        ],
        "chromium": [f'certutil -d sql:"$HOME/.pki/nssdb" -A -t C,, -n xlsync -i "{authority}"'],
        "firefox": [],
    }
