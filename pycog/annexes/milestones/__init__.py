"""The workbook that follows the dated measures."""
