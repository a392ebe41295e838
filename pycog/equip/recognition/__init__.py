"""Recognises the tables of a workbook: which indicator or line is each row, what each column."""
