"""The French conversation, by fixed rules: no model, no network, never a guess."""
