"""Evaluates a workbook with the engine and decides which of its results stand."""
