"""Registration with the Wagtail admin."""

from wagtail.snippets.models import register_snippet

from academy.desk.viewsets import SuggestionViewSet

register_snippet(SuggestionViewSet)
