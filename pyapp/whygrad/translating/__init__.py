"""Translate a program, in whatever notation it was written, into TensorFlow, PyTorch, JAX, NumPy, micrograd or our own notation.

What is translated is the explained program: its lines with their names, and the derivatives that are asked for. Each framework
has one emitter; how an operation is written there follows from its entry in the table (see :mod:`whygrad.spelling`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import UserError
from ..explain import Explanation, explain
from ..words import say
from .jax import jax
from .micrograd import micrograd
from .notation import notation
from .numpy import numpy
from .straight import Straight
from .tensorflow import tensorflow
from .torch import torch

__all__ = ["FRAMEWORKS", "Translation", "translate", "translated"]

EMITTERS = {"tensorflow": tensorflow, "torch": torch, "jax": jax, "numpy": numpy, "micrograd": micrograd, "whygrad": notation}
FRAMEWORKS = tuple(EMITTERS)


class Translation(NamedTuple):
    """A program in another framework: its text, or the sentence that says why there is none."""

    framework: str
    text: str
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return self._asdict()


def translated(e: Any, framework: str) -> str:
    """Return an explained program (or the last request of an explained cell) in a framework. Raises UserError where that cannot be."""
    if framework not in EMITTERS:
        raise UserError(say("There is no framework called {name}.", name=framework[:40]), hint=", ".join(FRAMEWORKS))
    main: Explanation = e if isinstance(e, Explanation) else e.main
    run = getattr(e, "run", None)
    straight = Straight(main, run is not None and any(d is not None and d.name == "float32" for d in run.session.tape.dtypes))
    if framework != "whygrad":
        straight.check_slopes()
    return EMITTERS[framework](straight)


def translate(source: str, framework: str, *, request: int | None = None, **options: Any) -> str:
    """Return ``source`` as a program of ``framework``, one of ``FRAMEWORKS``, which asks for the gradient and prints it.

    ``options`` are those of :func:`whygrad.explain`; of a cell that asks for several gradients, ``request`` says which is meant
    (default: the last). Raises UserError where it cannot be translated.

    >>> print(translate("z = y*y", "torch", at={"y": 4}))
    import torch
    <BLANKLINE>
    torch.set_default_dtype(torch.float64)
    y = torch.tensor(4.0, requires_grad=True)
    z = y*y
    <BLANKLINE>
    z.backward()
    print(z.item(), y.grad)
    <BLANKLINE>
    """
    e: Any = explain(source, **options)
    if request is not None and not isinstance(e, Explanation):
        e = e.asked(request)
    return translated(e, framework)
