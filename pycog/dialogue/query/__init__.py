"""One typed query for every table: rows, measures, periods, conditions, and one operator."""
