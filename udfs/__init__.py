"""The catalogue of Excel formulas, and the hosts that offer them."""
