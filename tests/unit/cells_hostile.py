"""Cells that try to get out, to grow without end, or to leave something behind; and what is near to that and allowed."""

from __future__ import annotations

HOSTILE = [
    "().__class__.__base__.__subclasses__()", "open('/etc/passwd')", "eval('1')", "exec('x = 1')", "__import__('os')", "import os", "import sys",
    "import subprocess", "import importlib", "from js import fetch", "def f():\n    yield 1\nf().gi_frame", "(lambda: 0).__code__", "(lambda: 0).__globals__",
    "getattr((), '__cl' + 'ass__')", "'{0.__class__}'.format(1)", "type('X', (), {})", "try:\n    1 / 0\nexcept Exception as e:\n    e.__traceback__.tb_frame",
    "def __tick__(): pass\nwhile True: pass", "import math as __tick__", "print(__builtins__)", "match ():\n    case object(__class__=c): print(c)",
    "from typing import get_type_hints", "from operator import attrgetter", "import string\nstring.Formatter", "input()", "globals()", "breakpoint()", "exit()",
    "def f(n): return f(n + 1)\nf(0)", "10**10**8", "x = [0] * 10**10", "s = 'a'\nfor i in range(60):\n    s += s", "x = 2\nfor i in range(100):\n    x *= x",
    "while True:\n    print('x' * 1000)", "list(range(10**10))", "bytes(10**10)", "1 << 10**12", "import numpy as np\nnp.ones((100000, 100000))",
    "import numpy as np\nnp.eye(10**6)", "import numpy as np\nnp.linspace(0, 1, 10**10)", "import numpy as np\nnp.random.rand(10**9)",
    "import jax\njax.random.normal(jax.random.key(0), (10**9,))", "async def f(): pass", "raise SystemExit", "def f():\n    try:\n        f()\n    except:\n        f()\nf()", "import functools\nfunctools.reduce(lambda a, b: a + b, iter(int, 1))", "import math\nmath.factorial(10**9)",
    "f'{1:>10000000000}'", "'a'.ljust(10**10)", "'%10000000000d' % 1", "'{:>10000000000}'.format(1)", "n = 10**10\nf'{1:>{n}}'",
]  # fmt: skip

# Ways to names that lead out: through what the library copies, evaluates, matches, imports or makes.
AROUND = """
def g(): yield 1
class Obj: pass
class Text(str):
    def startswith(self, *_): return False
    def __str__(self): return self
    def __hash__(self): return hash('__globals__')
obj, text = Obj(), Text('__globals__')
"""
ESCAPES = [
    "import enum\nenum.Enum._convert_('X', 'builtins', lambda n: n == 'open').open.value", "from enum import EnumType", "import enum\nenum.EnumMeta",
    "import enum\nenum.global_enum(enum.Enum('X', 'len', module='builtins'))", "import typing\ntyping.ForwardRef('1').evaluate()",
    "import typing\ntyping.get_args(typing.List['1'])", "import typing\ntyping.List['1'].__args__", "import typing\nvars(typing.List['1'])['__args__']",
    "import typing\ntyping.NamedTuple('P', [('a', '1')]).__annotations__", "import typing\ntyping.TypeVar('T', bound='1').evaluate_bound",
    "import typing\na = typing.Type[int]\na._inst = True\na('M', (), {})", "import typing\nclass M(typing.Type[int]): pass", "class M(type): pass",
    "import functools\nfunctools.update_wrapper(obj, print, assigned=('__globals__',))\nvars(obj)['__globals__']",
    "import functools\nfunctools.wraps(print).func", "import functools\n@functools.singledispatch\ndef f(x): pass",
    "import dataclasses\nclass P: pass\nP.__annotations__ = {'x: 1': int}", "class P:\n    __annotations__ = {'x: 1': int}",
    "import dataclasses as d\n@d.dataclass\nclass A:\n    x: int = 1\nd.fields(A)[0].name = 'x=1, *, y'\n@d.dataclass\nclass B(A): pass",
    "import enum, dataclasses\ndataclasses.dataclass(enum.Enum('X', {'__annotations__': {'x: 1': int}, 'A': 1}))",
    "import abc, collections\nclass A(abc.ABC, collections.namedtuple('P', 'gi_frame')): pass\nA.register(type(g()))\nmatch g():\n    case A(f): pass",
    "class A:\n    @(lambda f: ('__globals__',))\n    def __match_args__(): pass", "class M:\n    def __prepare__(n, b): return {'__match_args__': ('__globals__',)}",
    "import abc\nabc.ABCMeta('B', (), {'__match_args__': ('__globals__',)})", "import abc\nclass M(abc.ABCMeta): pass", "type(int)('B', (), {})",
    "class R:\n    def __reduce_ex__(self, n): return 1", "self = type(g)\nself.__dict__['__globals__']", "vars(type(g))['__globals__']",
    "self = int\nself.__class__.__subclasses__(int)", "self = int\nself.__class__('X', (), {})", "getattr(print, text)", "hasattr(1, 2)",
    "import numpy.__class__.__init__.__globals__ as g", "import numpy.__dict__ as d", "from math.sin.__self__ import sys", "from numpy import __dict__",
    "import contextlib\ncontextlib.redirect_stdout(obj).__enter__()", "import contextlib\ncontextlib.chdir('/')", "import statistics\nstatistics.sys",
    "object.__setattr__(g, '__kwdefaults__', {})", "class C:\n    def __exit__(self, a, b, tb): tb.tb_frame\n    def __enter__(self): pass\nwith C(): 1 / 0",
    "import torch\ntorch.ones(2)._session.write.__self__", "import json\njson.decoder", "import pickle\npickle.loads(b'')", "import codecs", "import gc\ngc.get_objects()",
    "class A: pass\nsuper(A, A()).__getattribute__('__class__')", "del __builtins__", "(__builtins__ := 1)", "def f():\n    global __builtins__",
]  # fmt: skip

