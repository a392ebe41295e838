"""A turn that asks another measure of the subject just told: its start, its way to go, its points.

« On partait de combien ? » is the value that an indicator started from, « combien de points à
gagner ? » what separates it from the target, « quelle économie ? » what a change takes away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, answered, compute
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Call, Node, Operation
from pycog.dialogue.frames.cumulated_turns import CumulatedTurns
from pycog.dialogue.frames.figure_operations import Figure, operated
from pycog.dialogue.frames.held_facts import about_one, held_in
from pycog.dialogue.frames.standalone import asked_of_subject
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_LONGEST: Final = 14
#: « On partait de combien ? »
_STARTED: Final = regex(
    r"(?:(?:et|on|nous|il|elle|ca|c etait|c est|quel(?:le)?|etait|est|le|la|l|de|du|d|combien|au"
    r"|a|en) )*"
    r"(?:part(?:ait|ions|i)|depart|base|valeur (?:de depart|initiale?|de base|de reference)"
    r"|point de depart|situation (?:de depart|initiale?)|niveau (?:de depart|initial)|initialement"
    r"|realise (?:de |en )?(?P<year>(?:19|20)\d\d)|reference)"
    r"(?: (?:de|d|ou|combien|quoi|a|en|initiale?|c est|c etait|(?:19|20)\d\d))*"
)
#: « Combien de points à gagner ? », « de plus que le réalisé 2011 », « évolution depuis 2011 »
_WAY: Final = regex(
    r"\b(?:a (?:gagner|faire|parcourir|prendre|combler|progresser)|de (?:plus|moins)|progress\w+"
    r"|evolution|hausse|gain|gagnes?|ecart|difference|par rapport|depuis|chemin)\b"
)
_FROM: Final = regex(
    r"\b(?:realise|depart|base|reference|debut|depuis|a (?:gagner|faire|parcourir|combler"
    r"|progresser)|en tout|au total)\b"
)
_FREE: Final = frozenset(
    words(
        "ca fait donne combien de points point a gagner faire parcourir prendre combler en tout au "
        "total plus moins que le la l les realise depart base reference debut depuis par rapport "
        "et donc alors c est quel quelle evolution progression hausse gain gagne gagnes ecart "
        "difference on nous doit faut il reste encore pour du d entre avec dans chemin progresser "
        "pourcentage sur un une pts soit"
    )
)
#: « Moyenne des quatre ans », « le cumul sur la période ».
_EVERY_YEAR: Final = regex(
    r"(?:quel(?:le)? (?:est )?)?(?:la |le |en |l )?(?P<op>moyenne|total|somme|cumul)s?"
    r"(?: annuelle?)?(?: (?:des|sur|de|les|la|l|ces|toute|en))*"
    r" (?:(?:quatre|4|trois|3|cinq|5) (?:ans|annees|exercices)|periode|convention|cog|ensemble)"
)
_ALL_YEARS: Final = regex(
    r"(?:(?:sur|pour|en|au|le|un) )*(?:(?:les )?(?:quatre|4) ans|(?:toute )?la (?:periode"
    r"|convention|cog|duree)|total|cumul)(?: (?:en|au|sur|la|les|toute|total|cumul|quatre ans"
    r"|4 ans|periode|convention|cog))*"
)
#: « Quelle économie ? »
_SAVED: Final = regex(
    r"(?:(?:et|donc|soit|ca|cela|quel(?:le)?|la|l|une?|ca fait|ca represente|combien|de|d|on) )*"
    r"(?:economies?|economise|gagne|perd|gain|perte|moins|plus|difference|impact)"
    r"(?: (?:ca fait|ca represente|en euros?|de|combien|realisee?|c est|donc|au total))*"
)
_NO_START: Final = frozenset({"chiffre", "composee-chiffres", "calcul", "suite", "virement"})
_UNKNOWN_START: Final = "Je ne sais pas : le dernier chiffre n'a pas de valeur de départ imprimée."
_CHANGED: Final = regex(r"-?\d+(?:\.\d+)? %")
#: « Après la baisse de 14 % »
_AFTER: Final = regex(
    r"(?:(?:et|donc|soit|combien|ca fait) )*(?:apres|avec|si on applique|en appliquant)"
    r" (?:(?:la|une|cette|l) )?(?P<way>baisse|reduction|diminution|hausse|augmentation)"
    r" (?:de |d )?(?P<n>\d{1,3}(?:[.,]\d+)?) ?%(?: (?:combien|ca fait|prevue|visee|attendue))*"
)
_DOWN: Final = ("baisse", "reduction", "diminution")
#: « Si on fait 36 %, combien de points ? »
_EARNED: Final = regex(r"\bpoints?\b")


class OtherMeasures(CumulatedTurns):
    """A turn that asks something else of the subject before."""

    def _measured(self, turn: str) -> Answer | None:
        """Answer a turn by another measure of the last subject, ``None`` for any other."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        if after := _AFTER.fullmatch(turn):
            sign = "-" if after["way"] in _DOWN else ""
            return self._operated(f"{sign}{after['n'].replace(',', '.')} %", 0)
        if _SAVED.fullmatch(turn):
            return self._saved()
        if (started := _STARTED.fullmatch(turn)) is not None:
            return self._started(started["year"] or "")
        return self._from_start(turn) or self._earned(turn)

    def _saved(self) -> Answer | None:
        """Say what the last change in per cent takes away or adds."""
        frame = self.state
        figure = self._figure(frame)
        if figure is None or not isinstance(figure.node, Operation) or figure.kind == "rate":
            return None
        changes = _CHANGED.fullmatch(frame.op) or frame.slots.get("change") is not None
        if not changes or figure.node.sign != "*":
            return None
        before = figure.node.left
        base = self._of_node(figure, before)
        return None if base is None else self._gap(base, figure)

    def _of_node(self, figure: Figure, node: Node) -> Figure | None:
        if not isinstance(node, Call | Operation):
            return None
        result = compute(node, self.context.host)
        answer = answered(result, result.display)
        return Figure(replace(figure.state, op=""), answer, result)

    def _gap(self, older: Figure, newer: Figure) -> Answer | None:
        answer = operated("écart", [newer, older], self.context)
        if answer is None or answer.kind != ANSWERED:
            return None
        return replace(answer, state=self.state)

    # -- all years

    def _of_years(self, plain: str, question: str) -> Answer | None:
        """Answer of all years of the subject before: « moyenne des quatre ans »."""
        every = _EVERY_YEAR.fullmatch(plain)
        if every is not None and (found := self._of_every_year(every["op"])) is not None:
            return self._kept(question, found)
        aimed = self.state.intent == "objectif" and not self.state.op
        return self._of_all_years(question) if aimed and _ALL_YEARS.fullmatch(plain) else None

    def _of_every_year(self, op: str) -> Answer | None:
        """Answer an operation over all years of the indicator or of the line before."""
        slots, years = self.state.slots, self.known.convention.years
        span = f"de {years[0]} a {years[-1]}"
        if "indicator" in slots:
            text = f"{op} des objectifs de l indicateur {slots['indicator']} {span}"
        elif "line" in slots:
            text = f"{op} {normalise(str(slots['line']))} {slots.get('fund', '')} {span}"
        else:
            return None
        answer = self.single(text, State(about=self.state.about))
        return answer if answer.kind == ANSWERED and answer.formula else None

    def _of_all_years(self, question: str) -> Answer:
        """Show the targets of all years, which are never added up."""
        slots = {one: value for one, value in self.state.slots.items() if one != "year"}
        frame = replace(self.state.then("objectif", slots), about=self.state.about)
        again = self.rerun(frame)
        if again.kind != ANSWERED:
            return again
        said = "Je n'additionne pas des objectifs d'une année à l'autre. "
        lead = said if "total" in question or "cumul" in question else ""
        return replace(again, text=f"{lead}{again.text}", state=frame)

    # -- an indicator

    def _base(self, year: str) -> tuple[State, Answer] | None:
        """Return the value that the last indicator started from, with its subject."""
        frame = self.state.last_subject
        number = "" if frame is None else self._indicator_of(frame)
        if not number:
            return None
        years = [year] if year else [str(one) for one in self.known.convention.baseline_years[-1:]]
        text = f"realise {' '.join(years)} indicateur {number}"
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or "COG_BASELINE" not in answer.formula:
            return None
        return State("reference", answer.slots, text=text, about=self.state.about), answer

    def _indicator_of(self, frame: State) -> str:
        """Return the indicator that a subject is about: the one of its words, or of its formula."""
        again = self._again(frame)
        named = None if again is None else _OF_INDICATOR.search(again.formula)
        return held_in(frame, self.known).indicator or (named[1] if named else "")

    def _started(self, year: str) -> Answer | None:
        found = self._base(year)
        if found is not None:
            return self._told_by(found[1], found[0].text)
        frame = self.state.last_subject
        again = None if frame is None else self._again(frame)
        held = next(about_one(self.state, self.known, "line"), None)
        base = self.known.convention.baseline_year
        if held is not None and held.frame is frame and base is not None:
            return self._of_line(held, held.line, year or str(base))
        of_figure = again is not None and again.intent in _NO_START
        return self._unclear(_UNKNOWN_START) if of_figure else None

    def _from_start(self, turn: str) -> Answer | None:
        """Say what separates the last target from the value that its indicator started from."""
        read = read_question(turn, self.known)
        years = [str(one.value) for one in read.of("year")]
        based = [int(one) in self.known.convention.baseline_years for one in years]
        if _WAY.search(turn) is None or not (_FROM.search(turn) or (based and all(based))):
            return None
        if any(one not in _FREE and not one.isdigit() for one in words(turn)) or len(years) > 1:
            return None
        if years and not all(based):
            return None
        found = self._base(years[0] if years else "")
        if found is None:
            return None
        base, aimed = self._figure(found[0]), f"=COG_TARGET({self._indicator_of(found[0])},"
        for one in self.state.own_subjects:
            target = self._figure(one)
            if base is None or target is None or not target.answer.formula.startswith(aimed):
                continue
            answer = operated("écart", [target, base], self.context)
            if answer is None or answer.kind != ANSWERED:
                return answer
            return replace(answer, text=f"{answer.text} {base.answer.text}", state=self.state)
        return None

    # -- a row of a scorecard

    def _earned(self, turn: str) -> Answer | None:
        """Say how many points a result earns on the row just told."""
        frame = self.state.last_subject
        read = read_question(turn, self.known)
        typed = read.of("percent", "number", "days", "amount")
        if frame is None or "row" not in frame.slots or not _EARNED.search(turn):
            return None
        if len(typed) != 1 or any(map(read.has, ("line", "fund", "year", "category"))):
            return None
        # Its target is not what the result earns.
        named = replace(frame, slots={**frame.slots, "measure": "poids"})
        subject = asked_of_subject("", named, self.known)
        answer = self.single(
            f"combien de points si on fait {typed[0].text} {subject}", State(about=frame.about)
        )
        if answer.kind != ANSWERED or "COG_POINTS" not in answer.formula:
            said = "Je ne sais pas calculer ces points. Donnez la cible, le seuil et le poids."
            return self._unclear(said) if answer.kind != ANSWERED else None
        return self._told_by(answer, answer.state.text or subject)

    # -- an intéressement

    def _bonus_again(self, turn: str) -> Answer | None:
        """Answer of the intéressement just told: one of its parts, or with another rate."""
        return self._part_of_bonus(turn) or self._other_rate(turn)

    def _other_rate(self, turn: str) -> Answer | None:
        """Calculate the intéressement just told with another national or local rate."""
        frame, asked = self.state.last_subject, _OTHER_RATE.fullmatch(turn)
        if frame is None or asked is None or frame.intent != "mtid" or self.state.op:
            return None
        name = "trn" if asked["of"] == "national" else "trl"
        rate = float(asked["n"].replace(",", ".")) / 100
        if rate > 1 or name not in frame.slots:
            return None
        held = {one: frame.slots.get(one) for pair in _TERMS_OF_PART.values() for one in pair}
        said = []
        for one, value in {**held, name: rate}.items():
            if not isinstance(value, int | float):
                return None
            rated = one.startswith("tr")
            number = f"{value * 100 if rated else value:.12g}".replace(".", ",")
            said.append(f"{one} {number}{' %' if rated else ' €'}")
        text = f"interessement {' '.join(said)}"
        answer = self.single(text, State(about=frame.about))
        return self._told_by(answer, text) if answer.kind == ANSWERED else None

    def _part_of_bonus(self, turn: str) -> Answer | None:
        """Answer with one of the two parts of the intéressement just told."""
        frame, asked = self.state.last_subject, _ONE_PART.fullmatch(turn)
        if frame is None or asked is None or frame.intent != "mtid" or self.state.op:
            return None
        national = asked["of"].startswith("n")
        amount, rate = (frame.slots.get(one) for one in _TERMS_OF_PART[national])
        if not isinstance(amount, int | float) or not isinstance(rate, int | float):
            return None
        names = ("nationale", "PINI", "TRN") if national else ("locale", "PILI", "TRL")
        text = f"part {names[0]} avec {names[1]} {amount:.12g} et {names[2]} {rate * 100:.12g} %"
        answer = self.single(text.replace(".", ","), State(about=frame.about))
        fits = answer.kind == ANSWERED and answer.formula
        return replace(answer, state=self.state) if fits else None


#: « Rien que la part nationale » of an intéressement.
_ONE_PART: Final = regex(
    r"(?:(?:et|rien|que|qu|seulement|uniquement|juste|dont|la|le|l|pour|part|combien|ca fait) )*"
    r"(?P<of>nationale?|locale?)(?: (?:seule?|seulement|uniquement|combien|alors))*"
)
#: « Et si le local tombe à 49 % ? »
_OTHER_RATE: Final = regex(
    r"(?:(?:et|mais|si|avec|alors|pour|le|la|l|un|taux|part|score|reussite|de|du) )*"
    r"(?P<of>national|local)e?s?"
    r"(?: (?:a|est|tombe|passe|etait))*"
    r" (?P<n>\d{1,3}(?:,\d+)?) ?%(?: (?:ca donne|combien|alors|seulement))*"
)
#: Whether it is the national part → the slots that make it.
_TERMS_OF_PART: Final = {True: ("pini", "trn"), False: ("pili", "trl")}
_OF_INDICATOR: Final = regex(r'COG_(?:TARGET|TARGET_TEXT|BASELINE)\("?([\w.]+)"?[,)]')
