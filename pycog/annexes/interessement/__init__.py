"""The workbooks of the intéressement: one per scorecard, and the simulation."""
