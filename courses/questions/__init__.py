"""The question bank: kinds of questions, versions, import."""
