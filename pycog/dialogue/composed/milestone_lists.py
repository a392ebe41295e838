"""Which dated measures, and how many: by year, by sheet, by what they are about, first and last."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from pycog.conventions.facts.models import Milestone
from pycog.dialogue.answers import ANSWERED, DECLINED, Answer, Table, answered
from pycog.dialogue.composed.conditions import COUNT, LIST
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.expressions import call, column
from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import stem
from pycog.dialogue.spans import Entity
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import label_words
from pycog.errors import PycogError
from pycog.lazy_patterns import regex
from pycog.milestones import read_due

_HEAD: Final = regex(
    r"\b(?:d )?(?:echeances?|mesures?(?: datees?)?|jalons?|actions? datees?|dates? limites?|etapes?"
    r"|calendriers?|travaux|chantiers?|livrables?|rendez vous|deadlines?|engagements? dates?"
    r"|(?<=quelles )actions?|(?<=les )actions?|(?<=des )actions?)\b"
    r"(?: (?:du|des|de la|de l) (?:calendriers?|echeanciers?|fiches?(?: d)? objectifs?)\b)*"
)
#: A date of a sheet is no target of an indicator: to say so leaves nothing out.
_NO_TARGETS: Final = regex(
    r",? ?\(?\b(?:hors|sauf|sans(?: compter)?|en dehors|autres?(?: que)?|hormis|excepte)"
    r"(?: (?:des?|les?|d))* (?:cibles?|objectifs?|valeurs? cibles?)"
    r"(?: (?:des?|d|chiffree?s?|les)(?: (?:des?|d|les))* ?(?:indicateurs?)?)?\)?,?"
)
#: Of all sheets and of all years, said beside what is asked.
_AROUND: Final = regex(
    r"\b(?:(?:aux|des|dans les|sur les|par les|selon les|d apres les|les|de)"
    r" (?:fiches?(?: d)?(?: objectifs?)?)(?! ?\d)"
    r"|(?:en|a|pour|arriv\w+ a) echeance|l ensemble d[eu]s?|inscri\w+|plac\w+|plac[ei]|situ\w+"
    r"|planifi\w+|programm\w+|dat\w+|prev\w+|fix\w+|attend\w+|tout(?:e?s)?"
    r"|(?:du|le|au) calendrier|dans l annee|l annee|exercice|courant|au cours de)\b"
)
_DOING: Final = regex(
    r"\b(?:(?:(?:doi(?:t|vent)|devai(?:t|ent)|devr\w+) )?(?:etre |a )?"
    r"(?:achev\w+|termin\w+|realis\w+|fini\w*|men\w+ a bien"
    r"|mises? en (?:oeuvre|place)"
    r"|boucl\w+|livr\w+|rendre|respecter|tenir|tombe\w*|arriv\w+|expir\w+|echoi\w+|demarr\w+"
    r"|lanc\w+"
    r"|faire|accompli\w*|execut\w+|fait\w*))\b"
)
_BEFORE: Final = regex(
    r"\b(?:avant(?: la)?(?: fin)?(?: de)?|jusqu (?:a|en|au)(?: fin)?|d ici(?: a)?"
    r"|au plus tard)(?= |$)"
)
_AFTER: Final = regex(
    r"\b(?:(?:apres|a partir de|a compter de|posterieur\w* a|au dela de|depuis)(?= )"
    r"|des(?= (?:le |la )?(?:\d|fin|debut|janv|fevr|mars|avril|mai|juin|juil|aout|sept|octo|nove"
    r"|dece)))"
)
_LAST: Final = regex(r"\b(?:la )?(?:derniere|plus tardive|plus lointaine|ultime)s?\b")
_FIRST: Final = regex(
    r"\b(?:la )?(?:premiere|plus proche|prochaine|plus ancienne|plus precoce)s?\b"
)
_ABOUT: Final = regex(
    r"\b(?:sur|concern\w+|port\w+ sur|relati\w+ a|li\w+ a|en matiere de|au sujet de|a propos de"
    r"|touch\w+"
    r"|pour|dans|relev\w+)\b"
)
_ALL_DATED: Final = regex(r"\b(?:datees?|en tout|au total)\b")
#: Says that something was done: « les échéances réalisées », not « à réaliser ».
_DONE: Final = regex(
    r"(?<!\bmises )(?<!\bmise )\b(?:realisees?|faites|terminees?|achevees?|finies|livrees|tenues?"
    r"|accomplies|executees?|respectees?|honorees?)\b"
)
_TO_DO: Final = regex(r"\b(?:etre|soient|seront|sera|faut|prevues?)\b")
_NOT_KNOWN: Final = (
    "Je ne sais pas ce qui a été réalisé : la convention imprime des échéances. Ouvrez votre plan "
    "de mesures."
)
_LIMIT: Final = regex(r"\bdates? (?:limites?|butoirs?)\b")
_NO_DATE: Final = regex(r"\b(?:retards?|indicateurs?|points?|bilans?)\b")
_MOST: Final = 120


def milestone_list(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which dated measures some conditions hold for, and how many they are."""
    if not turn.convention.milestones or scan.take(_HEAD) is None:
        return None
    if any(scan.question.has(kind) for kind in ("document", "line", "fund", "category", "row")):
        return None
    if scan.has(_DONE) and not scan.has(_TO_DO):
        return Answer("", DECLINED, _NOT_KNOWN)
    scan.take(_NO_TARGETS)
    if any(scan.is_free(*one.span()) for one in _NO_DATE.finditer(scan.text)):
        return None
    counting = scan.take(COUNT) is not None
    scan.take(LIST)
    scan.take(_DOING)
    last, first = scan.take(_LAST) is not None, scan.take(_FIRST) is not None
    found, said = list(turn.convention.milestones), ""
    for one in scan.entities("sheet"):
        found = [item for item in found if item.sheet == one.value]
        said += f" de la fiche {one.value}"
    times = scan.entities("date", "due", "year", "period")
    before, after = (scan.take(_BEFORE), scan.take(_AFTER)) if times else (None, None)
    if not (last or first):
        scan.take(_ABOUT)
    scan.take(_AROUND)
    about = _about(scan, found)
    if about is not None:
        found, told = about
        said += told
    known = {item.due.last.year for item in turn.convention.milestones}
    when = _when(times, before, after, found, known)
    if when is None:
        return None
    found, told = when
    said += told
    scan.take(_ALL_DATED)
    dated = any(map(scan.question.has, ("year", "due", "date", "period")))
    listed = about is not None or counting or first or last or dated
    if scan.left() or not listed:
        return None
    if last or first:
        if not found:
            return None
        edge = (max if last else min)(item.due.last for item in found)
        found = [item for item in found if item.due.last == edge]
        said += " la plus tardive" if last else " la plus proche"
    return _listed(turn, found, said, counting)


