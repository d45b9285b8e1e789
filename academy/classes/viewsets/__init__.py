"""Admin screens of classes."""
