"""What the assistant offers and asks is of the agreement that is meant, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog import conventions
from pycog.conventions import load, using
from pycog.default_convention import SHIPPED
from pycog.dialogue.answering import Context, State, reply
from pycog.dialogue.answers import Answer
from pycog.dialogue.intents import load_intents
from pycog.dialogue.offered import groups, offered, silence
from tests.agreements import write_tables
from tests.annexes.test_made_up_agreements import assert_own_words
from tests.made_up import ALIZE, BRUME, CIRRUS, MADE_UP, MadeUp, known_in
from udfs.hosts.engine import EngineHost

OWN = pytest.mark.parametrize("own", MADE_UP, ids=lambda one: one.id)
#: Facts of the examples of the data, which are those of the agreement that comes with pycog.
EXAMPLES = ("2011", "2012", "2013", "2014", "2015", "fiche 16", "Isère", "Personnel",
            "Fonctionnement", "Investissement")  # fmt: skip


@pytest.fixture(scope="module")
def host() -> EngineHost:
    return EngineHost()


@pytest.fixture(scope="module", autouse=True)
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the three agreements, known while the tests of this file run."""
    with known_in(tmp_path_factory.mktemp("accords")) as root:
        yield root


def everything(answer: Answer) -> str:
    rows = answer.table.rows if answer.table else ()
    return " ".join([answer.text, *answer.choices, *(str(cell) for row in rows for cell in row)])


@OWN
@pytest.mark.parametrize(
    "question",
    ["que sais-tu faire ?", "blabla", "budget de personnel 2024", "qui décide un virement ?",
     "délai d'approbation du budget", "puis-je virer des crédits ?", "quelle date limite ?",
     "combien puis-je reporter ?", "chiffre d'affaires ?", "fiche", "quel est l'objectif ?"],
)  # fmt: skip
def test_nothing_of_another_agreement_is_offered(
    host: EngineHost, own: MadeUp, question: str
) -> None:
    with using(own.id):
        said = everything(reply(question, State(), Context(host)))
    assert_own_words(said, own, question)
    for word in EXAMPLES:
        assert word not in said, (word, said)


@OWN
def test_what_is_offered_is_about_its_own_tables(own: MadeUp) -> None:
    convention = load(own.id)
    found = offered(convention, *load_intents().values())
    assert found
    text = " ".join(found)
    assert ("indicateur" in text) is bool(convention.indicators)
    assert ("« " in text) is bool(convention.funds or convention.milestones)
    assert "{" not in text


def test_the_examples_stay_those_of_the_shipped_agreement() -> None:
    intents = load_intents().values()
    assert offered(load(SHIPPED), *intents) == tuple(one.examples[0] for one in intents)
    assert groups(load(SHIPPED)) == ("Personnel", "Fonctionnement", "Investissement")


def test_what_an_agreement_does_not_have_is_said_before_anything_is_asked() -> None:
    transfer = load_intents()["virement"]
    assert silence(load(ALIZE.id), transfer).endswith("n'a pas de budget.")
    assert silence(load(BRUME.id), transfer).endswith("ne donne aucune règle de budget.")
    assert silence(load(CIRRUS.id), load_intents()["objectif"]) == ""
    assert silence(load(SHIPPED), transfer) == ""


LABEL = "quel est l'objectif 2024 du taux de dossiers liquidés à la date d'effet ?"


def test_a_label_that_one_other_agreement_has_is_answered_from_it(host: EngineHost) -> None:
    answer = reply(LABEL, State(), Context(host))
    assert answer.text.startswith("CPG Alizé 2023-2026 : ")
    assert answer.value == 0.88


def test_a_label_that_two_other_agreements_have_is_asked_back(
    host: EngineHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = ALIZE.files["convention.toml"].replace(ALIZE.id, "zonda-2023-2026")
    files = {**ALIZE.files, "convention.toml": about.replace("Alizé", "Zonda")}
    write_tables(tmp_path / "zonda-2023-2026", files)
    ALIZE.write(tmp_path)
    monkeypatch.setenv(conventions.VARIABLE, str(tmp_path))
    answer = reply(LABEL, State(), Context(host))
    assert [one[-len("(CPG Zonda 2023-2026)") :] for one in answer.choices] == [
        "(CPG Alizé 2023-2026)", "(CPG Zonda 2023-2026)",
    ]  # fmt: skip
    chosen = reply("cible 2025 de l'indicateur 1.1 de la caisse Zonda", State(), Context(host))
    assert chosen.text.startswith("CPG Zonda 2023-2026 : ") and chosen.value == 0.9
