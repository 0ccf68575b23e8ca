"""All words of the explanations, apart from logic: one module a language, keyed by rule id."""

from . import en

LANGUAGES = {"en": en}
