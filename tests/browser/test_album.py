"""The pictures of README.md are there, are small, and are all shown."""

import re
from pathlib import Path

from django.conf import settings

README = Path(settings.BASE_DIR) / "README.md"
PICTURE = re.compile(r'<img src="(docs/screenshots/[^"]+)" width="\d+" alt="([^"]+)">')


def test_readme_shows_every_picture_with_its_text_twin():
    shown = dict(PICTURE.findall(README.read_text()))
    there = sorted(README.parent.glob("docs/screenshots/*"))
    assert sorted(shown) == [str(path.relative_to(README.parent)) for path in there]
    assert all(path.stat().st_size <= 120 * 1024 for path in there)
