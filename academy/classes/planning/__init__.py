"""Timetabling help over plain values: it proposes places for sessions and never writes one."""
