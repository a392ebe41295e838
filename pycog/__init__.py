"""Targets, budgets and reports of the French social-security conventions (COG)."""

__version__ = "0.2.0"
