"""Writes what is known of a workbook into it, and takes it out again."""
