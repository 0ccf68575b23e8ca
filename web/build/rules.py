"""Write the catalogue of rules and operations in every language, from which the rules pages are made: ``rules.py TARGET``."""

import json
import sys
from pathlib import Path

from whygrad.catalogue import catalogue
from whygrad.words import LANGUAGES, speaking

catalogues = {}
for language in LANGUAGES:
    with speaking(language):
        catalogues[language] = catalogue()
Path(sys.argv[1]).write_text(json.dumps(catalogues, ensure_ascii=False, separators=(",", ":"), allow_nan=False), "utf-8")
