"""How a workbook is opened: its password, its signature, the sizes that are accepted."""

from __future__ import annotations

from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a workbook is opened.

    Attributes:
        drop_signature: Remove a digital signature, which any change would break.
        password: Opens an encrypted workbook, which is written back encrypted.
        limits: Sizes accepted.
    """

    drop_signature: bool = False
    password: str | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)
