"""What happens when the server starts and stops, where xlwings Server looks for it."""

from __future__ import annotations

from addin.lifecycle import lifespan

__all__ = ["lifespan"]
