"""Composed calculations: an operator over operands, each found in its own piece of the sentence.

An operand is a printed fact found by its words, or a typed number with what it counts; an
operator is told by its words and parts the sentence. A reading stands only where every word,
number, year and body belongs to one operand or to the operator, and where it is clearly ahead.
"""
