"""Learning by doing: check an answer, name the slip behind a wrong one, hint at the next rule, pose problems."""

from .check import Checked, check
from .hint import Hint, hint
from .practice import LEVELS, RULES, Problem, practice
from .slips import SLIPS

__all__ = ["LEVELS", "RULES", "SLIPS", "Checked", "Hint", "Problem", "check", "hint", "practice"]
