"""Decisions of classes over plain values."""
