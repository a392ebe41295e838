"""Puts calculated values back into sheet parts, and proves that nothing else changed."""
