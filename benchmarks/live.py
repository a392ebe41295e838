"""Measures the formulas in Excel: the client as shipped against the same one with batches.

Both run in one Chromium against one server, in turns, through the real JavaScript; only
Office, Excel and CustomFunctions are stubs. Times depend on the machine and on what else it
does, so each measure is repeated and what counts is the ratio within one run::

    python -m benchmarks.live [--repeat 3] [--output benchmarks/resultats-live.md]
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.addin.browser import browsing, pane
from tests.addin.server import serving

#: Number of scalar calls in one recalculation.
SIZES = (1_000, 10_000)
#: The stock client needs a minute and more for as many.
LARGEST_STOCK = 1_000
SINGLES = 30
#: Calls the functions as Excel does, all cells of a recalculation at once.
RECALCULATE = """async ([nombre, debut]) => {
  const fonction = essai.fonctions.get("COG_EXECUTION");
  const depart = performance.now();
  const rendus = await Promise.all(
    Array.from({ length: nombre }, (_, n) =>
      fonction([[debut + n]], [[debut]], { address: `Feuil1!A${n + 1}` })));
  const duree = performance.now() - depart;
  const justes = rendus.every(([[valeur]], n) => valeur === (debut + n) / debut);
  return [duree, justes];
}"""


@dataclass
class Client:
    """The times of one client, in milliseconds."""

    name: str
    single: list[float] = field(default_factory=list)
    many: dict[int, list[float]] = field(default_factory=dict)


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    stock, batches = Client("client d'origine"), Client("avec les lots")
    before = os.getloadavg()[0]
    with serving() as server, browsing() as browser:
        for turn in range(args.repeat):
            for client in (stock, batches):
                with _page(browser, server.url, client is batches) as page:
                    _measure(page, client, stock, turn)
    text = _report(stock, batches, args.repeat, (before, os.getloadavg()[0]))
    print(text)
    if args.output:
        args.output.write_text(text, encoding="utf-8")


@contextmanager
def _page(browser: Browser, url: str, with_batches: bool) -> Iterator[Page]:
    with pane(browser, url) as page:
        if not with_batches:
            page.route(
                "**/js/lot.js",
                lambda route: route.fulfill(body="", content_type="text/javascript"),
            )
            page.reload()
            page.wait_for_timeout(1500)
            assert page.evaluate("typeof cogCompteurs") == "undefined"
        yield page


def _measure(page: Page, client: Client, stock: Client, turn: int) -> None:
    start = (turn + 1) * 1_000_000
    _call(page, 1, start)  # Reads the language of Excel, once per session.
    client.single += [_call(page, 1, start + n) for n in range(1, SINGLES + 1)]
    for size in SIZES:
        if client is stock and size > LARGEST_STOCK:
            continue
        client.many.setdefault(size, []).append(_call(page, size, start + 1000 * SINGLES))


def _call(page: Page, count: int, start: int) -> float:
    time, right = page.evaluate(RECALCULATE, [count, start])
    if not right:
        raise RuntimeError(f"wrong values among {count} calls")
    return float(time)


def _report(stock: Client, batches: Client, repeat: int, load: tuple[float, float]) -> str:
    ratios = [slow / fast for slow, fast in zip(stock.many[1000], batches.many[1000], strict=True)]
    rows = [
        ("1 appel seul", _median(stock.single), _median(batches.single)),
        ("1 000 appels", _median(stock.many[1000]), _median(batches.many[1000])),
        ("10 000 appels", "non mesuré", _median(batches.many[10_000])),
    ]
    added = statistics.median(batches.single) - statistics.median(stock.single)
    lines = [
        "# Formules dans Excel : client d'origine et client par lots",
        "",
        f"Mesuré le {dt.date.today():%d/%m/%Y} avec `python -m benchmarks.live` : Python "
        f"{platform.python_version()}, {os.cpu_count()} processeurs, {platform.system()} ; charge "
        f"de la machine {_number(load[0], 1)} au début, {_number(load[1], 1)} à la fin (au-dessus "
        f"de {os.cpu_count()}, elle faisait autre chose en même temps).",
        "",
        "Le vrai JavaScript du complément dans Chromium, un vrai `pycog serve` à un processus, "
        "des bouchons pour Office, Excel et CustomFunctions seulement. Chaque appel est "
        "`COG_EXECUTION` avec des arguments différents. Les deux clients alternent dans le même "
        f"essai, {repeat} fois ; les temps sont des médianes, en millisecondes.",
        "",
        "| | client d'origine | avec les lots |",
        "|---|---|---|",
        *(f"| {name} | {left} | {right} |" for name, left, right in rows),
        "",
        f"- 1 000 appels : {', '.join(_number(ratio, 1) for ratio in ratios)} fois plus vite "
        "selon l'essai (visé : au moins 15).",
        f"- 10 000 appels : {', '.join(_number(t / 1000, 2) for t in batches.many[10_000])} s "
        "selon l'essai (visé : moins de 4 s).",
        f"- Un appel seul : {_number(added, 1)} ms d'écart avec le client d'origine (admis : "
        "15 ms de plus).",
        "",
    ]
    return "\n".join(lines)


def _median(times: list[float]) -> str:
    return _number(statistics.median(times), 1)


def _number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",").replace("-", "−")


if __name__ == "__main__":
    main()
