"""Modules of PyTorch that hold others: one after another, in a list, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .torch_checks import refused
from .torch_module import Module, Parameter, indented

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]


class Sequential(Module):
    """Modules one after another."""

    def __init__(self, *modules: Any) -> None:
        super().__init__()
        named = modules[0].items() if len(modules) == 1 and isinstance(modules[0], dict) else [(str(k), m) for k, m in enumerate(modules)]
        for name, module in named:
            self._modules[name] = module

    def forward(self, x: Any) -> Any:
        """Return what the last module gives."""
        for step in self._modules.values():
            x = step(x)
        return x

    def __getitem__(self, k: Any) -> Any:
        found = list(self._modules.values())[k]
        return type(self)(*found) if isinstance(k, slice) else found

    def __setitem__(self, k: int, module: Any) -> None:
        self._modules[list(self._modules)[k]] = module

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __len__(self) -> int:
        return len(self._modules)

    def append(self, module: Any) -> Any:
        """Put a module at the end, and return itself."""
        self._modules[str(len(self._modules))] = module
        return self


class ModuleList(Sequential):
    """A list of modules."""

    def __init__(self, modules: Any = ()) -> None:
        super().__init__(*modules)

    def __getitem__(self, k: Any) -> Any:
        found = list(self._modules.values())[k]
        return ModuleList(found) if isinstance(k, slice) else found

    def __repr__(self) -> str:
        """Modules that look alike are told once, with their number."""
        rows: list[tuple[int, int, str]] = []
        for k, m in enumerate(self._modules.values()):
            text = repr(m)
            if rows and rows[-1][2] == text:
                rows[-1] = (rows[-1][0], k, text)
            else:
                rows.append((k, k, text))
        if not rows:
            return "ModuleList()"
        told = [f"({a}): {indented(t)}" if a == b else f"({a}-{b}): {b - a + 1} x {indented(t)}" for a, b, t in rows]
        return "ModuleList(\n  " + "\n  ".join(told) + "\n)"

    def extend(self, modules: Any) -> Any:
        """Put modules at the end, and return itself."""
        for m in modules:
            self.append(m)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise refused(
            'Module [ModuleList] is missing the required "forward" function', "NotImplementedError", "call its modules one by one"
        )


class ModuleDict(Module):
    """Modules by name."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        for name, module in (modules or {}).items():
            self._modules[name] = module

    def __getitem__(self, name: str) -> Any:
        return self._modules[name]

    def __setitem__(self, name: str, module: Any) -> None:
        self._modules[name] = module

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __contains__(self, name: str) -> bool:
        return name in self._modules

    def keys(self) -> Any:
        """Return the names."""
        return self._modules.keys()

    def values(self) -> Any:
        """Return the modules."""
        return self._modules.values()

    def items(self) -> Any:
        """Return the names and modules."""
        return self._modules.items()


class ParameterDict(Module):
    """Parameters by name."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        for name, p in (parameters or {}).items():
            self[name] = p

    def __setitem__(self, name: Any, p: Any) -> None:
        self._parameters[str(name)] = p if isinstance(p, Parameter) else Parameter(p)

    def __getitem__(self, name: Any) -> Any:
        return self._parameters[str(name)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def keys(self) -> Any:
        """Return the names."""
        return self._parameters.keys()

    def values(self) -> Any:
        """Return the parameters."""
        return self._parameters.values()

    def items(self) -> Any:
        """Return the names and parameters."""
        return self._parameters.items()

    def __repr__(self) -> str:
        return self._told([f"  ({n}): {_row(p, p.type())}" for n, p in self._parameters.items()])

    def _told(self, rows: list[str]) -> str:
        inside = rows[0] if len(rows) == 1 else "\n  " + "\n  ".join(rows) + "\n" if rows else ""
        return f"{type(self).__name__}({inside})"


class ParameterList(ParameterDict):
    """A list of parameters."""

    def __init__(self, parameters: Any = ()) -> None:
        super().__init__({str(k): p for k, p in enumerate(parameters)})

    def __repr__(self) -> str:
        return self._told([f"  ({n}): {_row(p, f'torch.{p._dtype.name}')}" for n, p in self._parameters.items()])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parameters.values())

    def append(self, p: Any) -> Any:
        """Put a parameter at the end, and return itself."""
        self[len(self)] = p
        return self


def _row(p: Any, name: str) -> str:
    size = "x".join(map(str, p.shape))
    return f"Parameter containing: [{name} of size {size}]"
