"""What can be done, what was done, and the one ledger of hours."""
