"""Decisions over plain values."""
