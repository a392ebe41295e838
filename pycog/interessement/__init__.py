"""Intéressement (profit sharing): points, success rates, scorecards, euros per FTE."""
