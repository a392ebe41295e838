"""The rules: what is looked for in the formulas and cells of a workbook."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pycog.audit.grid import Grid, Stored, holds_cases
from pycog.audit.numbers_as_text import number_in
from pycog.default_convention import NAME
from pycog.doctor import formula_calls
from pycog.doctor.diagnosis import Cell, Finding, Place, Rule, Sheet, Signatures, Workbook
from pycog.doctor.lost_direction import lost_directions
from pycog.doctor.mixed_scales import mixed_scales
from pycog.doctor.texts_in_formulas import texts_that_are_numbers
from pycog.errors import CellError
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.dependencies import Cell as Anywhere
from pycog.xlsx.dependencies import Readers, written_areas

#: Functions that Excel calculates again at every change.
VOLATILE = {"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT"}
#: What a sheet of validation cases shows on purpose: the refusal of a wrong call.
_MEANT = frozenset({"arguments-mal-comptes", "sens-perdu"})
_SHOWN = {
    "TODAY": "AUJOURDHUI",
    "NOW": "MAINTENANT",
    "RAND": "ALEA",
    "RANDBETWEEN": "ALEA.ENTRE.BORNES",
    "RANDARRAY": "TABLEAU.ALEAT",
    "OFFSET": "DECALER",
}
#: Values that only live while Excel calculates, or that tell of a missing add-in.
_STUCK = {"#BUSY!", "#GETTING_DATA", "#NAME?", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!"}
#: The same, pasted as text by an officer.
_STUCK_TEXT = {*_STUCK, "#NOM?", "#OCCUPE!", "#OCCUPÉ!", "#CHARGEMENT_DONNEES"}
_RULES = {
    "format": (
        "cog-en-mise-en-forme",
        "Excel n'appelle pas les formules COG_ dans une mise en forme conditionnelle : la règle ne "
        "s'applique jamais.",
    ),
    "validation": (
        "cog-en-validation",
        "Excel n'appelle pas les formules COG_ dans une validation des données : le contrôle ne "
        "joue pas.",
    ),
    "nom": (
        "cog-en-nom",
        "Excel n'appelle pas les formules COG_ dans un nom défini : les cellules qui l'emploient "
        "affichent #NOM?.",
    ),
}


def examine(workbook: Workbook, signatures: Signatures) -> list[Finding]:
    """Return what is wrong in a workbook, in the order of its sheets and cells.

    Args:
        workbook: The workbook.
        signatures: The functions that exist, with their numbers of arguments.
    """
    found: list[tuple[int, Place, Finding]] = []
    volatile = _fed_by_volatile(workbook)
    grids = [_grid(sheet) for sheet in workbook.sheets]
    for number, sheet in enumerate(workbook.sheets):
        meant = _MEANT if holds_cases(grids[number]) else frozenset()
        for place, cell in sheet.cells.items():
            for finding in _cell(workbook, sheet, place, cell, signatures):
                if finding.code not in meant:
                    found.append((number, place, finding))
            source = volatile.get((sheet.name, *place))
            if source is not None and formula_calls.calls_in(cell.formula):
                found.append((number, place, _volatile(sheet, place, cell, source)))
    for number, place, text in texts_that_are_numbers(workbook, grids):
        found.append((number, place, _number(workbook.sheets[number], place, text)))
    for number, grid in enumerate(grids):
        for finding in mixed_scales(grid):
            first = formulas.cell_reference(finding.cell.partition(",")[0].partition(":")[0])
            found.append((number, first[1:] if first else (0, 0), finding))
    found.sort(key=lambda entry: (entry[0], entry[1]))
    outside = [finding for rule in workbook.rules for finding in _rule(rule)]
    if workbook.lacking:
        outside.append(_lacking(workbook))
    return [finding for _, _, finding in found] + outside


def _lacking(workbook: Workbook) -> Finding:
    """Report that formulas which name no convention get none."""
    given = (rule.formula for rule in workbook.rules if rule.place.upper() == NAME)
    return Finding(
        "convention-du-classeur",
        "",
        NAME,
        f"={next(given, '')}",
        f"{workbook.lacking} Les formules COG_ qui ne nomment pas de convention sont en erreur.",
        "Corrigez ce nom dans Formules, Gestionnaire de noms, ou ajoutez le dossier de la "
        "convention (--conventions).",
    )


def _cell(
    workbook: Workbook, sheet: Sheet, place: Place, cell: Cell, signatures: Signatures
) -> Iterator[Finding]:
    where = address(*place)
    ours = formula_calls.calls_in(cell.formula)
    if ours and not cell.shared:
        yield from _spelling(workbook, sheet, where, cell.formula, ours)
        yield from _functions(sheet.name, where, cell.formula, ours, signatures)
        yield from lost_directions(workbook, sheet, place, cell.formula)
    if isinstance(cell.value, CellError) and cell.value.kind in _STUCK:
        yield _stuck(sheet.name, where, cell, bool(ours))
    elif not cell.formula and cell.value in _STUCK_TEXT:
        yield _stuck(sheet.name, where, cell, False)


def _spelling(
    workbook: Workbook, sheet: Sheet, where: str, formula: str, ours: list[tuple[str, str]]
) -> Iterator[Finding]:
    healthy = formula_calls.STORED if workbook.stored else ""
    wrong = [(prefix, name) for prefix, name in ours if prefix != healthy]
    if not wrong:
        return
    prefix, name = wrong[0]
    if prefix:
        yield Finding(
            "appel-abime",
            sheet.name,
            where,
            f"={formula}",
            f"L'appel de {name} est abîmé ({prefix}) : Excel y voit la fonction d'un autre fichier "
            "et affiche #NOM?.",
            f"Réparez le classeur avec pycog doctor --repair, ou retapez ={name}(…) dans Excel."
            if workbook.stored
            else f"Retapez la formule : ={name}(…).",
            repairable=workbook.stored and sheet.editable,
        )
    else:
        yield Finding(
            "appel-non-rattache",
            sheet.name,
            where,
            f"={formula}",
            f"{name} est enregistrée sans la marque du complément : Excel affiche #NOM? tant que "
            "la formule n'est pas retapée.",
            "Réparez le classeur avec pycog doctor --repair.",
            repairable=sheet.editable,
        )


def _functions(
    sheet: str, where: str, formula: str, ours: list[tuple[str, str]], signatures: Signatures
) -> Iterator[Finding]:
    for name in dict.fromkeys(name for _, name in ours):
        if name not in signatures:
            near = difflib.get_close_matches(name, signatures, 1, 0.6)
            yield Finding(
                "fonction-inconnue",
                sheet,
                where,
                f"={formula}",
                f"La fonction {name} n'existe pas : la cellule affiche #NOM?.",
                f"Vouliez-vous {near[0]} ?" if near else "pycog functions liste les fonctions.",
            )
    for name, count in _counts(formula):
        fewest, most = signatures.get(name, (count, count))
        if not fewest <= count <= most:
            expected = str(fewest) if fewest == most else f"{fewest} à {most}"
            yield Finding(
                "arguments-mal-comptes",
                sheet,
                where,
                f"={formula}",
                f"{name} reçoit {count} argument{'s' if count > 1 else ''} au lieu de {expected} : "
                "Excel refuse la formule ou affiche #VALEUR!.",
                f"Corrigez la formule ; pycog functions {name} donne ses arguments.",
            )


def _counts(formula: str) -> Iterator[tuple[str, int]]:
    """Give each call of ours with its number of arguments."""
    open_calls: list[list[object]] = []
    for token in formulas.tokens(formula):
        if token.subkind == "open":
            found = formula_calls.called(token.text.rstrip()[:-1]) if token.kind == "func" else None
            open_calls.append([found[1] if found else "", 0, False])
        elif token.subkind == "close" and open_calls:
            name, separators, filled = open_calls.pop()
            if name:
                assert isinstance(name, str) and isinstance(separators, int)
                yield name, separators + 1 if separators or filled else 0
            if open_calls:
                open_calls[-1][2] = True
        elif token.kind == "sep" and open_calls and token.subkind == "arg":
            open_calls[-1][1] = int(str(open_calls[-1][1])) + 1
        elif token.kind != "whitespace" and open_calls:
            open_calls[-1][2] = True


def _stuck(sheet: str, where: str, cell: Cell, ours: bool) -> Finding:
    shown = cell.value.kind if isinstance(cell.value, CellError) else str(cell.value)
    if ours:
        remedy = "Recalculez le classeur avec pycog refresh, ou ouvrez-le avec le complément."
    elif cell.formula:
        remedy = (
            "Recalculez avec pycog refresh ; si l'erreur reste, vérifiez les noms de fonctions "
            "et de plages de la formule."
        )
    else:
        remedy = "Saisissez de nouveau la valeur : l'erreur a été collée à sa place."
    return Finding(
        "erreur-figee",
        sheet,
        where,
        f"={cell.formula}" if cell.formula else shown,
        f"La cellule est restée à {shown} : ce qui la lit est faux aussi.",
        remedy,
    )


def _grid(sheet: Sheet) -> Grid:
    """Return the values of a sheet in the form that the audit takes."""
    cells = {
        (row - 1, column - 1): Stored(cell.value)
        if not isinstance(cell.value, CellError)
        else Stored(cell.value.kind, error=True)
        for (row, column), cell in sheet.cells.items()
        if cell.value is not None
    }
    formulas = (
        (row - 1, column - 1) for (row, column), cell in sheet.cells.items() if cell.formula
    )
    return Grid(sheet.name, cells, formulas=frozenset(formulas))


def _number(sheet: Sheet, place: Place, text: str) -> Finding:
    if number_in(text) is None:
        return Finding(
            "nombre-en-texte",
            sheet.name,
            address(*place),
            text,
            "Ce nombre est enregistré comme du texte, et plusieurs lectures en sont possibles : "
            "Excel ne le compte pas dans une somme.",
            "Saisissez-le de nouveau, comme un nombre.",
        )
    return Finding(
        "nombre-en-texte",
        sheet.name,
        address(*place),
        text,
        "Ce nombre est enregistré comme du texte : Excel ne le compte pas dans une somme.",
        "Saisissez-le de nouveau, ou réparez le classeur avec pycog doctor --repair.",
        repairable=sheet.editable,
    )


def _volatile(sheet: Sheet, place: Place, cell: Cell, source: str) -> Finding:
    return Finding(
        "entree-volatile",
        sheet.name,
        address(*place),
        f"={cell.formula}",
        f"La formule COG_ dépend de {source}, qu'Excel recalcule à chaque saisie : le classeur "
        "devient lent et son résultat change sans qu'on y touche.",
        "Saisissez la date ou la valeur dans une cellule et faites-y référence.",
    )


def _rule(rule: Rule) -> Iterator[Finding]:
    if formula_calls.calls_in(rule.formula):
        code, meaning = _RULES[rule.kind]
        yield Finding(
            code,
            rule.sheet,
            rule.place,
            f"={rule.formula}",
            meaning,
            "Mettez la formule dans une cellule, et testez cette cellule.",
        )


def _fed_by_volatile(workbook: Workbook) -> dict[Anywhere, str]:
    """Return the formulas that a volatile function feeds, and what feeds them, in French."""
    found: dict[Anywhere, str] = {}
    volatile: dict[Anywhere, str] = {}
    readers = Readers({})
    for sheet in workbook.sheets:
        for place, cell in sheet.cells.items():
            if not cell.formula:
                continue
            here = (sheet.name, *place)
            name = _volatile_call(cell.formula)
            if name:
                volatile[here] = f"{_SHOWN.get(name, name)}() en {sheet.name}!{address(*place)}"
                found[here] = f"{_SHOWN.get(name, name)}()"
            else:
                readers.add(here, written_areas(cell.formula, sheet.name))
    first = next(iter(volatile.values()), "")
    for cell_place in readers.reached(volatile):
        found[cell_place] = first
    return found


def _volatile_call(formula: str) -> str:
    upper = formula.upper()
    if not any(f"{name}(" in upper for name in VOLATILE):
        return ""
    try:
        names = [name.upper().rpartition(".")[2] for name in formulas.functions_in(formula)]
    except formulas.Unsupported:
        return ""
    return next((name for name in names if name in VOLATILE), "")
