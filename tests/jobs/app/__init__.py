"""An app of the suite that brings kinds of jobs and keeps a record of what they did."""
