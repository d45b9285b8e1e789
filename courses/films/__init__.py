"""Uploaded films: what is kept of them, how they are prepared, shown and served."""
