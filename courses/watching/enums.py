"""Choices of watching."""

from enum import Enum


class Loss(Enum):
    """Why something that was claimed is not counted."""

    REPEATED = "repeated"
    TAKEN_OVER = "taken_over"
    TOO_FAST = "too_fast"
    IMPLAUSIBLE = "implausible"
    BEYOND = "beyond"
    SCATTERED = "scattered"
    UNREADABLE = "unreadable"
