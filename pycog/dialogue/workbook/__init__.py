"""Questions about the open workbook: its cells found by their words, its formulas on them."""
