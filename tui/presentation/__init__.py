"""Pure functions from models to what a person reads: cells, labels, glyphs and ages."""
