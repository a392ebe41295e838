"""Runs the command as ``python -m pycog``."""

from pycog.cli.main import entry

if __name__ == "__main__":
    entry()
