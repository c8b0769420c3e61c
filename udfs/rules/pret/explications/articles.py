"""Where the steps of a loan come from."""

from __future__ import annotations

from typing import Final

ARTICLE_4: Final = "Intracting, article 4"
ARTICLE_6_2: Final = "Intracting, article 6.2"
ARTICLE_6_3: Final = "Intracting, article 6.3"
ARTICLE_6_3_2: Final = "Intracting, article 6.3.2"
ANNEXE_2C: Final = "Intracting, annexe 2-C"
ANNEXE_2E: Final = "Intracting, annexe 2-E"
ETAT_DETTE: Final = "Instruction M57, état de la dette"
COMPTE_66112: Final = "Instruction M57, compte 66112"
