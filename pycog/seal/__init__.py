"""Sealed annexes: what a workbook's figures rest on, written into it and looked at again later.

A seal (*bordereau de calcul*) stands twice in a workbook: as a custom XML part, which Excel
keeps, and in a sheet to read, which every program keeps. ``sealing`` writes it,
``verification`` calculates anew and says what is no longer as it was sealed.
"""
