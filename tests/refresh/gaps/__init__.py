"""Workbooks on which the engine alone is wrong, each written by its case."""
