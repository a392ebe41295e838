"""A turn that asks more of the rule just told, without naming what the rule is about.

« À partir de quand court le délai ? » after the rule on carried credits is read as « report : à
partir de quand court le délai ? ». Every word of the turn is then held against the provisions, as
in a question of its own: what only resembles it is refused there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN, Answer, unknown
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.changed_days import ChangedDays
from pycog.dialogue.frames.rule_turns import TURNED
from pycog.dialogue.frames.turn_words import article_asked, plain_turn, source_asked
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
_LONGEST: Final = 16
#: Intents whose answer is a rule that is applied.
_RULES: Final = frozenset({"virement", "report", "nature", "approbation"})
#: Answers to a turn by itself that leave no doubt that it was about a rule.
_OF_RULES: Final = frozenset(
    {"definition", "virement", "nature", "pourquoi", "explication", "politesse"}
)
_TRANSFER: Final = regex(r"\b(?:virements?|virer|vires?|transf[a-z]+|bascul[a-z]+|deplac[a-z]+)\b")
_REPORT: Final = regex(
    r"\b(?:report[a-z]*|reliquats?|non (?:consomm|utilis|depens)[a-z]+|(?:qui )?reste)\b"
)
_KIND: Final = regex(r"\b(?:credits? |depenses? )?((?:limitati|evaluati)(?:f|ve)s?)\b")
_OTHER_GROUP: Final = regex(r"\b(?:autre|differents?|vers|en) (?!lieu|cours|cas|n\b)")
_SAME_GROUP: Final = regex(
    r"\bmemes? (?:groupe|ligne|enveloppe|poste)s?\b|\bintact|\bdans le groupe"
)
_BUDGET: Final = regex(
    r"\bbudgets?\b.*\b(?:vot|approuv|adopt|conforme|primitif|rectificatif)|\b(?:vot\w+|approuv\w+"
    r"|adopt\w+) (?:le |les |ce |son )?budgets?\b|\bprimitif"
)
_ACTUAL: Final = regex(r"\b(?:actualis|index|revaloris)\w+")
_FUND: Final = regex(r"\b(fng[ar])\b")
#: What asks something of a rule, and never an amount.
_ASKS: Final = regex(
    r"\b(?:qui|quand|comment|pourquoi|quoi|faut|doit|doivent|peut|peuvent|possible|autoris\w*"
    r"|interdit\w*|approuv\w*|approbation|accord|valid\w*|vot\w*|decid\w*|prevenir|informe\w*"
    r"|avertir|delais?|jours|temps|reagi\w*|documents?|pieces?|justificatifs?|condition\w*"
    r"|plafond|limite|seuil|montant|depenses|financ\w*|conseil|etat|tutelle|directeur"
    r"|controleur|conforme|refus\w*|report\w*|concerne\w*|reliquats?|partie|compte)\b"
)
#: A transfer that stays where it is.
_INSIDE: Final = regex(
    r"(?:et |ou |sinon |pour )*(?:(?:a l |dans l )?(?:interieur|au sein|dedans)\b|entre (?:deux"
    r" |2 |des |plusieurs |les )?(?:lignes?|comptes?|postes?|sous comptes?)\b"
    r"|(?:dans|au sein d) ?(?:le |un |du )?meme (?:groupe|enveloppe|titre)).*"
)
#: « Si je le mets en fonctionnement »: what was just spoken of.
_IT: Final = regex(
    r"\b(?P<who>je|on|nous|j) (?:le|la|les|l|en) (?:mets?|mettons|met|mettait|bascul\w+|passe\w*"
    r"|affect\w+|utilis\w+|report\w+|bascule|remets?|place\w*|verse\w*)"
    r" (?=en |sur |dans |au |vers |pour )"
)
#: « Et si c'était un reliquat sur les amortissements ? »
_IF_IT_WERE: Final = regex(
    r"(?:et |mais )*(?:si )?(?:c etait|c est|il s agissait d|il s agit d|pour)"
    r" (?:un |une |des |le |la |les |d un |d une )*(?:(?:reliquat|solde|reste|credit"
    r"|reste de credits?|disponible)s? )?(?:sur|de|du|des|d|en)? ?"
    r"(?:la |les |le |l |un |une |des )*(?P<what>[a-z].+)"
)
#: « Et si ça reste en investissement ? »
_IF_IT_STAYS: Final = regex(
    r"(?:et |mais |sinon )*si (?:ca|on|je|l argent|les credits|le reliquat|cela|il|ils|c)"
    r" (?:le |la |les |l )?(?:rest\w+|gard\w+|laiss\w+|mainti\w+|maintenu\w*)"
    r" (?:en |dans |sur |au |a |pour )(?:le |la |les |l )?(?P<what>[a-z][a-z ]*)"
)
#: « Et si je les mets dans un autre groupe ? »
_ELSEWHERE: Final = regex(
    r"(?:(?:et|mais|sinon|si|ou|pour|quand|on|je|nous|ils?|elles?|c est|les|le|la|l|en|credits?) )*"
    r"(?:(?:met|mets|mettons|passe|passent|bascul\w+|affect\w+|report\w+|chang\w+|utilis\w+"
    r"|deplac\w+|vont|va|sont|est|partent|transf\w+) )?"
    r"(?:(?:dans|vers|sur|a|en|de|d|pour) )*(?:un |une )?(?:autre|different) "
    r"(?:groupe|poste|titre|enveloppe)(?: (?:de depenses|different|que celui d origine))?"
)
#: « Faut-il informer le contrôleur général ? »
_TO_TELL: Final = regex(
    r"(?:(?:et|donc|mais|est ce qu|il|on|je|faut|doit|dois|devons|nous|quand meme|en) )*"
    r"(?:informer|prevenir|avertir|aviser)"
    r"(?: (?:le|la|l|un|du|general|controleur|etat|conseil|quelqu un|de ce virement|auparavant))*"
)
_WITHIN: Final = regex(r"\b(?:interieur|au sein|meme groupe|meme enveloppe|meme poste)\b")
_AGREEMENT: Final = frozenset({"cog", "convention"})
_CARRIED: Final = regex(
    r"(?:(?:et|donc|c|c est|est ce|est il|ce reste est|on peut|le|la|ca|il est) )*"
    r"(?P<no>pas )?(?:reportables?|reporter|reporte)(?: (?:ou pas|ou non|alors))?"
    r"(?: (?:selon|d apres|au sens d\w*|dans|par)(?: (?:la|l|cette|les|regles|de))*"
    r" (?:cog|convention|annexe(?: 1)?))?"
)
_HOW_MUCH: Final = regex(
    r"(?:(?:et|donc|ca|c|fait|est|represente|il y a|on a) )*(?:combien|quel (?:montant|budget))"
    r"(?: (?:en|pour|c est|sur))* (?P<year>(?:19|20)\d\d)"
)
_PAPERS: Final = regex(
    r"\b(?:documents?|pieces?|justificatifs?|papiers?|dossiers?|etats?)\b.*\b(?:fourni\w*|produi\w+"
    r"|joindre|joint\w*|remett\w+|remis\w*|transm\w+|annex\w+|prepar\w+|envoy\w+|adress\w+)\b"
)
#: A body, a person or an exception, of which the rules say nothing.
_RESTRICTS: Final = regex(
    r"\b(?:hors|sauf|hormis|excepte|jamais|dollars?|m|mr|mme|monsieur|madame|caisse (?:du|de|d))\b"
)
_WHO_OR_WHEN: Final = regex(
    r"(?:(?:et|donc|mais|alors|c est|ca se|cela se) )*(?:(?:a |par )?qui|(?:a partir de )?quand"
    r"|(?:sous |dans )?quel delai|quand ca)(?: (?:le|la|les|l|se|est|doit|peut|en|ca|c est|qui"
    r"|prend|court|decid\w+|vot\w+|approuv\w+|valid\w+|autoris\w+|sign\w+|prevenir|informer"
    r"|decision|delai|etre|informe|averti))*"
)
_APPROVED: Final = regex(
    r"\b(?:approuv\w*|approbation|accord|etat|tutelle|valid\w*|delais?|jours|temps|quand|reagi\w*)\b"
)
_OWN: Final = regex(r"\b(?:ses|leurs|son|sa|leur) (?P<what>[a-z]+)")
#: Those who decide a transfer, approve it or are told of it.
_OF_DECIDERS: Final = regex(
    r"\b(?:etat|tutelles?|conseil|vot\w+|directeur|directrice|controleur|prevenir|informe\w*"
    r"|avertir|avise\w*|approuv\w+|approbation|accord|qui)\b"
)


class RuleInFocus(ChangedDays):
    """A turn about the rule that was told or applied last."""

    def _more_of_rule(self, question: str, answer: Answer) -> Answer | None:
        """Answer a turn as more of the last rule, where by itself it is about none.

        Args:
            question: As typed.
            answer: What the turn is answered by itself.
        """
        text = normalise(question).strip(" ?.!,")
        if self.context.sheet is not None or len(words(text)) > _LONGEST:
            return None
        if _RESTRICTS.search(text) or read_question(text, self.known).of("category", "document"):
            return None
        inside = _INSIDE.fullmatch(text) is not None and answer.intent == "virement"
        sure = answer.kind == ANSWERED and answer.intent in _OF_RULES
        if sure and not inside and not self._is_general(answer):
            return None
        plain = plain_turn(question)
        if source_asked(plain) or article_asked(plain):
            return None
        if fund := self._amount_of_fund(text):
            return fund
        others = (_INSIDE, _IF_IT_STAYS, _ELSEWHERE)
        asks = _ASKS.search(text) or any(one.fullmatch(text) for one in others)
        if re.search(r"\d", text) or not asks:
            return None
        # What was told goes along: this is no further guess at what the turn says by itself.
        before = State(about=self.state.about, told=self.state.told or text)
        told = self._told_rule()
        for whole in dict.fromkeys(self._wholes(text, " ?" if "?" in question else "")):
            found = self.single(whole, before)
            if found.kind != ANSWERED or found.text == told:
                continue
            if found.intent == "definition":
                state = replace(self.state, pending="", choices=(), told=whole[:LONGEST_TEXT])
                return replace(found, state=state)
            if found.intent == "virement" and _OF_DECIDERS.search(text):
                return replace(found, state=replace(self.state, pending="", choices=()))
        return None

    def _asked_of_rule(self, question: str) -> Answer | None:
        """Tell who, when or what is to be handed in, which the rule's own words do not ask."""
        text = normalise(question).strip(" ?.!,")
        if told := self._told_within(text):
            return told
        if _PAPERS.search(text) is None and _WHO_OR_WHEN.fullmatch(text) is None:
            return None
        return self._more_of_rule(question, unknown(""))

    def _told_within(self, text: str) -> Answer | None:
        """Say that nobody is told of a transfer within a group, decided by the director alone."""
        told = self.state.told
        if not (_TO_TELL.fullmatch(text) and _TRANSFER.search(told) and _WITHIN.search(told)):
            return None
        rule = self.single(told, State(about=self.state.about))
        if rule.kind != ANSWERED or "seul" not in words(normalise(rule.text)):
            return None
        return replace(rule, text=f"Non. {rule.text}", state=self.state)

    def _carried_from_line(self, question: str, answer: Answer) -> Answer | None:
        """Say whether what is left of the line spoken of is carried over: « reportable ? »."""
        lost = answer.kind in (ASKED, UNKNOWN) and answer.intent == "report"
        # The name of the agreement says nothing: every answer is about it.
        own = self.known.own_name
        said = " ".join(one for one in normalise(question).strip(" ?.!").split()
                        if stem(one) not in own or one in _AGREEMENT)  # fmt: skip
        asked = _CARRIED.fullmatch(said) if lost else None
        line = self._line() if asked is not None and self.context.sheet is None else ""
        if asked is None or not line:
            return None
        whole = f"{line} reportable ?"
        found = self.single(whole, State(about=self.state.about, told=whole))
        if found.kind != ANSWERED or found.intent != "definition":
            return None
        if asked["no"]:
            # « Donc pas reportable ? » is confirmed by the rule that it is not.
            text = re.sub(r"^(Oui|Non)\b", lambda one: TURNED[one[1]], found.text)
            found = replace(found, text=text)
        return replace(found, state=replace(self.state, told=whole[:LONGEST_TEXT]))

    def _amount_of_fund(self, text: str) -> Answer | None:
        """Tell the budget of the fund whose meaning was told: « combien en 2013 ? »."""
        fund, asked = _FUND.search(self.state.told), _HOW_MUCH.fullmatch(text)
        if fund is None or asked is None:
            return None
        whole = f"budget du {fund[1]} en {asked['year']}"
        answer = self.single(whole, State(about=self.state.about, told=self.state.told))
        if answer.kind != ANSWERED or answer.intent != "budget":
            return None
        return self._kept(whole, replace(answer, state=self._over(answer.state)))

    def _is_general(self, answer: Answer) -> bool:
        """Tell whether a rule was told for every transfer, after a question about one."""
        return answer.intent == "definition" and _EVERY_TRANSFER in answer.text

    def _told_rule(self) -> str:
        """Return the text of the rule told last, ``""`` where none was."""
        told = self.state.told
        return self.single(told, State(about=self.state.about)).text if told else ""

    def _wholes(self, text: str, asked: str) -> Iterator[str]:
        """Yield the questions that a turn may be, with what the last rule is about."""
        about = list(dict.fromkeys(self._subjects()))
        report = any(one.startswith("report") for one in about)
        line = self._line()
        if report and line and _IT.search(text):
            yield _IT.sub(lambda one: f"{one['who']} reporte {line} ", text)
        stays = _IF_IT_STAYS.fullmatch(text) if report else None
        if stays is not None and (self._has_line(stays["what"]) or "groupe" in stays["what"]):
            yield "report dans le meme groupe : approbation de l etat"
        if report and _ELSEWHERE.fullmatch(text):
            yield "report dans un autre groupe : approbation de l etat"
        other = _IF_IT_WERE.fullmatch(text) if report else None
        if other is not None and self._has_line(other["what"]):
            yield f"les reliquats sur les {other['what']} sont reportables ?"
        if not _APPROVED.search(text):
            # Of which group it is says when it is approved, and nothing else.
            about = [one for one in about if not one.startswith("report dans")]
        for one in about:
            if one.startswith("virement") and _INSIDE.fullmatch(text):
                yield f"virement : {text} : qui decide"
            if _OWN.search(text):
                yield _OWN.sub(rf"les \g<what> du {one}", text, count=1)
            yield f"{one} : {text}{asked}"

    def _has_line(self, what: str) -> bool:
        """Tell whether words name a line of the budget and nothing besides."""
        read = read_question(what, self.known)
        return bool(read.of("line")) and all(one.kind in {"line", "group"} for one in read.entities)

    def _line(self) -> str:
        """Return the line that was spoken of last."""
        for frame in self.state.stack():
            held = str(frame.slots.get("line", "")) or next(
                (str(one.value) for one in read_question(frame.text, self.known).of("line")), ""
            )
            if held and "|" not in held:
                return normalise(held)
        return ""

    def _subjects(self) -> Iterator[str]:
        """Yield what the last rule is about, the most of it first."""
        told, frame = self.state.told, self.state.last_subject
        if not told and self.state.pending and self.state.intent in _RULES:
            frame = self.state
        if not told and (frame is None or frame.intent not in _RULES):
            return
        moves = {} if frame is None else frame.slots
        ends = [moves.get(one) for one in ("from_line", "to_line")]
        if frame is not None and frame.intent == "virement" and all(ends):
            yield f"virement de {ends[0]} vers {ends[1]}".lower()
        if _TRANSFER.search(told) or (frame is not None and frame.intent == "virement"):
            yield "virement"
        if _REPORT.search(told) or (frame is not None and frame.intent in {"report", "nature"}):
            lines = {str(one.value) for one in read_question(told, self.known).of("line")}
            if _SAME_GROUP.search(told):
                yield "report dans le meme groupe"
            elif len(lines) == _PAIR and _OTHER_GROUP.search(told):
                yield "report dans un autre groupe"
            yield "report"
        if (kind := _KIND.search(told)) is not None:
            yield f"credits {kind[1][:8]}fs".replace("iffs", "ifs")
        if _BUDGET.search(told):
            yield "budget"
        if (actual := _ACTUAL.search(told)) is not None:
            named = read_question(told, self.known).of("line")
            if len(named) == 1:
                yield f"actualisation du {named[0].text}"
            yield f"{actual[0]}" if actual[0].startswith("index") else "actualisation"
        if (fund := _FUND.search(told)) is not None:
            yield fund[1]


_EVERY_TRANSFER: Final = "Du personnel vers un autre groupe, et du fonctionnement"
