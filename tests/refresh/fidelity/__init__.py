"""Small workbooks that between them hold what officers' files hold; each function says what.

``python -m tests.refresh.fidelity`` writes them anew into ``classeurs/``.
"""