# What looks like it, and is usual in programs.
ALLOWED: list[tuple[str, str]] = [
    ("from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def f(self): ...\nclass B(A):\n    def f(self): return self.__class__.__name__\nprint(B().f())", "B\n"),
    ("import abc\nclass A(metaclass=abc.ABCMeta):\n    @abc.abstractmethod\n    def f(self): ...\ntry:\n    A()\nexcept TypeError: print('abstract')", "abstract\n"),
    ("print(type(int) is type, isinstance(int, type), type(1) == int, type(int), issubclass(bool, int))", "True True True <class 'type'> True\n"),
    ("def f(c: type[int], d: type | None = None): return c('3')\nprint(f(int))", "3\n"),
    ("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: float\n    y: float\n    def twice(self): return self.__class__(self.x * 2, self.y * 2)\n"
     "match P(1, 2).twice():\n    case P(0, _): print('no')\n    case P(a, int(b)): print(a, b)", "2 4\n"),
    ("class C:\n    def __init__(self, **k):\n        self.__dict__.update(k)\n        self.__n = 1\n    def more(self):\n        self.__n += 1\n        return self.__n\n"
     "c = C(u=5)\nprint(c.u, c.more(), vars(c)['u'])", "5 2 5\n"),
    ("class D(dict):\n    def __init__(self, **k):\n        super().__init__(**k)\n        self.__dict__ = self\nprint(D(a=1).a)", "1\n"),
    ("class W:\n    def __getattr__(self, name): return self.__class__.__name__ + name\nw = W()\nprint(type(w).__name__, isinstance(w, W), w.x)", "W True Wx\n"),
    ("import functools\ndef d(f):\n    @functools.wraps(f)\n    def g(*a): return f(*a)\n    return g\n@d\ndef hello(): 'Hi.'\nprint(hello.__name__, hello.__doc__)", "hello Hi.\n"),
    ("ops = {}\nclass R:\n    @classmethod\n    def register(cls, n): return lambda f: ops.setdefault(n, f)\n@R.register('a')\ndef a(): return 1\nprint(ops['a']())", "1\n"),
    ("import typing as t\nclass S(t.NamedTuple):\n    a: int\n    b: t.Optional[t.Type[int]] = None\nprint(S(1), S(1)._replace(a=2))", "S(a=1, b=None) S(a=2, b=None)\n"),
]  # fmt: skip

# Changes of what all cells are lent.
CHANGES = [
    "import torch\nkind = type(torch.tensor(1.))\nkind.__mul__ = lambda a, b: 42", "import torch\ntype(torch).__getattr__ = lambda s, n: 42", "import numpy as np\nnp.exp = 5",
    "import json\njson.JSONEncoder.encode = lambda *a: 'P'\njson.JSONEncoder.iterencode = lambda *a, **k: ['P']", "import decimal\ndecimal.getcontext().prec = 2",
    "import fractions\nfractions.Fraction.__mul__ = lambda a, b: 42\nfractions.Fraction.__new__ = lambda *a: 42", "import random\nrandom.Random.gauss = lambda *a: 42",
    "import collections\ncollections.Counter.__init__ = lambda *a: 42", "import enum\nenum.Enum.__hash__ = lambda s: 1 / 0", "import numbers\nnumbers.Real.register(str)",
    "import torch\nkind = type(torch.tensor([1.])._session.tape.values[-1])\nkind.shape = (7,)", "import keras\nkeras.losses.MeanSquaredError.call = lambda *a: 42",
    "import torch\ntry:\n    torch.zzz\nexcept Exception as e:\n    type(e).__str__ = lambda s: 'P'",
]  # fmt: skip
AFTER = """import collections, decimal, enum, fractions, json, keras, numpy as np, random, torch
x = torch.tensor([1., 2.], requires_grad=True)
y = (x * x).sum()
y.backward()
class E(enum.Enum):
    A = 1
print(x.grad, fractions.Fraction(1, 3) * 3, random.gauss(0, 1), collections.Counter('aab'), {E.A: 1}, decimal.Decimal(1) / 3, json.dumps([1, {'a': 2}]))
print(np.exp(1), keras.losses.MeanSquaredError()([[1.]], [[3.]]))
try:
    torch.zzz
except Exception as e:
    print(e)
"""
