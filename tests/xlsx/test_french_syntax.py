"""Formulas as typed in a French Excel: read, written, and back again."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import InvalidInput
from pycog.xlsx import french
from pycog.xlsx.french import from_french, to_french

#: (as typed in a French Excel, as stored in the file), both ways.
PAIRS = [
    ('=SI(A1>0,5;"oui";"non")', '=IF(A1>0.5,"oui","non")'),
    ('=SOMME.SI.ENS(C:C;A:A;"<0,5";B:B;VRAI)', '=SUMIFS(C:C,A:A,"<0,5",B:B,TRUE)'),
    ('=NB.SI(A1:A9;"a;b, c.d")', '=COUNTIF(A1:A9,"a;b, c.d")'),
    ('="un ""mot"" ; 1,5"&A1', '="un ""mot"" ; 1,5"&A1'),
    ("='L''été ; 2,5'!B2*50%", "='L''été ; 2,5'!B2*50%"),
    ("=Synthèse!A1+SI!B2", "=Synthèse!A1+SI!B2"),
    ("=SOMME((A1:A2;B1:B2))", "=SUM((A1:A2,B1:B2))"),
    ("=SOMME({1,5.2;-3.,5})", "=SUM({1.5,2;-3,.5})"),
    ('={VRAI.FAUX;#N/A."a.b"}', '={TRUE,FALSE;#N/A,"a.b"}'),
    ("=SIERREUR(#VALEUR!;#NOM?)", "=IFERROR(#VALUE!,#NAME?)"),
    ("=ESTNA(#N/A)+#NOMBRE!+#NUL!+#DIV/0!+#REF!", "=ISNA(#N/A)+#NUM!+#NULL!+#DIV/0!+#REF!"),
    ("=SOMME(Tableau1[[#En-têtes];[a;b, c]])", "=SUM(Tableau1[[#Headers],[a;b, c]])"),
    ("=Tableau1[[#Cette ligne];[Réalisé '[2012']]]", "=Tableau1[[#This Row],[Réalisé '[2012']]]"),
    ("=NBVAL(Tableau1[#Tout])", "=COUNTA(Tableau1[#All])"),
    ("=RECHERCHEX(A1;B:B;C:C;;-1)", "=XLOOKUP(A1,B:B,C:C,,-1)"),
    ("=MOIS.DECALER(AUJOURDHUI();1,5E2)", "=EDATE(TODAY(),1.5E2)"),
    ("=TRIM(A1:A9;0,1;0,2)", "=MIRR(A1:A9,0.1,0.2)"),
    ('=SUPPRESPACE(" a ")', '=TRIM(" a ")'),
    ("=1,5%^2-,5", "=1.5%^2-.5"),
    ('=COG_ATTAINMENT(0,77;"90 %")', '=COG_ATTAINMENT(0.77,"90 %")'),
    ("=$A$1:$B2 C$3+1:3", "=$A$1:$B2 C$3+1:3"),
    ("=VRAI()", "=TRUE()"),
    ("SOMME(1;2)", "SUM(1,2)"),
]


@pytest.mark.parametrize(("typed", "stored"), PAIRS)
def test_both_directions(typed: str, stored: str) -> None:
    assert from_french(typed) == stored
    assert to_french(stored) == typed


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("=somme(a1;faux)", "=SUM(a1,FALSE)"),
        ("=Équiv(1;A1:A3;0)", "=MATCH(1,A1:A3,0)"),
        ("=SOMME (1;2)", "=SUM(1,2)"),
        ("=COG_RATE (1;2)", "=COG_RATE(1,2)"),
        ("=SOMME({1\\2;3\\4})", "=SUM({1,2;3,4})"),
        ("=SOMME(1;\u00a02)", "=SUM(1, 2)"),
        ('="a\u00a0b"', '="a\u00a0b"'),
        ("=MAX.SI(A:A;B:B;1)", "=MAXIFS(A:A,B:B,1)"),
        ("=SUM(1;2)", "=SUM(1,2)"),
        ("=MaFonction(1,5)", "=MaFonction(1.5)"),
    ],
)
def test_accepted_ways_of_typing(typed: str, stored: str) -> None:
    assert from_french(typed) == stored


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("=_xldudf_COG_RATE(A1,0.5)", "=COG_RATE(A1;0,5)"),
        ("=[1]!_xldudf_COG_RATE(A1,2)", "=COG_RATE(A1;2)"),
        ("=_xll.COG_RATE(A1,2)", "=COG_RATE(A1;2)"),
        ("=_xlfn._xlws.FILTER(A1:A2,B1:B2)", "=FILTRE(A1:A2;B1:B2)"),
        ("=_xlfn.LET(_xlpm.x,1.5,_xlpm.x*2)", "=LET(x;1,5;x*2)"),
        ("=[1]Feuil1!A1", "=[1]Feuil1!A1"),
    ],
)
def test_what_files_put_before_names_is_not_shown(stored: str, shown: str) -> None:
    assert to_french(stored) == shown


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("=SOMME(A1,A2)", "les arguments se séparent par un point-virgule (caractère 10)"),
        ("=SOMME(1,5,2)", "les arguments se séparent par un point-virgule (caractère 11)"),
        ("=SOMME(A1, 2)", "les arguments se séparent par un point-virgule (caractère 10)"),
        ('=SI("a",2)', "les arguments se séparent par un point-virgule (caractère 8)"),
        ("=SOMME(1.5;2)", "les décimales s'écrivent avec une virgule (caractère 9)"),
        ('="a', "un guillemet n'est pas fermé (caractère 2)"),
        ("='Feuille 1!A1", "une apostrophe n'est pas fermée (caractère 2)"),
        ("=Tableau1[a", "un crochet n'est pas fermé (caractère 10)"),
    ],
)
def test_unreadable_formulas_say_why_and_where(typed: str, why: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_french(typed)
    assert caught.value.code == "formule-illisible"
    assert caught.value.message.startswith(f"La formule « {typed} » est illisible : ")
    assert caught.value.message.endswith(f"{why}.")


def test_the_table_of_functions_is_sound() -> None:
    with french._TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [row["français"] for row in rows]
    assert len(names) == len(set(names)) > 450
    assert all(name == french._plain(name) for name in names)
    assert all(
        row["anglais"].isascii() and row["anglais"] == row["anglais"].upper() for row in rows
    )


@pytest.mark.parametrize(
    ("french_name", "english_name"),
    [
        ("SI", "IF"), ("SOMME", "SUM"), ("SOMME.SI", "SUMIF"), ("SOMMEPROD", "SUMPRODUCT"),
        ("RECHERCHEV", "VLOOKUP"), ("EQUIV", "MATCH"), ("ARRONDI", "ROUND"), ("NB", "COUNT"),
        ("FIN.MOIS", "EOMONTH"), ("CENTILE.INCLURE", "PERCENTILE.INC"), ("ESTNUM", "ISNUMBER"),
        ("SI.CONDITIONS", "IFS"), ("SI.NON.DISP", "IFNA"), ("JOINDRE.TEXTE", "TEXTJOIN"),
        ("NB.JOURS.OUVRES", "NETWORKDAYS"), ("GRANDE.VALEUR", "LARGE"), ("STXT", "MID"),
        ("VPM", "PMT"), ("VAN", "NPV"), ("CNUM", "VALUE"), ("SOUS.TOTAL", "SUBTOTAL"),
    ],
)  # fmt: skip
def test_names_of_the_microsoft_documentation(french_name: str, english_name: str) -> None:
    assert from_french(f"={french_name}()") == f"={english_name}()"


# Formulas in file syntax, made of every kind of token.
_NUMBERS = st.sampled_from(["0", "1", "0.5", ".5", "1.", "12.25", "1E5", "1.5e-3"])
_TEXTS = st.text(max_size=8).map(lambda text: '"{}"'.format(text.replace('"', '""')))
_SHEETS = st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=6).map(
    lambda name: "'{}'!A1".format(name.replace("'", "''"))
)
_ERRORS = st.sampled_from(sorted(french._ERRORS))
_REFERENCES = st.sampled_from(
    ["A1", "$B$2", "A1:C3", "1:3", "Feuil1!A1", "nom.de.plage", "T[[#Headers],[a, b;c]]", "T[x]"]
)
_BOOLEANS = st.sampled_from(["TRUE", "FALSE"])
_ITEMS = st.one_of(_NUMBERS, _TEXTS, _ERRORS, _BOOLEANS)
_ARRAYS = st.lists(
    st.lists(_ITEMS, min_size=1, max_size=3).map(",".join), min_size=1, max_size=3
).map(lambda rows: "{" + ";".join(rows) + "}")
_LEAVES = st.one_of(_NUMBERS, _TEXTS, _SHEETS, _ERRORS, _REFERENCES, _BOOLEANS, _ARRAYS)
_CALLS = st.sampled_from(["SUM", "IF", "MIRR", "TRIM", "STDEV.S", "COG_RATE", "INCONNUE"])


def _deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.builds("{}({})".format, _CALLS, st.lists(inner, max_size=3).map(",".join))
    unions = st.builds("({},{})".format, inner, inner)
    operations = st.builds(
        "{}{}{}".format, inner, st.sampled_from(["+", "-", " * ", "^", "&", "<>", ">="]), inner
    )
    return st.one_of(calls, unions, operations, inner.map("-{}".format), inner.map("{}%".format))


@given(st.recursive(_LEAVES, _deeper, max_leaves=12))
def test_shown_in_french_and_typed_back_a_formula_is_the_same(formula: str) -> None:
    assert from_french(to_french(f"={formula}")) == f"={formula}"
