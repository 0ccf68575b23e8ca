"""Write the catalogue of rules and operations, from which the rules page is made: ``rules.py TARGET``."""

import json
import sys
from pathlib import Path

from whygrad.catalogue import catalogue

Path(sys.argv[1]).write_text(json.dumps(catalogue(), ensure_ascii=False, separators=(",", ":"), allow_nan=False), "utf-8")
