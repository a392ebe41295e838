"""One typed query on a table of an open workbook: rows, columns, conditions and one operation."""
