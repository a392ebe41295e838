"""The form of a convention: one workbook shaped like the printed annexes."""
