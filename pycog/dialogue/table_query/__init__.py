"""One typed query on any table of an open workbook, read from its cells alone, of no known kind."""
