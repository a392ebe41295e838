"""What the rules say: provisions of the agreements, found by their words, told with their place."""
