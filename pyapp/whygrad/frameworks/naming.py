"""The names that a cell gives to tensors on its way: in loops and functions, where no variable is left that has them."""

from __future__ import annotations

import ast
from typing import Any

from .session import Session
from .tensor import Tensor

__all__ = ["Naming", "named"]


class Naming(ast.NodeTransformer):
    """Puts a call behind every assignment that tells the session the name of what was assigned."""

    def _told(self, node: Any, targets: list[ast.expr]) -> Any:
        self.generic_visit(node)
        calls = [ast.Expr(ast.Call(ast.Name("__named__", ast.Load()), [ast.Constant(name), value], [])) for name, value in held(targets)]
        for call in calls:
            ast.fix_missing_locations(ast.copy_location(call, node))
        return [node, *calls]

    def visit_Assign(self, node: ast.Assign) -> Any:
        """Name what is assigned."""
        return self._told(node, node.targets)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        """Name what is assigned."""
        return self._told(node, [node.target] if node.value is not None else [])

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """Name what is changed."""
        return self._told(node, [node.target])


def held(targets: list[ast.expr]) -> list[tuple[str, ast.expr]]:
    """Return the names among the targets of an assignment, and how each is read."""
    found: list[tuple[str, ast.expr]] = []
    for target in targets:
        if isinstance(target, ast.Name):
            found.append((target.id, ast.Name(target.id, ast.Load())))
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            found.append((target.attr, ast.Attribute(ast.Name(target.value.id, ast.Load()), target.attr, ast.Load())))
        elif isinstance(target, ast.Tuple | ast.List):
            found += held(target.elts)
    return found


def named(session: Session, name: str, thing: Any) -> None:
    """Keep the first name that a tensor got."""
    line = getattr(thing, "line", None) if isinstance(thing, Tensor) or hasattr(thing, "_prev") else None
    if isinstance(line, int) and not name.startswith("_"):
        session.hints.setdefault(line, name)
