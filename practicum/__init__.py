"""Hall 2: procedure drills judged by the norm."""
