"""What every built workbook shares: styles, pages of cells, the opening sheet."""
