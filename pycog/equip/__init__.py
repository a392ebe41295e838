"""An officer's own annexes come alive: their tables are recognised and bound to the agreement."""
