"""News of this floor, sent when the transaction has committed."""

from django.dispatch import Signal

# Sent with user_id, activity_id and completion_id, once per completion.
activity_completed = Signal()
