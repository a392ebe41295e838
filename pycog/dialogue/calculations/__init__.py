"""Calculations on the numbers of a question: their roles, the formula, the answer.

What can be calculated is data (``data/calculations.toml``): the words that ask for it, the
roles of its numbers and its formula, once each. A question is answered here only where every
number has a role, every word is used, and one reading is clearly ahead of the others.
"""
