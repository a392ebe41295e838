"""The `pycog` command, in French."""
