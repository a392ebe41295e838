"""Reads the folders of conventions: closed schema, every fault told with file and line."""
