"""The reader: from text to a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from ..errors import UserError
from ..expressions import CONSTANT, NUMBER, SYMBOL
from ..operations import CONSTANTS, NAMES, TABLE, Operation
from ..program import Note, Program, ProgramLine
from .words import Words

SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
INVERSES = {TABLE[a]: TABLE[b] for a, b in [("sin","arcsin"),("cos","arccos"),("tan","arctan"),("sec","arcsec"),("csc","arccsc"),("cot","arccot"),("sinh","arsinh"),("cosh","arcosh"),("tanh","artanh")]}

class Builder(Transformer):
    def begin(self, source):
        self.program = Program(source); self.defined = set()
    def n(self, op, args=(), data=None, span=None):
        p = self.program
        if span is None: span = (p.spans[args[0]][0], p.spans[args[-1]][1])
        p.spans.append(span)
        return p.nodes.add(op, tuple(args), data)
    def number(self, c):
        t = c[0]; return self.n(NUMBER, (), Fraction(str(t)), (t.start_pos, t.end_pos))
    def name(self, c):
        t = c[0]; s = str(t); p = self.program
        if s not in self.defined and s not in p.inputs: p.inputs.append(s)
        return self.n(SYMBOL, (), s, (t.start_pos, t.end_pos))
    def constant(self, c):
        t = c[0]; return self.n(CONSTANT, (), str(t), (t.start_pos, t.end_pos))
    def group(self, c):
        self.program.spans[c[1]] = (c[0].start_pos, c[2].end_pos); return c[1]
    def size(self, c): return self.n(TABLE["abs"], (c[1],), None, (c[0].start_pos, c[2].end_pos))
    def root_sign(self, c): return self.n(TABLE["cbrt" if str(c[0])=="∛" else "sqrt"], (c[1],), None, (c[0].start_pos, self.program.spans[c[1]][1]))
    def add(self, c): return self.n(TABLE["add"], (c[0], c[2]))
    def subtract(self, c): return self.n(TABLE["subtract"], (c[0], c[2]))
    def multiply(self, c): return self.n(TABLE["multiply"], (c[0], c[2]))
    def divide(self, c): return self.n(TABLE["divide"], (c[0], c[2]))
    def multiply_implicit(self, c): return self.n(TABLE["multiply"], (c[0], c[1]))
    def negative(self, c): return self.n(TABLE["negative"], (c[1],), None, (c[0].start_pos, self.program.spans[c[1]][1]))
    def positive(self, c): return c[1]
    def power(self, c): return self.n(TABLE["power"], (c[0], c[2]))
    def superscript(self, c):
        e = self.n(NUMBER, (), Fraction(str(c[1]).translate(SUPER)), (c[1].start_pos, c[1].end_pos))
        return self.n(TABLE["power"], (c[0], e))
    def factorial(self, c):
        one = self.n(NUMBER, (), Fraction(1), (c[1].start_pos, c[1].end_pos))
        return self.n(TABLE["gamma"], (self.n(TABLE["add"], (c[0], one)),))
    def compare(self, c):
        ops = {"<":"less","<=":"less_equal",">":"greater",">=":"greater_equal","==":"equal","!=":"not_equal","≤":"less_equal","≥":"greater_equal","≠":"not_equal"}
        return self.n(TABLE[ops[str(c[1])]], (c[0], c[2]))
    def arguments(self, c): return c[::2]
    def case(self, c): return (c[0], c[2])
    def apply_op(self, t, args, end):
        op = NAMES[str(t)]
        span = (t.start_pos, end)
        if str(t) in ("where","piecewise") and any(isinstance(a, tuple) for a in args):
            r = args[-1] 
            for a in reversed(args[:-1]): r = self.n(TABLE["where"], (a[0], a[1], r), None, span)
            return r
        if op.name in ("max","min") and len(args) > 2:
            r = args[0]
            for a in args[1:]: r = self.n(op, (r, a), None, span)
            return r
        args = list(args)
        k = op.arity - len(args)
        if 0 < k <= len(op.defaults):
            args += [self.n(NUMBER, (), Fraction(d), span) for d in op.defaults[-k:]]
        if len(args) != op.arity:
            raise UserError(f"{t} takes {op.arity} arguments, and here it has {len(args)}.", self.program.source, span)
        return self.n(op, args, None, span)
    def call(self, c): return self.apply_op(c[0], c[2], c[3].end_pos)
    def apply(self, c): return self.apply_op(c[0], [c[1]], self.program.spans[c[1]][1])
    def plain_exponent(self, c): return Fraction(str(c[1]))
    def minus_exponent(self, c): return -Fraction(str(c[2]))
    def super_exponent(self, c): return Fraction(str(c[0]).translate(SUPER))
    def raised(self, t, k, args, end):
        op = NAMES[str(t)]
        if k == -1 and op in INVERSES: return self.n(INVERSES[op], args, None, (t.start_pos, end))
        e = self.n(NUMBER, (), k, (t.start_pos, end))
        r = self.apply_op(t, args, end)
        return self.n(TABLE["power"], (r, e), None, (t.start_pos, end))
    def call_power(self, c): return self.raised(c[0], c[1], c[3], c[4].end_pos)
    def apply_power(self, c): return self.raised(c[0], c[1], [c[2]], self.program.spans[c[2]][1])
    def assignment(self, c):
        t = c[0]; s = str(t)
        if s in self.program.inputs: raise UserError(f"{s} is used before it is named.", self.program.source, (t.start_pos, t.end_pos))
        self.defined.add(s)
        self.program.lines.append(ProgramLine(s, c[2], t.start_pos, self.program.spans[c[2]][1]))
    def answer(self, c): self.program.lines.append(ProgramLine(None, c[0], *self.program.spans[c[0]]))

class Stage:
    always_accept = ("WORD", "BAR")
    words = None
    def process(self, s): return self.words.process(s)

@cache
def parser():
    b, s = Builder(), Stage()
    return Lark(Path(__file__).with_name("grammar.lark").read_text(), parser="lalr", lexer="basic", transformer=b, postlex=s, keep_all_tokens=True), b, s

import re


def read(source, known=(), language="auto"):
    lark, b, s = parser()
    assigned = re.findall(r"(?:^|[;\n])\s*([^\W\d]\w*)\s*=(?!=)", source)
    for a in assigned:
        if a in CONSTANTS: raise UserError(f"{a} is a constant", source)
    s.words = Words(source, [*known, *assigned])
    b.begin(source)
    try: lark.parse(source)
    except UnexpectedCharacters as e: raise UserError(f"{source[e.pos_in_stream]!r} can't be read", source, (e.pos_in_stream, e.pos_in_stream+1)) from None
    except UnexpectedToken as e:
        t = e.token; raise UserError(f"{str(t)!r} is not expected here.", source, (t.start_pos or len(source), t.end_pos or len(source))) from None
    if not b.program.lines: raise UserError("There is nothing to read yet.", source)
    b.program.language = "formula" if len(b.program.lines) == 1 else "program"
    b.program.notes = s.words.notes
    return b.program
