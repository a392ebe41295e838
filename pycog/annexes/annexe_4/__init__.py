"""The workbook of annex 4: the indicators, their results and their summary."""
