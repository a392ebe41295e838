"""Targets, results and points in hand-made tables of the open workbook."""
