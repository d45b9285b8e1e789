"""Decisions over plain values: verdicts, certificate numbers, names."""
