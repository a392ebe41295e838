"""The workbook of the pooling observatory."""
