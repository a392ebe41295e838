"""The formulas of the catalogue: one thin module of declarations per domain module."""
