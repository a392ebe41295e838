"""The workbooks of annexes 2 and 3: the budget of one fund each."""
