"""The workbook of annex 1: registers, budget report, conformity, carry-overs."""
