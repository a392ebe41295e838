"""Laws of comparing two states: rows that come and go change no other figure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pycog.audit.grid import Grid, Stored
from pycog.journal.causes import MOST_CAUSES, Surroundings, Tracer
from pycog.journal.snapshots import SheetState, packed, unpacked
from pycog.journal.state_changes import CALCULATED, TYPED, compare_states
from pycog.reports.versions.version_sheets import labelled
from pycog.xlsx.relative_forms import Written

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=9)
#: Rows of one table: label, which is the row's alone, and figure.
TABLES = st.dictionaries(LETTERS, st.integers(0, 99), min_size=1, max_size=9)


def state(rows, formulas=None, name="Saisie"):
    """Return the state of one sheet: a heading, then a label and a figure a row."""
    cells = {(0, 0): Stored("Poste"), (0, 1): Stored("Montant")}
    for at, (label, value) in enumerate(rows, 1):
        cells[at, 0] = Stored(label)
        cells[at, 1] = Stored(value)
    written = {at: Written(text, at) for at, (text, _) in (formulas or {}).items()}
    cells |= {at: Stored(value) for at, (_, value) in (formulas or {}).items()}
    grid = Grid(name, cells, formulas=frozenset(written), written=written)
    return {name: SheetState(labelled(grid))}


def differences(compared):
    return {(one.sheet, one.cell): one.texts for one in compared.changes}


@given(TABLES)
def test_a_state_is_the_same_as_itself_and_as_what_is_read_back(table) -> None:
    one = state(table.items(), {(20, 3): ("SUM(B2:B9)", 5.5)})
    again = unpacked(packed(one))
    assert compare_states(one, one).changes == compare_states(one, again).changes == []
    assert again["Saisie"].grid.cells == one["Saisie"].grid.cells
    assert again["Saisie"].grid.written == one["Saisie"].grid.written


@given(TABLES, TABLES, st.data())
def test_rows_that_come_and_go_change_no_other(table, others, data) -> None:
    """Of a table some rows go and others come anywhere: what stays is not told as changed."""
    kept = {label: value for label, value in table.items() if data.draw(st.booleans())}
    new = {label: value for label, value in others.items() if label not in table}
    rows = list(kept.items())
    for one in new.items():
        rows.insert(data.draw(st.integers(0, len(rows))), one)
    before, after = state(table.items()), state(rows)
    compared = compare_states(before, after)
    told = {label for label, _ in rows} - set(kept)
    for at, (label, value) in enumerate(rows, 1):
        changed = [one for one in compared.changes if one.at == (at, 1) and one.kind != "retrait"]
        if label in kept and not changed:
            was = compared.before("Saisie", (at, 1))
            assert before["Saisie"].grid.cells[was].value == value
        elif label in kept:  # taken for another row: never without its label being told too
            assert any(one.at == (at, 0) for one in compared.changes)
        else:
            assert label in told


@given(TABLES, st.randoms())
def test_a_row_is_found_wherever_it_moved(table, chance) -> None:
    rows = list(table.items())
    chance.shuffle(rows)
    before, after = state(table.items()), state(rows)
    compared = compare_states(before, after)
    for at, (_, value) in enumerate(rows, 1):
        was = compared.before("Saisie", (at, 1))
        if was is None:
            continue  # it is told as new, which is true of its place
        changed = [one for one in compared.changes if one.at == (at, 1) and one.kind == TYPED]
        held = before["Saisie"].grid.cells[was].value
        assert held == value or [one.before.value for one in changed] == [held]


@given(st.integers(0, 99), st.integers(0, 99))
def test_an_entry_is_found_through_a_chain_of_any_length(old, new) -> None:
    def chain(value):
        formulas = {(0, 3): ("B2", value)}
        formulas |= {(row, 3): (f"D{row}+1", value + row) for row in range(1, 400)}
        return state([("loyers", value)], formulas)

    compared = compare_states(chain(old), chain(new))
    tracer = Tracer(chain(new), compared.changes, Surroundings())
    last = [one for one in compared.changes if one.at == (399, 3)]
    assert bool(last) == (old != new)
    for one in last:
        assert one.kind == CALCULATED
        (cause,) = tracer.reasons(one).causes
        assert (cause.place, cause.before, cause.after) == ("Saisie!B2", str(old), str(new))


def test_a_total_of_many_entries_names_the_first_and_says_that_there_are_more() -> None:
    rows = [(f"poste {chr(97 + n // 26)}{chr(97 + n % 26)}", n) for n in range(50)]
    more = [(label, value + 1) for label, value in rows]
    old = state(rows, {(60, 1): ("SUM(B2:B51)", 1225)})
    new = state(more, {(60, 1): ("SUM(B2:B51)", 1275)})
    compared = compare_states(old, new)
    (total,) = [one for one in compared.changes if one.at == (60, 1)]
    reasons = Tracer(new, compared.changes, Surroundings()).reasons(total)
    assert len(reasons.causes) == MOST_CAUSES and reasons.more


def test_formulas_that_read_each_other_come_to_an_end() -> None:
    def circle(value):
        return state(
            [("loyers", value)], {(0, 3): ("D2+B2", value + 1), (1, 3): ("D1*1", value + 1)}
        )

    compared = compare_states(circle(1), circle(2))
    tracer = Tracer(circle(2), compared.changes, Surroundings())
    places = {one.cell: set(tracer.reasons(one).causes) for one in compared.changes}
    assert "Saisie!B2" in {cause.place for cause in places["D1"]}


def test_a_sheet_that_is_new_or_gone_is_told_cell_by_cell() -> None:
    one, other = state([("loyers", 1)]), state([("loyers", 2)], name="Autre")
    found = differences(compare_states(one, one | other))
    assert found["Autre", "B2"] == ("(vide)", "2") and len(found) == 4
    gone = compare_states(one | other, one)
    assert {one.kind for one in gone.changes} == {"retrait"} and len(gone.changes) == 4
