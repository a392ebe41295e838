"""Two versions of one annex, compared by what their cells mean; loaded only when first used."""
