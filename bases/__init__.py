"""Hall 3: practice bases and the tasks done there."""
