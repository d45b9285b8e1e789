"""Activity kinds of this hall."""
