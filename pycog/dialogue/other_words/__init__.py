"""Reads once more, in words that the assistant knows, a question that was not understood."""
