"""Kinds of sessions of the hall of courses."""

from academy.core.kinds import import_modules

import_modules(__name__)
