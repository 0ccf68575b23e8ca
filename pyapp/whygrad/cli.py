"""The command line: ``whygrad 'x*x*x' x=2``."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from .errors import UserError, caret
from .explain import explain
from .telling import DETAILS, tell
from .translating import FRAMEWORKS, translated
from .words import LANGUAGES, say, speaking

__all__ = ["main"]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="whygrad", description="The value of a formula, its derivatives, and the reason why.")
    parser.add_argument("source", help="a formula or a program; - reads it from standard input")
    parser.add_argument("point", nargs="*", metavar="name=number", help="values of the free variables")
    parser.add_argument("--json", action="store_true", help="print the JSON document of the page")
    parser.add_argument("--of", metavar="NAME", help="what to differentiate (default: the last line)")
    parser.add_argument("--wrt", metavar="NAMES", help="by what, separated by commas (default: every input)")
    parser.add_argument("--order", type=int, default=1, help="the order of the derivative, 1 to 8")
    parser.add_argument("--detail", choices=DETAILS, default="standard", help="how much of the reasons is told (default: standard)")
    parser.add_argument("--language", default="auto", help="formula, program, python or auto")
    parser.add_argument("--log", default="ln", metavar="MEANING", help="what log means: ln or log10")
    parser.add_argument(
        "--translate", choices=FRAMEWORKS, metavar="FRAMEWORK", help=f"print the program in another one: {', '.join(FRAMEWORKS)}"
    )
    parser.add_argument("--speak", choices=LANGUAGES, default="en", help="the language of the words (default: en)")
    return parser


def _point(pairs: Sequence[str]) -> dict[str, Any]:
    point: dict[str, Any] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        try:
            point[name.strip()] = json.loads(text) if text.lstrip().startswith("[") else float(text)
        except ValueError:
            raise UserError(f"{pair} does not give a name a number.", pair, (0, len(pair)), "write it like x=2 or x=[1,2]") from None
    return point


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 for input that cannot be answered (with a caret under the place)."""
    # A formula may begin with a minus sign, and values may stand before or behind the options.
    given = [f" {a}" if re.match(r"-[^-h]|-h.", a) else a for a in (sys.argv[1:] if argv is None else argv)]
    args = _arguments().parse_intermixed_args(given)
    with speaking(args.speak):
        return _answer(args)


def _answer(args: argparse.Namespace) -> int:
    try:
        source = sys.stdin.read().rstrip("\n") if args.source == "-" else args.source.removeprefix(" ")
        wrt = [name.strip() for name in args.wrt.split(",")] if args.wrt else None
        e = explain(source, at=_point(args.point), of=args.of, wrt=wrt, order=args.order, language=args.language, log=args.log)
        if args.translate:
            print(translated(e, args.translate), end="")
            return 0
        print(json.dumps(e.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) if args.json else tell(e, args.detail))
    except UserError as error:
        print(say("line {line}, column {column}: {message}", line=error.line, column=error.column, message=error.message), file=sys.stderr)
        if error.source:
            print(caret(error), file=sys.stderr)
        if error.hint:
            print(say("hint: {hint}", hint=error.hint), file=sys.stderr)
        return 2
    return 0
