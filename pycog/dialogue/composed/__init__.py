"""Questions composed of a subject, conditions and an operator, read without any list of patterns.

A reader claims what it uses of a question; it answers only where nothing is left over.
"""
