"""The budget report of annex 1, drawn from its registers."""
