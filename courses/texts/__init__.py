"""Long texts that are searched besides pages: what is said in films, what stands in documents."""
