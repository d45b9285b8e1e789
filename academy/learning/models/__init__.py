"""Activity and what people did with it; the ledger of hours; the log of learning."""

from academy.learning.models.activity import Activity, CreditBasis, Outcome, Saved
from academy.learning.models.ledger import AnnualTarget, CreditEntry, HourPolicy, YearTotal
from academy.learning.models.log import Statement
from academy.learning.models.study import Attempt, Completion

__all__ = [
    "Activity",
    "AnnualTarget",
    "Attempt",
    "Completion",
    "CreditBasis",
    "CreditEntry",
    "HourPolicy",
    "Outcome",
    "Saved",
    "Statement",
    "YearTotal",
]
