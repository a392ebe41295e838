"""Writes docs/constats.md from the audit of every convention; run by ``make generated``."""

from __future__ import annotations

from pathlib import Path

from pycog import conventions
from pycog.conventions import checks
from pycog.conventions.checks.campaigns import each_once
from pycog.reports.findings import Audited, markdown

TARGET = Path(__file__).with_name("constats.md")
HEADER = """\
# Ce que les documents officiels disent de contradictoire

Tiré de `pycog audit`, qui recalcule les données de référence telles qu'elles sont imprimées.
Chaque ligne donne l'endroit, ce qui y est imprimé, ce que le calcul donne ou ce qu'un autre endroit
imprime, la gravité, la lecture que pycog retient, et si le constat vient d'un calcul ou d'une
lecture.

- « change un résultat » : un calcul diffère selon la valeur retenue ;
- « à trancher » : il faut décider avant de mesurer ou de publier ;
- « rédaction » : sans effet sur un résultat.

Règles recalculées :

"""


def report() -> str:
    """Return the findings of every built-in convention, after the rules that found them."""
    rules = "\n".join(f"- {check.rule}" for check in checks.CHECKS)
    ids = sorted(summary.id for summary in conventions.available())
    drawn = [conventions.load(one) for one in ids]
    told = each_once([(convention, checks.full_audit(convention)) for convention in drawn])
    audited = [
        Audited(convention.title, findings, convention.short_title)
        for convention, findings in zip(drawn, told, strict=True)
    ]
    return f"{HEADER}{rules}\n\n{markdown(audited)}"


if __name__ == "__main__":
    TARGET.write_text(report(), encoding="utf-8", newline="\n")
    print(TARGET)
