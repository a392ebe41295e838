"""Calculations on typed numbers that have a shape of their own: pairs, lists, rates in a row.

The numbers alone carry the question, so that any noun beside them is a label. A word that
changes what is asked is used by a reading, or there is none.
"""
