"""Activity kinds of this hall: one module each."""
