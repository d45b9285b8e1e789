"""Long texts in pieces that a database's search can take. Plain values only."""

from __future__ import annotations

from collections.abc import Iterator

# PostgreSQL forgets where words stand beyond 16,383 of them, and a phrase of Chinese characters
# is found by where they stand.
PIECE = 12_000
# As long as anything that is looked for: nothing is cut in two in every piece.
OVERLAP = 60


def clean(text: str) -> str:
    """Words with single spaces between them; nothing that a database refuses."""
    kept = text.replace("\0", " ").encode("utf-8", "ignore").decode()
    return " ".join(kept.split())


def pieces_of(text: str) -> Iterator[str]:
    """The text, cleaned, in overlapping pieces in order; none of an empty text."""
    words = clean(text)
    for start in range(0, max(len(words) - OVERLAP, min(len(words), 1)), PIECE - OVERLAP):
        yield words[start : start + PIECE]
