"""Sizes beyond which a file is refused rather than read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a file is refused rather than read.

    Attributes:
        part_bytes: Largest part of a package, unpacked.
        package_bytes: All parts together, unpacked.
        parts: Number of parts.
        ratio: How many times its compressed size a large part may have.
    """

    part_bytes: int = 1 << 30
    package_bytes: int = 4 << 30
    parts: int = 65_000
    ratio: int = 250
