"""Training classes: the annual plan, the timetable, who is there, what is owed at the end."""
