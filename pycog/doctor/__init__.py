"""Finds what keeps a workbook from calculating as its owner means it to, and repairs it."""

from pycog.doctor.diagnosis import Cell, Finding, Rule, Sheet, Signatures, Workbook
from pycog.doctor.doctor_reading import read
from pycog.doctor.repair import Change, Repair, repair, write_copy
from pycog.doctor.rules import examine

__all__ = [
    "Cell",
    "Change",
    "Finding",
    "Repair",
    "Rule",
    "Sheet",
    "Signatures",
    "Workbook",
    "examine",
    "read",
    "repair",
    "write_copy",
]
