"""What-if: a workbook recalculated with other inputs, side by side; loaded only when first used."""
