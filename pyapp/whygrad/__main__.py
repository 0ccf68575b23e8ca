"""``python -m whygrad`` is the command line."""

from .cli import main

raise SystemExit(main())
