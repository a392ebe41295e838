"""``pycog audit`` reads an equipped workbook through its map, and not what pycog wrote."""

from __future__ import annotations

from openpyxl import Workbook

from pycog.annexes import audit_workbook


def test_the_sheets_of_pycog_are_left_out(annex, run, tmp_path):
    _, done = run(annex)
    equipped = tmp_path / "equipe.xlsx"
    equipped.write_bytes(done.data)
    before = {(one.place, one.recomputed) for one in audit_workbook(annex)}
    after = {(one.place, one.recomputed) for one in audit_workbook(equipped)}
    assert before and before <= after
    assert not [place for place, _ in after if place.startswith(("COG - ", "Corresp"))]


def test_a_total_is_added_up_as_the_agreement_does(run, tmp_path):
    """Its lines stand on another sheet: only the map knows what the total adds up."""
    book = Workbook()
    lines, totals = book.active, book.create_sheet("Totaux FNGA")
    lines.title = "FNGA"
    heads = ("Ligne", "Base COG 2013 (€)", "Exécuté 2013 (€)")
    for row in (heads, ("Personnel", 14_052_000, 13_921_450), ("Fonctionnement", 5_104_000, 5e6)):
        lines.append(row)
    for row in (
        heads,
        ("Total personnel et fonctionnement", 19_156_000, 19_000_000),
        ("Total des dépenses à caractère limitatif", 19_573_000, 19_200_000),
    ):
        totals.append(row)
    path = tmp_path / "fnga.xlsx"
    book.save(path)
    _, done = run(path)
    equipped = tmp_path / "equipe.xlsx"
    equipped.write_bytes(done.data)
    assert audit_workbook(path) == []
    (told,) = audit_workbook(equipped)
    # 13 921 450 + 5 000 000; the investments of the larger total are not in the workbook.
    assert told.place == "Totaux FNGA!C2"
    assert " ".join(told.recomputed.split()) == "18 921 450 €"
