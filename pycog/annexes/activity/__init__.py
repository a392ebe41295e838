"""The workbooks of activity reports."""
