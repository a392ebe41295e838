"""The workbook of validation: every case live, with its verdict."""
