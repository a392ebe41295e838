"""One module per place that formulas run in; each converts values and computes nothing."""
