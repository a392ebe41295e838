"""What xlwings Server offers to Excel: one function per formula of the catalogue."""

from __future__ import annotations

from addin.calls import custom_functions

globals().update(custom_functions())
