"""Writes the catalogue as a French reference in Markdown (``docs/formules.md``).

Everything in it comes from the catalogue and the assumptions, so the document cannot
say other than the formulas do. Whoever calls :func:`render` brings the evaluation of
the examples: this package knows no engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from pycog.assumptions import ASSUMPTIONS, Assumption
from udfs.catalogue import Argument, Formula

#: How a result is shown → what the reference says of it.
RESULTS: Final[Mapping[str, str]] = {
    "rate": "un taux (0,9 s'affiche 90 %)",
    "evolution": "une évolution en pourcentage, à deux décimales",
    "amount": "un montant en euros",
    "days": "un délai, en jours",
    "date": "une date",
    "number": "un nombre, dans l'unité de l'objectif ou de la valeur donnée",
    "text": "un texte",
    "table": "un tableau de plusieurs lignes et colonnes",
}
#: Results that the arguments decide.
_FIELD_RESULT: Final = "un texte ou un nombre, selon le champ demandé"
_DELAY_RESULT: Final = "un délai, dans l'unité des délais donnés"

_HEAD: Final = """\
# Formules COG_

Référence des {count} formules, produite par `make generated` à partir du catalogue : ne la modifiez
pas à la main. Le [guide de l'utilisateur](guide-utilisateur.md) explique comment s'en servir.

## Règles communes

- Les formules s'écrivent ici comme dans un Excel français : arguments séparés par `;`, virgule
  décimale. Un argument entre crochets est facultatif.
- Chaque argument accepte une cellule ou une plage. Pour plusieurs plages de même taille, le
  résultat a leur taille ; une cellule, une ligne ou une colonne seule est répétée. Là où une plage
  n'a pas de vis-à-vis, le résultat est `#N/A`. Un argument marqué « plage » est lu d'un bloc.
- Un nombre peut être saisi en texte comme on l'écrit : `12 000`, `76,50 %`, `7 j`, `1 200 €`. Un
  texte qui se lit de deux façons est refusé.
- Une cellule vide ne vaut jamais zéro.
- Une saisie à corriger donne `#VALEUR!` ; une valeur qui n'existe pas donne `#N/A`. `pycog refresh`
  et `pycog explain` en donnent la raison. Une erreur reçue en argument est rendue telle quelle.
"""


class Worked(NamedTuple):
    """An example worked out.

    Attributes:
        formula: As typed in a French Excel, with its equals sign.
        result: As a French officer reads it.
    """

    formula: str
    result: str


def render(formulas: Mapping[str, Formula], work: Callable[[Formula], Worked]) -> str:
    """Return the reference of some formulas.

    Args:
        formulas: The catalogue, by Excel name.
        work: Evaluates the example of a formula.

    Raises:
        ValueError: A formula has no example.
    """
    headings = list(dict.fromkeys(formula.category for formula in formulas.values()))
    lines = [_HEAD.format(count=len(formulas)), "## Sommaire\n"]
    for heading in headings:
        names = [formula.name for formula in _under(heading, formulas)]
        links = ", ".join(f"[`{name}`](#{name.lower()})" for name in names)
        lines.append(f"- {heading} : {links}")
    lines.append("")
    for heading in headings:
        lines.append(f"## {heading}\n")
        for formula in _under(heading, formulas):
            lines += _formula(formula, work(formula))
    return "\n".join([*lines, *_assumptions(formulas.values())])


def _under(heading: str, formulas: Mapping[str, Formula]) -> list[Formula]:
    return [formula for formula in formulas.values() if formula.category == heading]


def _formula(formula: Formula, worked: Worked) -> list[str]:
    if not formula.example:
        raise ValueError(f"{formula.name} has no example")
    lines = [f"### {formula.name}\n", f"`{formula.signature}`\n", f"{formula.help}\n"]
    if formula.arguments:
        lines += ["| Argument | Facultatif | Signification |", "|---|---|---|"]
        lines += [_argument(argument) for argument in formula.arguments]
        lines.append("")
    lines += [
        f"- Résultat : {result_of(formula)}.",
        f"- Exemple : `{worked.formula}` donne **{worked.result}**.",
        f"- Source : {formula.source}.",
    ]
    if formula.assumptions:
        links = (f"[{key}](#hypothese-{key})" for key in formula.assumptions)
        lines.append(f"- Hypothèses : {', '.join(links)}.")
    return [*lines, ""]


def _argument(argument: Argument) -> str:
    name, meaning = _cell(name_of(argument)), _cell(meaning_of(argument))
    return f"| {name} | {'oui' if argument.optional else 'non'} | {meaning} |"


def name_of(argument: Argument) -> str:
    """Return the French name of an argument, marked where it takes a whole range."""
    return f"{argument.label} (plage)" if argument.whole else argument.label


def meaning_of(argument: Argument) -> str:
    """Return the meaning of an argument, with the accepted values where it does not list them."""
    meaning = argument.help
    if any(f"« {choice} »" not in meaning for choice in argument.choices):
        listed = ", ".join(f"« {choice} »" for choice in argument.choices)
        meaning += f" Valeurs admises : {listed}."
    return meaning


def result_of(formula: Formula) -> str:
    """Say in French what a formula gives."""
    if any(argument.name == "field" for argument in formula.arguments):
        return _FIELD_RESULT
    if formula.returns == "days" and any(argument.whole for argument in formula.arguments):
        return _DELAY_RESULT
    return RESULTS[formula.returns]


def _cell(text: str) -> str:
    """Escape what a Markdown table would take for the end of a cell."""
    return text.replace("|", "\\|")


def _assumptions(formulas: Iterable[Formula]) -> list[str]:
    users: dict[str, list[str]] = {}
    for formula in formulas:
        for key in formula.assumptions:
            users.setdefault(key, []).append(formula.name)
    lines = [
        "## Hypothèses\n",
        "Ce que les sources ne disent pas et que pycog a dû décider. `pycog assumptions` donne la "
        "même liste.\n",
    ]
    for assumption in ASSUMPTIONS:
        lines += _assumption(assumption, users.get(assumption.id, []))
    return lines


def _assumption(assumption: Assumption, users: list[str]) -> list[str]:
    lines = [
        f'<a id="hypothese-{assumption.id}"></a>\n',
        f"### {assumption.title}\n",
        f"- Calcul : {assumption.statement}",
        f"- Source : {assumption.silence}",
        f"- Autre lecture : {assumption.alternative}",
    ]
    if users:
        links = ", ".join(f"[`{name}`](#{name.lower()})" for name in users)
        lines.append(f"- Formules : {links}.")
    return [*lines, ""]
