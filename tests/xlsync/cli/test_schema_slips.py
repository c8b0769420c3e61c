"""A slip in a schema reaches a developer as one sentence with its file and line, whatever the command."""

from __future__ import annotations

import pytest

from tests.kinds import HOME
from tests.xlsync.cli.running import refused, xlsync
from xlsync.annexes import also_in
from xlsync.annexes.loader import forget

SLIP = "nulable: false"


@pytest.mark.parametrize(
    "command",
    [["draw", "essai"], ["add", "essai/autre"], ["build", "--out", "annexes"], ["build", "essai/exemple"]],
)
@pytest.mark.parametrize(
    ("language", "said"), [("fr", "essai.yaml, ligne {}"), ("en", "essai.yaml, line {}")]
)
def test_a_slip_is_one_sentence(essai, tmp_path, command, language, said):
    text = (HOME / "annexes" / "essai.yaml").read_text(encoding="utf-8").replace("nullable: false", SLIP, 1)
    line = 1 + next(rank for rank, one in enumerate(text.splitlines()) if SLIP in one)
    folder = tmp_path / "genres"
    folder.mkdir()
    (folder / "essai.yaml").write_text(text, encoding="utf-8")
    with also_in(folder):
        outcome = xlsync(*command, "--lang", language, folder=tmp_path)
    forget()
    refused(outcome)
    assert said.format(line) in outcome.sentences[0]
    assert "nullable" in outcome.sentences[0]
