"""Workbooks of columns filled down at random, from the sentences of a small grammar."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import xlsxwriter

ROWS = 24
_TARGETS = ("90%", "95%", "76,50%", "<5%", "98%", "à définir")
_SIGNS = (">=", ">", "<", "<=", "=", "<>")
Written = Callable[[], str]


class Sentences:
    """Writes formulas of which ``#`` is the row."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.columns = list("ABCDE")

    def formula(self) -> str:
        """Write a formula that may read every column written before."""
        return self.random.choice([self.number, self.number, self.test, self.text])(2)

    def cell(self) -> str:
        return f"{self.random.choice(['', '', '$'])}{self.random.choice(self.columns)}#"

    def number(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.3:
            constant = self.random.choice(["1", "0.5", "2", "100", "0.9", "1E-3", "10%"])
            return self.cell() if self.random.random() < 0.75 else constant

        def one() -> str:
            return self.number(depth - 1)

        places = self.random.randint(0, 3)
        written: list[Written] = [
            lambda: f"{one()}+{one()}",
            lambda: f"({one()}-{one()})",
            lambda: f"{one()}*({one()})",
            lambda: f"({one()})/({one()})",
            lambda: f"-{one()}",
            lambda: f"{one()}%",
            lambda: f"MIN({one()},{one()})",
            lambda: f"MAX({one()},{one()},{one()})",
            lambda: f"ROUND({one()},{places})",
            lambda: f"ROUNDUP({one()},1)",
            lambda: f"SUM({self.random.choice('ABC')}#:E#)",
            lambda: f"SUM(A#,B#,{one()})",
            lambda: f"ABS({one()})",
            lambda: f"INT({one()})",
            lambda: f"MOD({one()},3)",
            lambda: f"IF({self.test(depth - 1)},{one()},{one()})",
            lambda: f"IFERROR({one()},{one()})",
            lambda: f"VLOOKUP(F#,Barème!$A$1:$C$12,{self.random.randint(2, 3)},FALSE)",
            lambda: "MATCH(F#,Barème!$A$1:$A$12,0)",
            lambda: f"$K$1*{one()}",
            lambda: f"Barème!$B$2+{one()}",
            lambda: f"Barème!B#+{one()}",
            lambda: f"_xldudf_COG_GAP({one()},G#)",
        ]
        return self.random.choice(written)()

    def test(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.5:
            sign = self.random.choice(_SIGNS)
            return f"{self.number(depth - 1)}{sign}{self.number(depth - 1)}"
        written: list[Written] = [
            lambda: f"AND({self.test(depth - 1)},{self.test(depth - 1)})",
            lambda: f"OR({self.test(depth - 1)},{self.test(depth - 1)})",
            lambda: f"NOT({self.test(depth - 1)})",
            lambda: f"ISBLANK({self.cell()})",
            lambda: f"ISNUMBER({self.cell()})",
            lambda: f"ISTEXT({self.cell()})",
            lambda: f'{self.cell()}=""',
            lambda: f'{self.cell()}<>"abc"',
        ]
        return self.random.choice(written)()

    def text(self, depth: int) -> str:
        written: list[Written] = [
            lambda: f'IF({self.test(depth - 1)},"oui","non")',
            lambda: f'{self.cell()}&" x "&{self.cell()}',
            lambda: f"LEFT({self.cell()},2)",
            lambda: f"UPPER({self.cell()})",
            lambda: f"_xldudf_COG_STATUS({self.cell()},G#)",
            lambda: f'IF({self.cell()}="","",{self.number(depth - 1)})',
        ]
        return self.random.choice(written)()


def _number(random: Random) -> float:
    return random.choice(
        [
            round(random.uniform(-1000, 1000), random.randint(0, 4)),
            random.randint(-100, 100) / 8,
            random.uniform(-1, 1) * 10 ** random.randint(-9, 9),
            0.9 + random.randint(-3, 3) * 1e-16,
            float(random.randint(-3, 3)),
            random.randint(0, 1000) / 1000,
        ]
    )


def _cell(random: Random, kind: str) -> object:
    if kind == "blank" and random.random() < 0.4:
        return None
    if kind == "mixed" and random.random() < 0.4:
        return random.choice([None, "abc", "ABC", "é", "12", "x y", True, False])
    if kind == "key":
        return random.randint(1, 12)
    return random.choice(_TARGETS) if kind == "target" else _number(random)


def workbook(seed: int) -> bytes:
    """Make a workbook: seven columns of values, five of formulas, three totals below."""
    random = Random(seed)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, scale = book.add_worksheet("Suivi"), book.add_worksheet("Barème")
    dated = book.add_format({"num_format": "dd/mm/yyyy"}) if random.random() < 0.3 else None
    wild = random.random()
    kinds = ["num", "num", "num", "num", "num", "key", "target"]
    kinds[1] = random.choice(["num", "blank", "mixed"]) if wild < 0.6 else "num"
    kinds[3] = random.choice(["num", "blank", "mixed"]) if wild < 0.3 else "num"
    for row in range(ROWS + 1):
        scale.write_row(row, 0, [row + 1, _number(random), _number(random)])
    sheet.write(0, 10, _number(random))
    sentences = Sentences(random)
    for row in range(1, ROWS + 1):
        for column, kind in enumerate(kinds):
            if dated and column == 1:
                sheet.write_number(row, column, 40_000 + random.randint(0, 5000), dated)
            elif (value := _cell(random, kind)) is not None:
                sheet.write(row, column, value)
    for column in range(11, 16):
        formula = sentences.formula()
        for row in range(1, ROWS + 1):
            text = "=" + formula.replace("#", str(row + 1))
            if "COG_" in formula:
                sheet.write_dynamic_array_formula(row, column, row, column, text)
            else:
                sheet.write_formula(row, column, text)
        sentences.columns.append("LMNOP"[column - 11])
    last = ROWS + 1
    for column, total in enumerate(
        [f"=SUM(L2:L{last})", '=COUNTIF(N:N,"oui")', f"=MAX(M2:M{last})+O5"], start=11
    ):
        sheet.write_formula(last + 1, column, total)
    book.close()
    return stream.getvalue()
