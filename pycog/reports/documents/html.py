"""Writes a report as one self-contained HTML page, by the rules of RGAA level AA.

No script, no file besides this one, no address: the page opens from a mailbox or an archive.
Every text is escaped; what an officer typed is shown as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Final

from pycog.reports.documents import pictures
from pycog.reports.documents.document import (
    Block,
    Cell,
    Document,
    Items,
    Paragraph,
    Picture,
    Section,
    Sparkline,
    Table,
    Terms,
    Tiles,
)
from pycog.reports.documents.figure import Figure
from pycog.reports.documents.status_looks import SIGNS, status_of
from pycog.reports.documents.typography import typeset
from pycog.values import fold

_DIGEST: Final = re.compile(r"(?:[0-9a-f]{16} ?){4}")
#: Nothing is loaded and nothing runs; style sheets stand in the page.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_FIRST, _DEEPEST = 2, 6


def render_html(document: Document) -> str:
    """Return a report as an HTML page."""
    return "\n".join(_page(document)) + "\n"


def _page(document: Document) -> Iterator[str]:
    title = _text(f"{document.title} – {document.body}")
    if document.warning:
        title = f"{_text(document.warning.partition(' :')[0])} – {title}"
    yield '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>"
    yield f'<body class="{"une-page" if document.one_page else "suite"}">'
    yield '<a class="evitement" href="#contenu">Aller au contenu</a>'
    yield from _header(document)
    if document.summary:
        yield from _contents(document)
    yield '<main id="contenu" tabindex="-1">'
    for section in document.sections:
        yield from _section(section, _FIRST)
    yield f"</main>\n<footer>\n<p>{_text(document.footer)}</p>\n</footer>\n</body>\n</html>"


@lru_cache(maxsize=1)
def _style() -> str:
    return files("pycog.reports.documents").joinpath("templates/rapport.css").read_text("utf-8")


def _header(document: Document) -> Iterator[str]:
    yield "<header>"
    if document.warning:
        yield f'<p class="fictif">{_text(document.warning)}</p>'
    yield f"<h1>{_text(document.title)}</h1>"
    yield f'<p class="sous-titre">{_text(document.subtitle)}</p>'
    if document.one_page:
        yield f"<p>{_text(document.body)}</p>"
    else:
        yield _terms(document.cover)
    yield "</header>"


def _contents(document: Document) -> Iterator[str]:
    yield '<nav aria-labelledby="sommaire">\n<h2 id="sommaire">Sommaire</h2>\n<ol>'
    for section in document.sections:
        yield f'<li><a href="#{section.anchor}">{_text(section.title)}</a></li>'
    yield "</ol>\n</nav>"


def _section(section: Section, level: int) -> Iterator[str]:
    look = ' class="nouvelle-page"' if section.new_page else ""
    heading = min(level, _DEEPEST)
    # Main parts are landmarks; those below would be too many to be of use.
    named = f' aria-labelledby="titre-{section.anchor}"' if level == _FIRST else ""
    yield f'<section id="{section.anchor}"{named}{look}>'
    yield f'<h{heading} id="titre-{section.anchor}">{_text(section.title)}</h{heading}>'
    for block in section.blocks:
        yield _block(block)
    for part in section.parts:
        yield from _section(part, level + 1)
    yield "</section>"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        look = f' class="{block.look}"' if block.look else ""
        return f"<p{look}>{_text(block.text)}</p>"
    if isinstance(block, Items):
        return f"<ul>{''.join(f'<li>{_text(text)}</li>' for text in block.texts)}</ul>"
    if isinstance(block, Terms):
        return _terms(block)
    if isinstance(block, Tiles):
        tiles = (
            f'<li><span class="valeur">{_cell(found)}</span> {_text(label)}</li>'
            for label, found in block.tiles
        )
        return f'<ul class="tuiles">{"".join(tiles)}</ul>'
    if isinstance(block, Table):
        return "\n".join(_table(block))
    return _picture(block)


def _terms(terms: Terms) -> str:
    pairs = (f"<dt>{_text(name)}</dt><dd>{_cell(value)}</dd>" for name, value in terms.pairs)
    return f"<dl>{''.join(pairs)}</dl>"


def _picture(picture: Picture) -> str:
    caption = f"<figcaption>{_text(picture.title)}</figcaption>"
    return f"<figure>{caption}{pictures.svg(picture)}</figure>"


def _table(table: Table) -> Iterator[str]:
    # A table too wide for a screen scrolls by itself, also from the keyboard.
    label = escape(typeset(table.caption), quote=True)
    yield f'<div class="tableau" role="region" aria-label="{label}" tabindex="0">\n<table>'
    yield f"<caption>{_text(table.caption)}</caption>"
    widths = "".join(f'<col style="width:{_share(table, width)}%">' for width in table.widths)
    yield f"<colgroup>{widths}</colgroup>"
    heads = "".join(f'<th scope="col">{_text(text)}</th>' for text in table.headings)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for number, (row, spans) in enumerate(zip(table.rows, table.spans(), strict=True)):
        look = table.looks[number] if table.looks else ""
        cells = _row(table, row, spans)
        yield f"<tr{f' class={chr(34)}{look}{chr(34)}' if look else ''}>{cells}</tr>"
    yield "</tbody>\n</table>\n</div>"


def _share(table: Table, width: float) -> str:
    return f"{100 * width / sum(table.widths):.2f}".rstrip("0").rstrip(".")


def _row(table: Table, row: tuple[Cell | Sparkline, ...], spans: tuple[int, ...]) -> str:
    cells = []
    for place, (found, span) in enumerate(zip(row, spans, strict=True)):
        if span > 1:
            cells.append(f'<th scope="row" colspan="{span}">{_cell(found)}</th>')
        elif not span:
            continue
        elif place == table.header_column:
            cells.append(f'<th scope="row">{_cell(found)}</th>')
        else:
            cells.append(f"<td{_look(found)}>{_cell(found)}</td>")
    return "".join(cells)


def _look(found: Cell | Sparkline) -> str:
    if not isinstance(found, Figure):
        return ""
    # A dash stands where a number would.
    if found.number is not None or found.value is None:
        return ' class="nombre"'
    status = status_of(found)
    return f' class="statut {_class(status)}"' if status else ""


def _class(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")


def _cell(found: Cell | Sparkline) -> str:
    if isinstance(found, Sparkline):
        return pictures.svg_sparkline(found)
    if status := status_of(found):
        return f'<span aria-hidden="true">{SIGNS[status]}</span>\u00a0{_text(status)}'
    if isinstance(found, Figure):
        return _text(found.shown)
    if _DIGEST.fullmatch(found):
        return f'<span class="empreinte">{found}</span>'
    return _text(found)


def _text(text: str) -> str:
    return escape(typeset(text))