def milestones_first(scan: Scan, turn: Turn) -> Answer | None:
    """Answer how many measures are dated so, and which comes first or last."""
    pointed = scan.has(COUNT) or scan.has(_FIRST) or scan.has(_LAST)
    # « Les échéances de 2014 » are those of that year, not all up to its end.
    dated = scan.question.has("year") or scan.question.has("due")
    up_to = scan.has(_BEFORE) or scan.has(_LIMIT) or scan.question.has("sheet")
    return milestone_list(scan, turn) if pointed or (dated and not up_to) else None


def _when(
    times: list[Entity],
    before: re.Match[str] | None,
    after: re.Match[str] | None,
    found: list[Milestone],
    known: set[int],
) -> tuple[list[Milestone], str] | None:
    """Keep those of a period, up to a day, or from a day on."""
    if not times:
        return found, ""
    years = {int(year) for one in times for year in re.findall(r"(?:19|20)\d\d", str(one.value))}
    if len(times) > 1:
        return None
    one = times[0]
    if not years <= known:
        alone = one.kind == "year" and not (before or after)
        return ([], f" à échéance en {one.value}") if alone else None
    if one.kind == "period" and isinstance(one.value, tuple):
        first, last = (int(year) for year in one.value)
        kept = [item for item in found if first <= item.due.last.year <= last]
        return kept, f" de {first} à {last}"
    try:
        due = read_due(str(one.value)) if one.kind != "date" else None
    except PycogError:
        return None
    end = dt.date.fromisoformat(str(one.value)) if due is None else due.last
    begin = end if due is None else due.first
    if before:
        # « Avant 2013 » leaves the year itself out; « avant fin 2013 », « d'ici 2013 » do not.
        strict = before[0].startswith("avant") and "fin" not in before[0] and one.kind == "year"
        limit = begin - dt.timedelta(days=1) if strict else end
        return [item for item in found if item.due.last <= limit], f" jusqu'au {limit:%d/%m/%Y}"
    if after:
        strict = after[0].startswith(("apres", "posterieur", "au dela"))
        limit = end + dt.timedelta(days=1) if strict else begin
        return [item for item in found if item.due.last >= limit], f" à partir du {limit:%d/%m/%Y}"
    if one.kind == "year":
        return [
            item for item in found if item.due.last.year == one.value
        ], f" à échéance en {one.value}"
    return [item for item in found if begin <= item.due.last <= end], f" à échéance : {one.text}"


def _about(scan: Scan, found: list[Milestone]) -> tuple[list[Milestone], str] | None:
    telling = scan.telling()
    if not telling:
        return None
    labels = {item.key: [stem(word) for word in label_words(item.what)] for item in found}
    index = LabelIndex(labels)
    said = [one.stem for one in telling]
    if not all(index.knows(one) for one in said):
        return None
    kept = [item for item in found if set(said) <= set(labels[item.key])]
    if not kept:
        return None
    scan.words(set(said))
    return kept, f" sur « {scan.question.as_typed(telling[0].start, telling[-1].end)} »"


def _listed(turn: Turn, found: list[Milestone], said: str, counting: bool) -> Answer | None:
    if not found:
        return Answer("", ANSWERED, f"Aucune échéance{said}.")
    if len(found) > _MOST:
        return None
    found = sorted(found, key=lambda item: item.due.last)
    dues = column([item.reading or item.printed for item in found])
    node = call("COG_DUE", dues)
    result = turn.compute(call("COUNT", node) if counting else node)
    rows = tuple(
        (f"{item.due.last:%d/%m/%Y}", item.what, item.printed, item.citation) for item in found
    )
    table = Table(("Date limite", "Mesure", "Échéance imprimée", "Source"), rows)
    plural = "s" if len(found) > 1 else ""
    text = f"{len(found)} échéance{plural}{said}."
    if len(found) == 1:
        text = (
            f"{text[:-1]} : {found[0].what}, « {found[0].printed} » (au plus tard le {rows[0][0]})."
        )
    return answered(result, text, table=table, source=turn.convention.cited("echeances"))
