"""LET, LAMBDA, MAP, BYROW and their like over ranges of a known size; others are Excel's."""

from __future__ import annotations

from tests.refresh.gaps.case import Table, Value, case

_CELLS: dict[str, Value] = {
    "A1": 1,
    "B1": 2,
    "C1": 3,
    "A2": 4,
    "B2": 5,
    "C2": 6,
    "A3": 7,
    "B3": 8,
    "D1": "a",
    "D2": "é",
}


def _lambda(names: str, body: str) -> str:
    return f"_xlfn.LAMBDA({','.join(f'_xlpm.{one}' for one in names.split())},{body})"


case(
    "MAP, BYROW, BYCOL, SCAN, REDUCE and MAKEARRAY",
    "own: the engine has none of them",
    sheets={
        "Feuil1": {
            **_CELLS,
            "E1": f"=SUM(_xlfn.BYROW(A1:C3,{_lambda('r', 'MAX(_xlpm.r)')}))",
            "E2": f"=SUM(_xlfn.BYCOL(A1:C3,{_lambda('c', 'SUM(_xlpm.c)*2')}))",
            "E3": f"=SUM(_xlfn.MAP(A1:C3,{_lambda('x', '_xlpm.x^2')}))",
            "E4": f"=SUM(_xlfn.MAP(A1:A3,B1:B3,{_lambda('x y', '_xlpm.x*_xlpm.y')}))",
            "E5": f"=_xlfn.REDUCE(0,A1:C3,{_lambda('s v', '_xlpm.s+_xlpm.v')})",
            "E6": f'=_xlfn.REDUCE("",D1:D2,{_lambda("s v", "_xlpm.s&UPPER(_xlpm.v)")})',
            "E7": f"=SUM(_xlfn.SCAN(0,A1:A3,{_lambda('s v', '_xlpm.s+_xlpm.v')}))",
            "E8": f"=SUM(_xlfn.MAKEARRAY(2,3,{_lambda('i j', '_xlpm.i*_xlpm.j')}))",
            "E9": f"=SUM(_xlfn.MAP(Coin,{_lambda('x', 'IF(_xlpm.x=0,10,_xlpm.x)')}))",
            "E10": f"=SUM(_xlfn.BYROW(A1:C3,{_lambda('r', 'COUNTIF(_xlpm.r,E13)')}))",
            "E13": ">2",
            # An array for each row is an error in Excel, which decides.
            "E11": f"=SUM(_xlfn.BYROW(A1:C3,{_lambda('r', '_xlpm.r*2')}))",
            # How large the array is only its calculation tells.
            "E12": f"=SUM(_xlfn.MAP(_xlfn.UNIQUE(A1:A3),{_lambda('x', '_xlpm.x')}))",
            "G1": f"*{{=_xlfn.BYROW(A1:C3,{_lambda('r', 'SUM(_xlpm.r)')})}}@G1:G3",
            "I1": f"*{{=_xlfn.SCAN(100,A1:A3,{_lambda('s v', '_xlpm.s-_xlpm.v')})}}@I1:I3",
        },
    },
    names={"Coin": "Feuil1!$C$1:$C$3"},
    expected={
        "E1": 17,
        "E2": 72,
        "E3": 204,
        "E4": 78,
        "E5": 36,
        "E6": "AÉ",
        "E7": 18,
        "E8": 18,
        "E9": 19,
        "E10": 6,
        "E11": "#CALC!",
        "E12": 12,
        "G1": 6,
        "G2": 15,
        "G3": 15,
        "I1": 99,
        "I2": 95,
        "I3": 88,
    },
    kept=("E11", "E12"),
)
case(
    "BYROW over a table",
    "own: an officer's sheet of Excel 365",
    sheets={
        "Feuil1": {
            "A1": "Mois",
            "B1": "Reçus",
            "C1": "Traités",
            "A2": "janv.",
            "B2": 10,
            "C2": 8,
            "A3": "févr.",
            "B3": 20,
            "C3": 25,
            "E1": f"=SUM(_xlfn.BYROW(Suivi[[Reçus]:[Traités]],{_lambda('r', 'MIN(_xlpm.r)')}))",
            "E2": f"=_xlfn.CONCAT(_xlfn.MAP(Suivi[Mois],{_lambda('m', 'LEFT(_xlpm.m,3)')}))",
        },
    },
    tables=(Table("Suivi", "Feuil1", "A1:C3", ("Mois", "Reçus", "Traités"), 0),),
    expected={"E1": 28, "E2": "janfév"},
)
case(
    "LET and LAMBDA as Excel stores them",
    "https://github.com/PSU3D0/formualizer/issues/238",
    sheets={
        "Feuil1": {
            "A1": 1,
            "D1": "*{=_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2),_xlpm.f(21))}",
            "A2": 2,
            "D2": "*{=_xlfn.LET(_xlpm.a,21,_xlpm.a*2)}",
            "A3": 3,
            "D3": "*{=_xlfn.LET(_xlpm.a1,2,_xlpm.b,3,_xlpm.a1*_xlpm.b)}",
            "D4": "*{=_xlfn.REDUCE(0,A1:A3,_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a+_xlpm.b^2))}",
            "D5": "*{=SUM(_xlfn.MAP(A1:A3,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*10)))}",
        },
    },
    stored={"Feuil1!D4": 14, "Feuil1!D5": 60},
    expected={"D1": 42, "D2": 42, "D3": 6, "D4": 14, "D5": 60},
    kept={"D1"},
)
