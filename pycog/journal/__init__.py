"""The journal of refreshes: what changed in each figure, when, and because of which entry.

One SQLite file. A refresh that keeps one hands it each workbook just before it is put in place
(:mod:`pycog.refresh.recording`); the history of a figure is read from it alone, also when the
workbooks are gone.
"""
