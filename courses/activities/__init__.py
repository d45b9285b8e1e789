"""Activity kinds of this hall: one module each, found by being here."""

from academy.core.kinds import import_modules

import_modules(__name__)
