"""Small convention folders, written table by table."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pycog import conventions

DESCRIPTION = """\
id = "essai"
titre = "Convention d'essai 2020-2021"
titre_court = "COG ESSAI 2020-2021"
parties = ["État", "Organisme d'essai"]
annees = [2020, 2021]
annee_reference = 2019
document = "Convention d'essai"
statut = "projet"
version = "1"

[[fonds]]
id = "FA"
titre = "Fonds d'essai"
annexe = "annexe 1"
unite = "€"
"""

INDICATORS = """\
numéro;libellé;thème;fiche;outil;unité;sens;section;source;note
1;Taux d'appels décrochés;Accueil;;Requête;%;hausse;1.1;annexe 2, indicateur 1;
2;Délai de réponse;Accueil;;Requête;jours;baisse;1.1;annexe 2, indicateur 2;
"""

STATEMENTS = """\
indicateur;année;lieu;rôle;imprimé;lecture;période;numéro imprimé;source;note
1;2019;annexe;réalisé;77%;;;;annexe 2, indicateur 1;
1;2020-2021;annexe;cible;90%;;;;annexe 2, indicateur 1;
2;2020;annexe;cible;7 j;;;;annexe 2, indicateur 2;
2;2021;annexe;cible;5 j;;;;annexe 2, indicateur 2;
"""

LINES = """\
fonds;clé;libellé;nature;groupe;rôle;parties;équilibre;source;note
FA;depenses;Dépenses;limitatif;;titre;;;annexe 1;
FA;personnel;Personnel;limitatif;personnel;ligne;;;annexe 1;
FA;fonctionnement;Fonctionnement;limitatif;fonctionnement;ligne;;;annexe 1;
FA;total;Total des dépenses;;;total;personnel fonctionnement;;annexe 1;
FA;dotation;Dotation;recette;recettes;recette;;total;annexe 1;
"""

AMOUNTS = """\
fonds;ligne;colonne;imprimé
FA;personnel;2019;100
FA;personnel;2020;110
FA;personnel;2021;120
FA;personnel;total;230
FA;personnel;évolution;20,00%
FA;fonctionnement;2019;50
FA;fonctionnement;2020;40
FA;fonctionnement;2021;45
FA;fonctionnement;total;85
FA;fonctionnement;évolution;NS
FA;total;2019;150
FA;total;2020;150
FA;total;2021;165
FA;total;total;315
FA;total;évolution;10,00%
FA;dotation;2019;150
FA;dotation;2020;150
FA;dotation;2021;165
FA;dotation;total;315
FA;dotation;évolution;
"""

TABLES = {
    "convention.toml": DESCRIPTION,
    "indicators.csv": INDICATORS,
    "statements.csv": STATEMENTS,
    "budget_lines.csv": LINES,
    "budget_amounts.csv": AMOUNTS,
}

WriteFolder = Callable[..., Path]


@pytest.fixture
def write_folder(tmp_path: Path) -> WriteFolder:
    """Write the sound folder ``essai``, some tables replaced, left out or edited.

    Keyword arguments name a file with ``_`` for ``.``; the value is its new text,
    ``None`` to leave it out, or a pair (old, new) that must occur in it once.
    """

    def write(**changes: str | tuple[str, str] | None) -> Path:
        folder = tmp_path / "essai"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        texts: dict[str, str | None] = dict(TABLES)
        for name, change in changes.items():
            stem, _, extension = name.rpartition("_")
            file = f"{stem}.{extension}"
            if isinstance(change, tuple):
                old, new = change
                text = texts[file]
                assert text is not None and text.count(old) == 1, (file, old)
                texts[file] = text.replace(old, new)
            else:
                texts[file] = change
        for file, text in texts.items():
            if text is not None:
                (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture(autouse=True)
def _no_other_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the folders of whoever runs the tests away from them."""
    monkeypatch.delenv(conventions.VARIABLE, raising=False)
