"""News of this floor, sent when the transaction has committed.

Receivers must be safe to repeat: pressed again, the news goes out again.
"""

from django.dispatch import Signal

# Sent with session_id and training_class_id when the roll of a session was closed.
session_closed = Signal()
# Sent with session_id, enrolment_id, by_id and reason when somebody's attendance at a closed
# session was put right.
attendance_corrected = Signal()
