"""Input of classes' pages and admin screens."""
