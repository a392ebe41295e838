"""Routes that xlwings Server adds to its own."""
