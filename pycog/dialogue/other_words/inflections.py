"""The forms of French verbs, nouns and adjectives in plain form, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

#: The places of a verb, in the order of the endings below.
PLACES: Final = (
    "inf", "3s", "2s", "1p", "2p", "3p", "ant", "pp", "ppf", "pps", "ppfs", "ait", "ais", "aient",
    "ra", "ront", "rez", "rons", "rait", "raient", "rais",
)  # fmt: skip
#: The past participle, in its four forms.
PAST: Final = ("pp", "ppf", "pps", "ppfs")
_ENDINGS: Final = {
    "er": "er e es ons ez ent ant e ee es ees ait ais aient era eront erez erons erait eraient"
    " erais",
    "ir": "ir it is issons issez issent issant i ie is ies issait issais issaient ira iront irez"
    " irons irait iraient irais",
    "re": "re - s ons ez ent ant u ue us ues ait ais aient ra ront rez rons rait raient rais",
}  # fmt: skip
#: The six parts of the verbs that follow another rule, by the end of their infinitive.
_FAMILIES: Final = {
    "oyer": "oie oies oy oient oye oier", "uyer": "uie uies uy uient uye uier",
    "ayer": "aie aies ay aient aye aier", "enir": "ient iens en iennent enu iendr",
    "mettre": "met mets mett mettent mis mettr", "uire": "uit uis uis uisent uit uir",
    "prendre": "prend prends pren prennent pris prendr",
    "traire": "trait trais tray traient trait trair", "cevoir": "coit cois cev coivent cu cevr",
    "crire": "crit cris criv crivent crit crir",
    "indre": "int ins ign ignent int indr", "vrir": "vre vres vr vrent vert vrir",
    "frir": "fre fres fr frent fert frir", "ervir": "ert ers erv ervent ervi ervir",
    "sentir": "sent sens sent sentent senti sentir", "uivre": "uit uis uiv uivent uivi uivr",
    "clure": "clut clus clu cluent clu clur", "oitre": "oit ois oiss oissent u oitr",
    "courir": "court cours cour courent couru courr", "faire": "fait fais fais font fait fer",
    "jeter": "jette jettes jet jettent jete jetter",
    "appeler": "appelle appelles appel appellent appele appeller",
}  # fmt: skip
#: Endings of verbs that follow no rule at all.
_IRREGULAR: Final = ("oir", "ortir", "artir", "ormir", "dire", "lire", "aitre", "ivre", "oudre")
_PARTICIPLE: Final = ("", "e", "s", "es")
_PLURALS: Final = (("al", "aux"), ("eau", "eaux"), ("eu", "eux"), ("au", "aux"))
_INVARIABLE: Final = ("s", "x", "z")
_FEMININES: Final = (("eux", "euse"), ("if", "ive"), ("er", "ere"), ("el", "elle"), ("en", "enne"))


def verb_forms(infinitive: str, irregular: Mapping[str, str]) -> dict[str, str]:
    """Return the forms of a verb by their place (:data:`PLACES`).

    Args:
        infinitive: In plain form: ``exceder``.
        irregular: Infinitive → the six parts that its forms are made of: third and second
            person of the present, stem of its plural, third person plural, past participle,
            stem of the future.

    Raises:
        ValueError: The verb follows no rule and is not among the irregular ones.
    """
    if infinitive in irregular:
        return _irregular(infinitive, irregular[infinitive].split())
    for end, parts in _FAMILIES.items():
        if infinitive.endswith(end):
            stem = infinitive.removesuffix(end)
            return _irregular(infinitive, [stem + part for part in parts.split()])
    root, ending = infinitive[:-2], infinitive[-2:]
    if ending not in _ENDINGS or infinitive.endswith(_IRREGULAR):
        raise ValueError(f"no rule for the verb {infinitive}")
    found = {}
    for place, end in zip(PLACES, _ENDINGS[ending].split(), strict=True):
        # « Dirigeant », « dirigeons ».
        soft = "e" if ending == "er" and root.endswith("g") and end[0] in "ao" else ""
        found[place] = root + soft + end.strip("-")
    return found


def _irregular(infinitive: str, parts: list[str]) -> dict[str, str]:
    third, second, plural, they, past, future = parts
    return {
        "inf": infinitive, "3s": third, "2s": second, "1p": f"{plural}ons", "2p": f"{plural}ez",
        "3p": they, "ant": f"{plural}ant", **dict(zip(PAST, _past(past), strict=True)),
        "ait": f"{plural}ait", "ais": f"{plural}ais", "aient": f"{plural}aient",
        "ra": f"{future}a", "ront": f"{future}ont", "rez": f"{future}ez", "rons": f"{future}ons",
        "rait": f"{future}ait", "raient": f"{future}aient", "rais": f"{future}ais",
    }  # fmt: skip


def _past(past: str) -> Iterator[str]:
    for end in _PARTICIPLE:
        yield past if end == "s" and past.endswith("s") else past + end


def noun_forms(noun: str) -> dict[str, str]:
    """Return the singular and the plural of a noun in plain form."""
    return {"s": noun, "p": _plural(noun)}


def adjective_forms(adjective: str) -> dict[str, str]:
    """Return the four forms of an adjective whose masculine is given in plain form."""
    feminine = adjective if adjective.endswith("e") else f"{adjective}e"
    for ending, changed in _FEMININES:
        if adjective.endswith(ending):
            feminine = adjective[: -len(ending)] + changed
            break
    return {"s": adjective, "p": _plural(adjective), "f": feminine, "fp": f"{feminine}s"}


def _plural(word: str) -> str:
    if word.endswith(_INVARIABLE):
        return word
    for ending, changed in _PLURALS:
        if word.endswith(ending):
            return word[: -len(ending)] + changed
    return f"{word}s"
