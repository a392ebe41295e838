"""What the documents say in words: told with its place where nothing else answers."""
