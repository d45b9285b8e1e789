"""GIFT, Moodle's plain-text format of questions: https://docs.moodle.org/en/GIFT_format.

Reads and writes the kinds a machine marks here. Stands on its own: no models, no settings.
"""

from courses.questions.gift.reader import decode_gift, parse_gift, read_gift
from courses.questions.gift.writer import export_gift

__all__ = ["decode_gift", "export_gift", "parse_gift", "read_gift"]
