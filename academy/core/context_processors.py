"""What every page knows."""

from django.http import HttpRequest

from academy.core.enums import TEXT_SIZE_COOKIE, TextSize


def reading_size(request: HttpRequest) -> dict[str, str]:
    """The text size the reader chose, from a cookie; anything unknown reads as standard."""
    chosen = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return {"text_size": chosen if chosen in TextSize.values else TextSize.STANDARD.value}
