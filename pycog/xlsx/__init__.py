"""Workbook files as bytes and markup: read with suspicion, written back record by record.

Nothing here evaluates a formula or knows the engine; :mod:`pycog.refresh` does.
"""
