"""Tells once what two conventions drawn from one document have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Finding

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def each_once(
    audited: Sequence[tuple[Convention, Sequence[Finding]]],
) -> list[list[Finding]]:
    """Return the findings of each convention, those of one document only once.

    Two campaigns printed side by side in one document share its contradictions: what is
    found in both is told with the first, for both.

    Args:
        audited: Conventions with their findings.

    Returns:
        The findings of each convention, in the same order.
    """
    kept: list[list[Finding]] = []
    first: dict[tuple[str, ...], tuple[int, int]] = {}
    shared: dict[tuple[int, int], list[Convention]] = {}
    for number, (convention, findings) in enumerate(audited):
        own: list[Finding] = []
        for finding in findings:
            mark = _mark(convention, finding)
            if mark in first and first[mark][0] != number:
                shared.setdefault(first[mark], []).append(convention)
                continue
            first.setdefault(mark, (number, len(own)))
            own.append(finding)
        kept.append(own)
    for (number, place), others in shared.items():
        finding = kept[number][place]
        title = audited[number][0].short_title
        years = " et ".join(str(one.years[0]) for one in others)
        document = finding.document.replace(title, f"{title} et {years}", 1)
        kept[number][place] = replace(finding, document=document)
    return kept


def _mark(convention: Convention, finding: Finding) -> tuple[str, ...]:
    """Return what makes two findings of one document the same: all but their year."""
    return (
        convention.document,
        finding.check,
        _YEAR.sub("", finding.document),
        _YEAR.sub("", finding.place),
        finding.printed,
        finding.recomputed,
        finding.severity,
        finding.reading,
    )
