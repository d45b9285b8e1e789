"""An app of the test suite that brings kinds of requirements."""
