"""Leaf of the house: kinds, clock, search, errors. No domain words here."""
