"""Measures how long one answer of the conversation takes, in process.

Run with ``python benchmarks/dialogue.py``; it asks the examples of the intents and writes
``benchmarks/resultats-dialogue.md``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from pathlib import Path

from pycog.dialogue.answering import Context, State, prepare, reply
from pycog.dialogue.intents import load_intents
from pycog.values import format_number
from udfs.hosts.engine import EngineHost

TARGET = Path(__file__).parent / "resultats-dialogue.md"
#: Text that names nothing and costs the most: every word is compared with all known ones.
WORST = "tauxx objectiff indicateurr budgett atteintee " * 20
DAY = dt.date(2026, 1, 1)


def measure(repeat: int) -> tuple[list[float], float, float]:
    """Return the times of all answers, of the first one and of the worst text, in ms."""
    context = Context(EngineHost(), today=DAY)
    questions = [text for intent in load_intents().values() for text in intent.examples]
    start = time.perf_counter()
    prepare()
    reply(questions[0], State(), context)
    first = _ms(start)
    for question in questions:
        reply(question, State(), context)
    times = []
    for _ in range(repeat):
        for question in questions:
            start = time.perf_counter()
            reply(question, State(), context)
            times.append(_ms(start))
    worst = []
    for number in range(repeat):
        start = time.perf_counter()
        reply(f"{number} {WORST}", State(), context)
        worst.append(_ms(start))
    return times, first, max(worst)


def report(times: list[float], first: float, worst: float) -> str:
    """Return the results as a French document."""
    cuts = statistics.quantiles(times, n=100)
    rows = (
        ("médiane", statistics.median(times)),
        ("95e centile", cuts[94]),
        ("la plus longue", max(times)),
        ("première question, chargement compris", first),
        ("texte de 600 caractères sans sens", worst),
    )
    lines = [
        "# Temps d'une réponse de l'assistant",
        "",
        "Écrit par `python benchmarks/dialogue.py` : les questions d'exemple de chaque sujet, dans",
        "un seul processus, formule calculée et expliquée comprise.",
        "",
        "| Réponse | Temps (ms) |",
        "|---|---:|",
        *(f"| {name} | {format_number(value, 2)} |" for name, value in rows),
        "",
    ]
    return "\n".join(lines)


def _ms(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=20, help="passes over all questions")
    text = report(*measure(parser.parse_args().repeat))
    TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
