"""The scripts that the pane runs on the open workbook, where xlwings Server looks for them."""

from __future__ import annotations

from addin.scripts import cog_figer, cog_inserer

__all__ = ["cog_figer", "cog_inserer"]
