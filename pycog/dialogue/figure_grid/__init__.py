"""Tables of figures as grids: what their lines make of each thing that is measured, by period."""
