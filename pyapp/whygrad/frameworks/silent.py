"""Modules that draw or show: they take everything and do nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

__all__ = ["Silent", "drawing"]

NAMES = (
    "matplotlib matplotlib.pyplot matplotlib.cm matplotlib.animation matplotlib.colors matplotlib.patches matplotlib.ticker matplotlib.gridspec "
    "mpl_toolkits mpl_toolkits.mplot3d mpl_toolkits.axes_grid1 matplotlib_inline matplotlib_inline.backend_inline seaborn plotly plotly.express "
    "plotly.graph_objects graphviz IPython IPython.display ipywidgets wandb torchviz google.colab"
).split()
GIVE = {"plot": 1, "hist": 3, "pie": 3, "stem": 3}  # how many things come back, where it is not the usual number
USUAL = 2


class Silent:
    """Something that is drawn on, or drawn: every part of it, and whatever it gives, is silent too."""

    def __init__(self, sizes: tuple[int, ...] = (USUAL,), name: str = "") -> None:
        self._sizes, self._name = sizes, name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Silent((math.prod(self._sizes),) if name in ("flat", "flatten", "ravel") else (GIVE.get(name, USUAL),), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            super().__setattr__(name, value)

    def __repr__(self) -> str:
        return ""

    def __call__(self, *args: Any, **options: Any) -> Any:
        if self._name == "subplots":
            given = [*args[:2], 1, 1]
            rows, columns = int(options.get("nrows", given[0])), int(options.get("ncols", given[1] if len(args) > 1 else 1))
            grid = tuple(n for n in (rows, columns) if n > 1 or options.get("squeeze") is False)
            return Silent(), Silent(grid or (USUAL,))
        return Silent(self._sizes)

    def __getitem__(self, key: Any) -> Any:
        return Silent(self._sizes[1:] or (USUAL,))

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __len__(self) -> int:
        return self._sizes[0]

    def __iter__(self) -> Iterator[Any]:
        for _ in range(self._sizes[0]):
            yield Silent(self._sizes[1:] or (USUAL,))

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def _combined(self, _: Any) -> Any:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _combined


def drawing() -> dict[str, Any]:
    """Return the modules."""
    return dict.fromkeys(NAMES, Silent())
