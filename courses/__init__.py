"""Hall 1: course pages, lessons, activity kinds and the question bank."""
