"""How a workbook is opened: its password, its signature, the sizes that are accepted."""

from __future__ import annotations

from msgspec import Struct, field


class Limits(Struct, frozen=True):
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


class Opening(Struct, frozen=True, kw_only=True):
    """How a workbook is opened.

    Attributes:
        drop_signature: Remove a digital signature, which any change would break.
        password: Opens an encrypted workbook, which is written back encrypted.
        limits: Sizes accepted.
    """

    drop_signature: bool = False
    password: str | None = None
    limits: Limits = field(default_factory=Limits)

    def __repr__(self) -> str:
        """Tell everything but the password, which no log and no message may hold."""
        told = (
            f"{name}={getattr(self, name)!r}"
            for name in self.__struct_fields__
            if name != "password"
        )
        return f"{type(self).__name__}({', '.join(told)})"
