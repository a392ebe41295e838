"""The native formulas that officers use, held against LibreOffice as a second calculator."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pycog.refresh import refresh_file
from pycog.xlsx.package import Package
from tests.waiting import PATIENCE

#: Column A: amounts, B: units, C: texts, D: dates (serials), E: rates, F: cash flows.
ROWS = [
    (12000.5, 3, "Personnel", 41275, 0.77, -1000),
    (8500, 5, "Fonctionnement", 41639, 0.9, 300),
    (-250.25, 8, "personnel", 42004, 0.855, 420),
    (0, 1, "Investissement", 42369, 0.033, 680),
    (99999.99, 13, "FNGA été", 44620, 1.2, None),
    (1e-9, 2, "", 44651, 0.5, None),
]

FORMULAS = """
SUM(A1:A6)
SUM(A1:A6,B1:B3,10)
SUM(A:A)
SUBTOTAL(9,A1:A6)
SUBTOTAL(1,B1:B6)
AVERAGE(A1:A6)
AVERAGE(F1:F6)
AVERAGEIF(B1:B6,">2",A1:A6)
AVERAGEIFS(A1:A6,B1:B6,">2",E1:E6,"<1")
SUMIF(C1:C6,"personnel",A1:A6)
SUMIF(B1:B6,">=5",A1:A6)
SUMIF(C1:C6,"*nn*",B1:B6)
SUMIFS(A1:A6,B1:B6,">1",E1:E6,"<=0.9")
COUNTIF(C1:C6,"Pers*")
COUNTIF(A1:A6,"<0")
COUNTIF(C1:C6,"")
COUNTIFS(B1:B6,">1",E1:E6,">0.5")
COUNT(A1:F6)
COUNTA(C1:C6)
COUNTBLANK(F1:F6)
SUMPRODUCT(A1:A6,B1:B6)
SUMPRODUCT((B1:B6>2)*(E1:E6<1)*A1:A6)
PRODUCT(B1:B6)
SUMSQ(B1:B6)
SUMXMY2(A1:A3,B1:B3)
MIN(A1:A6)
MAX(A1:A6)
MAXIFS(A1:A6,B1:B6,"<5")
MINIFS(A1:A6,B1:B6,">2")
LARGE(A1:A6,2)
SMALL(A1:A6,2)
RANK(A2,A1:A6)
RANK(A2,A1:A6,1)
MEDIAN(B1:B6)
MODE(1,2,2,3)
STDEV(B1:B6)
STDEVP(B1:B6)
VAR(B1:B6)
VARP(B1:B6)
PERCENTILE(B1:B6,0.9)
QUARTILE(B1:B6,1)
CORREL(A1:A6,B1:B6)
SLOPE(A1:A6,B1:B6)
INTERCEPT(A1:A6,B1:B6)
FORECAST(9,A1:A6,B1:B6)
GEOMEAN(B1:B6)
HARMEAN(B1:B6)
AVEDEV(B1:B6)
ROUND(A1/7,2)
ROUND(2.5,0)
ROUND(-2.5,0)
ROUND(1.005,2)
ROUND(1234.5,-2)
ROUNDUP(-2.1,0)
ROUNDDOWN(-2.9,0)
ROUNDUP(A1/7,1)
INT(-2.1)
TRUNC(-2.9)
TRUNC(3.14159,3)
CEILING(2.1,1)
FLOOR(2.9,1)
MROUND(17,5)
EVEN(3)
ODD(2)
MOD(-3,5)
MOD(7,-3)
MOD(10.5,3)
QUOTIENT(-7,2)
ABS(A3)
SIGN(A3)
SQRT(B3)
POWER(1.02,10)
2^-3
-2^2
10%*50
EXP(1)
LN(B5)
LOG(1000)
LOG(8,2)
LOG10(B2)
PI()
GCD(24,36)
LCM(4,6)
FACT(10)
COMBIN(8,3)
SIN(1)
ATAN2(1,2)
A1/B1
0.1+0.2=0.3
A1>B1
"a"="A"
"été"<"etf"
IF(E1>=0.9,"Atteint","Non atteint")
IF(A4,1,2)
IF(E1<0.5,1)
IFERROR(1/0,"vide")
IFERROR(VLOOKUP("absent",C1:E6,2,FALSE),0)
IFNA(MATCH(99,B1:B6,0),"absent")
IFS(E1>0.9,"A",E1>0.7,"B",TRUE,"C")
SWITCH(B1,1,"un",3,"trois","autre")
CHOOSE(2,"a","b","c")
AND(A1>0,B1>0)
OR(A1<0,B1<0)
XOR(TRUE,TRUE,TRUE)
NOT(A4)
ISBLANK(F5)
ISNUMBER(C1)
ISTEXT(C1)
ISERROR(1/0)
ISNA(NA())
ISEVEN(4)
N(TRUE)
TYPE("a")
ERROR.TYPE(1/0)
VLOOKUP("Fonctionnement",C1:E6,3,FALSE)
VLOOKUP(4,B1:C3,2,TRUE)
HLOOKUP("Personnel",C1:E6,2,FALSE)
LOOKUP(6,B1:B3,C1:C3)
MATCH("Investissement",C1:C6,0)
MATCH("Inv*",C1:C6,0)
MATCH(6,B1:B3,1)
INDEX(A1:F6,2,3)
SUM(INDEX(A1:B6,0,2))
SUM(INDEX(A1:A6,2):A4)
XLOOKUP("FNGA été",C1:C6,A1:A6)
XLOOKUP("absent",C1:C6,A1:A6,"rien")
SUM(OFFSET(A1,1,0,2,2))
INDIRECT("A"&2)
ROW(C5)
COLUMN(C5)
ROWS(A1:B6)
COLUMNS(A1:F1)
ADDRESS(2,3)
SUM(TRANSPOSE(B1:B6))
LEN("été")
LEFT(C1,4)
RIGHT(C1,3)
MID(C1,3,2)
UPPER("été")
LOWER("ÉTÉ")
PROPER("caisse d'assurance")
PROPER("l'été à l'ÎLE, 2ème")
UPPER(C1&lower("É")&12.5)
LOWER(C9)
TRIM("  a   b ")
CONCATENATE("a",1,TRUE)
C1&" "&B1
CONCAT(C1:C2)
TEXTJOIN("-",TRUE,C1:C6)
SUBSTITUTE("a-b-a","a","x")
SUBSTITUTE("a-b-a","a","x",2)
REPLACE("abcdef",2,3,"X")
FIND("n",C1)
SEARCH("N",C1)
REPT("ab",3)
EXACT("a","A")
CHAR(65)
CODE("A")
UNICHAR(233)
UNICODE("é")
CLEAN("a"&CHAR(10)&"b")
VALUE("12.5")
T(12)
TEXT(1234.567,"0.00")
TEXT(0.256,"0.0%")
TEXT(1234567,"#,##0")
TEXT(41275,"yyyy-mm-dd")
TEXT(5,"000")
FIXED(1234.567,1)
FIXED(1234.567,1,TRUE)
DATE(2012,2,29)
DATE(2012,14,1)
DATE(2012,1,0)
YEAR(D1)
MONTH(D2)
DAY(D3)
WEEKDAY(D1)
WEEKDAY(D1,2)
WEEKNUM(D1)
ISOWEEKNUM(D2)
EDATE(D1,1)
EDATE(DATE(2012,1,31),1)
EOMONTH(D1,1)
DATEDIF(D1,D5,"y")
DATEDIF(D1,D5,"m")
DATEDIF(D1,D5,"md")
DAYS(D2,D1)
DAYS360(D1,D2)
YEARFRAC(D1,D2)
YEARFRAC(D1,D5,1)
NETWORKDAYS(D1,D2)
WORKDAY(D1,20)
NETWORKDAYS.INTL(D1,D2,1)
WORKDAY.INTL(D1,20,1)
HOUR(0.75)
MINUTE(0.7604)
SECOND(0.76045)
TIME(18,30,0)
DATEVALUE("2012-06-15")
D2-D1
PMT(0.03/12,60,10000)
PV(0.03,10,-1000)
FV(0.03,10,-1000)
NPER(0.01,-100,5000)
RATE(60,-200,10000)
IPMT(0.03/12,1,60,10000)
PPMT(0.03/12,1,60,10000)
NPV(0.05,F1:F4)
IRR(F1:F4)
XNPV(0.05,F1:F4,D1:D4)
XIRR(F1:F4,D1:D4)
SLN(10000,1000,5)
SYD(10000,1000,5,1)
DDB(10000,1000,5,1)
DB(10000,1000,5,1)
EFFECT(0.05,12)
NOMINAL(0.05,12)
CUMIPMT(0.03/12,60,10000,1,12,0)
1/0
NA()
SQRT(-1)
"a"+1
"12"+1
INDEX(A1:A3,9)
B1:B6 B3:D3
""&A4
--TRUE
SUM(A1:A6*B1:B6)
""".strip().splitlines()

#: Where the two differ, and why. Only a difference that stands here is accepted, and it
#: must still be one. "Engine" marks those where Excel sides with LibreOffice.
DIFFERENCES = {
    'CONCATENATE("a",1,TRUE)': "LibreOffice writes TRUE as 1 in text.",
    "SQRT(-1)": "LibreOffice stores #VALUE! for #NUM!.",
    "INDEX(A1:A3,9)": "LibreOffice stores #VALUE! for #REF!.",
    'XLOOKUP("FNGA été",C1:C6,A1:A6)': "LibreOffice 7.4 lacks it.",
    'XLOOKUP("absent",C1:C6,A1:A6,"rien")': "LibreOffice 7.4 lacks it.",
}
#: Newer versions of LibreOffice know these.
MAY_AGREE = {formula for formula in DIFFERENCES if formula.startswith("XLOOKUP")}


@pytest.fixture(scope="module")
def calculated(
    tmp_path_factory: pytest.TempPathFactory, host, soffice: str
) -> tuple[list[object], list[object]]:
    """Return what pycog and LibreOffice find, in the order of the formulas."""
    folder = tmp_path_factory.mktemp("differentiel")
    path = folder / "calcul.xlsx"
    book = xlsxwriter.Workbook(path, {"use_future_functions": True})
    sheet = book.add_worksheet("Données")
    for row, line in enumerate(ROWS):
        for column, value in enumerate(line):
            if value not in (None, ""):
                sheet.write(row, column, value)
    for row, formula in enumerate(FORMULAS):
        sheet.write_formula(row, 7, f"={formula}", None, 77777)
    book.close()
    without_values(path)
    theirs = column_of(by_libreoffice(soffice, path, folder))
    report = refresh_file(path, host)
    assert report.refused is None and report.frozen == [], (report.refused, report.frozen)
    return column_of(path), theirs


def without_values(path: Path) -> None:
    """Leave the formulas without results, so that nobody can copy them."""
    package, part = Package.open(path), "xl/worksheets/sheet1.xml"
    body = re.sub(rb"</f><v>77777</v>", b"</f>", package.read(part))
    path.write_bytes(package.rewrite({part: body}))


def by_libreoffice(soffice: str, path: Path, folder: Path) -> Path:
    """Let LibreOffice calculate and save a workbook."""
    profile = (folder / "profil").as_uri()
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "sortie"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    return folder / "sortie" / path.name


def column_of(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Données"]
    values = [sheet.cell(row, 8).value for row in range(1, len(FORMULAS) + 1)]
    return ["" if value is None else value for value in values]


def same(one: object, other: object) -> bool:
    """Tell whether two results are one, to what 15 digits in a file can tell."""
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers) and type(one) is not bool:
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
    return type(one) is type(other) and one == other


def test_native_formulas_agree_with_libreoffice(calculated):
    ours, theirs = calculated
    assert len(ours) == len(FORMULAS) > 200
    found = {
        formula: (one, other)
        for formula, one, other in zip(FORMULAS, ours, theirs, strict=True)
        if not same(one, other)
    }
    unexplained = {formula: pair for formula, pair in found.items() if formula not in DIFFERENCES}
    assert unexplained == {}, "\n".join(f"{k} {v}" for k, v in unexplained.items())
    assert set(DIFFERENCES) - MAY_AGREE <= set(found), "a difference is gone: take it off the list"
