"""Registers, action plans and tables of people of an open workbook: rows by state, day and name."""
