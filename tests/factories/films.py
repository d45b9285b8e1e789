"""Films for tests: plain functions, every argument optional."""

from itertools import count
from typing import Any

from courses.models import Film

_serial = count(1)


def make_film(**fields: Any) -> Film:
    """A film as it stands once it is prepared; its files are only names."""
    n = next(_serial)
    values = {
        "title": f"影片{n}",
        "original": f"films/originals/{n}",
        "rendition": f"films/{n}.mp4",
        "poster": f"films/{n}.jpg",
        "state": "ready",
        "duration_ms": 60_000,
        "width": 1280,
        "height": 720,
        "no_captions_reason": "没有人说话",
    } | fields
    return Film.objects.create(**values)
