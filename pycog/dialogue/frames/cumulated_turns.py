"""A turn that adds up the targets of several years, or steps from one sheet to the next.

Targets are added up only where the sources say that each is of its own year, see ``adds_up``.
« Et en cumul fin 2014 ? » is the sum up to that year, of so many where a whole was given.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, Answer, answered, compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.numbers_again import NumbersAgain
from pycog.dialogue.frames.results_told import GIVEN, SAYS_RESULT
from pycog.dialogue.frames.turn_words import SAME_YEARS, YEAR, unmarked
from pycog.dialogue.handlers.added_targets import adds_up
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_LONGEST: Final = 14
#: « En cumul fin 2014 », « fin 2014 on devrait en être à combien cumulé »
_CUMULATED: Final = regex(
    r"(?=.*\b(?:cumul\w*|au total|en tout|depuis le debut|additionn\w*|somme)\b)"
    r"(?:(?:et|en|donc|fin|a|au|jusqu|jusque|jusqu a|de|du|la|le|soit|on|devrait|devra|doit|etre|il"
    r"|faut|faudrait|avoir|combien|cb|ca|fait|donne|serait|sera|quel(?:le)?|cumul\w*|total|tout"
    r"|depuis|debut|additionne\w*|somme|pour|sur|c est|nous|aura|aurait|y|devrions|serions) ?)*"
    r"(?P<year>(?:19|20)\d\d)?(?: ?(?:on|devrait|devra|doit|en|etre|a|combien|cb|cumul\w*|au|total"
    r"|il|faut|ca fait|ca donne|c est|quoi|tout|avoir|faudrait|nous|depuis|le|debut|y))*"
)
#: « Et sur toute la cog ? »
_WHOLE_PERIOD: Final = regex(
    r"(?:(?:et|donc|sur|pour|en|au|ca fait|combien|soit|pendant) )*"
    r"(?:(?:les |toute la |toute |la |l |tout(?:es)? les )?(?:quatre ans|4 ans|cog|convention"
    r"|periode|duree(?: de la (?:cog|convention|periode))?|ensemble(?: de la (?:cog|convention"
    r"|periode))?|4 annees|quatre annees))(?: (?:au total|en tout|entiere|combien|ca fait))*"
)
#: « Fin 2015 ? », after such a sum.
_YEAR_ONLY: Final = regex(
    r"(?:(?:et|en|fin|a|pour|jusqu|au|donc|jusqu en) )*(?P<year>(?:19|20)\d\d)(?: alors)?"
)
_SUMMED: Final = regex(
    r'=SUM\(COG_TARGET\("?(?P<n>[\d.]+)"?,\d{4}\)(?:,COG_TARGET\("?(?P=n)"?,\d{4}\))+\)'
)
_DONE: Final = regex(r"\b(?:on|nous|j) (?:en )?(?:a|avons|ai) (?:fait|eu|embauche|realise)")
_SEVERAL_YEARS: Final = 2
_OF_ONE_YEAR: Final = (
    "Je ne sais pas : le cumul vient d'être donné, et le réalisé est d'une seule année. Nommez"
    " l'indicateur et l'année."
)
_TEXT: Final = regex(r"somme des objectifs de l indicateur (?P<n>[\d.]+) de \d{4} a \d{4}")
_OF_WHOLE: Final = regex(
    r"combien faut il sur (?P<n>[\d ,]+) pour atteindre l objectif"
    r" de l indicateur (?P<of>[\d.]+)"
)
#: « Celle d'avant », after a sheet.
_SHEET_STEP: Final = regex(
    r"\b(?:(?:la |l |et )?(?:fiche|celle) (?:d )?(?P<way>avant|apres|precedente|suivante)"
    r"|la (?P<alone>precedente|suivante)(?! annee))\b"
)

_AIM: Final = regex(r"\b(?:objectifs?|cibles?|taux|combien)\b")


class CumulatedTurns(NumbersAgain):
    """A turn about several years of one target, or the sheet beside the last."""

    def _cumulated(self, question: str) -> Answer | None:
        """Answer with the sum of targets that a turn asks for, ``None`` for any other."""
        if self.state.pending or self.state.op or len(words(question)) > _LONGEST:
            return None
        text = unmarked(question)
        frame = self.state.last_subject
        if (done := self._done_of_sum(text)) is not None:
            return done
        summed = None if frame is None else _TEXT.fullmatch(frame.text)
        again = _YEAR_ONLY.fullmatch(text) if summed is not None else None
        if summed is not None and again is not None:
            return self._sum_to(summed["n"], int(again["year"]), self._whole_given(summed["n"]))
        asked = _CUMULATED.fullmatch(text) or _WHOLE_PERIOD.fullmatch(text)
        number, _ = self._indicator_told() if asked is not None else ("", 0)
        if asked is None or not number or frame is None:
            return None
        years = self.known.convention.years
        year = int(asked.groupdict().get("year") or years[-1])
        return self._sum_to(number, year, self._whole_given(number))

    def _whole_given(self, number: str) -> str:
        """Return the whole of which the target of an indicator was just taken, ``""`` for none."""
        for frame in self.state.own_subjects:
            whole = _OF_WHOLE.match(frame.text)
            if whole is not None and whole["of"] == number:
                return whole["n"]
            if _TEXT.fullmatch(frame.text) is None:
                return ""
        return ""

    def _sum_to(self, number: str, year: int, whole: str) -> Answer | None:
        """Return the sum of the targets up to a year, of a whole where one was given."""
        years = [one for one in self.known.convention.years if one <= year]
        if year not in years or not adds_up(self.known.convention, number, years):
            return None
        node = call("SUM", *(call("COG_TARGET", cell_value(number), one) for one in years))
        result = compute(node, self.context.host)
        if result.error or not isinstance(result.value, float):
            return None
        item = self.known.convention.indicators[number]
        shown = display(result.value, "percent") if self._is_rate(number) else result.display
        said = f"Indicateur {number} « {item.label} », cumul de {years[0]} à {year} : {shown}."
        if whole:
            part = compute(
                Operation(plain_number(whole), "*", node),
                self.context.host,
            )
            if isinstance(part.value, float):
                size = format_number(part.value, 2)
                said = f"{said} Sur {whole.strip()} : {size}."
                result, shown = part, size
        answer = answered(result, said, display=shown, source="", intent="objectif")
        text = f"somme des objectifs de l indicateur {number} de {years[0]} a {year}"
        state = replace(self.state.then("", {}), about=self.state.about, text=text)
        return replace(answer, state=state)

    def _done_of_sum(self, text: str) -> Answer | None:
        """Set a result against the sum of targets just told: « on en a fait 5, taux ? »."""
        frame, given = self.state.last_subject, GIVEN.fullmatch(text)
        said_so = SAYS_RESULT.search(text) or _DONE.search(text)
        if frame is None or not said_so or not re.search(r"\d", text):
            return None
        again = self._again(frame)
        summed = None if again is None else _SUMMED.fullmatch(again.formula)
        if again is None or summed is None or again.node is None:
            return None
        years = sorted(map(int, YEAR.findall(summed[0])))
        if YEAR.search(text):
            return self._unclear(_OF_ONE_YEAR)
        if given is None:
            return None
        rated = self._is_rate(summed["n"])
        done = plain_number(given["n"])
        if rated != ("%" in given["unit"]) or again.value == 0:
            return None
        result = compute(
            call("COG_SHARE", done / 100 if rated else done, again.node), self.context.host
        )
        if result.error or not isinstance(result.value, float):
            return None
        span = f"cumul de {years[0]} à {years[-1]}"
        shown = display(result.value, "percent")
        said = f"Réalisé {given['n'].strip()}{' %' if rated else ''} pour un {span} de"
        said = f"{said} {again.display} : {shown} de l'objectif cumulé."
        answer = answered(result, said, display=shown, source=again.source, intent="atteinte")
        return replace(answer, state=self.state)

    # -- the years of what was told

    def _in_same_years(self, question: str) -> str:
        """Return a turn with the years of the last answer, where it says « les mêmes années »."""
        text = normalise(question)
        again = self._again(self.state) if SAME_YEARS.search(text) else None
        if again is None:
            return question
        held = {int(one) for one in YEAR.findall(again.formula)}
        years = sorted(held & {*self.known.convention.years, *self.known.convention.baseline_years})
        if len(years) < _SEVERAL_YEARS:
            return question
        return SAME_YEARS.sub(f" en {' et '.join(map(str, years))} ", text)

    # -- sheets

    def _other_sheet(self, question: str) -> Answer | None:
        """Answer of the sheet before or after the last one: « celle d'avant »."""
        frame, text = self.state.last_subject, normalise(question)
        step = _SHEET_STEP.search(text)
        sheet = None if frame is None else frame.slots.get("sheet")
        if step is None or frame is None or not isinstance(sheet, int) or self.state.pending:
            return None
        back = (step["way"] or step["alone"]) in {"avant", "precedente"}
        other = sheet - 1 if back else sheet + 1
        if other not in self.known.convention.sheets:
            return None
        rest = re.sub(
            r"\b(?:c est quoi|quel est|et|son|sa|ses|l|le|la|de|dis moi|donne moi|quoi)\b|[?!.,]",
            " ", f"{text[: step.start()]} {text[step.end() :]}",
        )  # fmt: skip
        rest = " ".join(rest.split())
        if not rest:
            return self._sheet_again(frame, other)
        inside = self.known.convention.sheets[other].indicators
        tried = [f"{rest} de la fiche {other}", f"{rest} fiche {other}"]
        if len(inside) == 1 and _AIM.search(rest):
            # The one indicator of a sheet is what its objective is about.
            tried.insert(0, f"{rest} indicateur {inside[0]}")
        for whole in tried:
            answer = self.single(whole, State(about=self.state.about))
            if answer.kind == ANSWERED and answer.formula:
                return self._told_by(answer, whole)
            if answer.kind == ANSWERED:
                state = replace(self.state.then("", {}), about=self.state.about)
                told = replace(state, text=whole, told=whole)
                return replace(answer, state=replace(told, slots={}))
        return None

    def _sheet_again(self, frame: State, sheet: int) -> Answer | None:
        """Ask of another sheet what was asked of the last one."""
        answer = self.rerun(replace(frame, slots={**frame.slots, "sheet": sheet}))
        if answer.kind != ANSWERED:
            return None
        return self._told_by(answer, f"{frame.intent} fiche {sheet}")
