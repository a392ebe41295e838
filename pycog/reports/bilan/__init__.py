"""The yearly report of a convention: its model, what it is read from, how it is laid out."""
