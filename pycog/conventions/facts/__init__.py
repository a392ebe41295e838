"""What a convention says, as data: its facts, the schema of its tables, how figures relate."""
