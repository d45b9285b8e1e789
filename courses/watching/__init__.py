"""What was watched of a film: counted, kept, shown."""
