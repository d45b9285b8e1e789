"""Reads across the tables of courses, one module per question."""
