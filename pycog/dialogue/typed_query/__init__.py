"""One typed query on the tables of an open workbook: rows, columns, periods, one operation."""
