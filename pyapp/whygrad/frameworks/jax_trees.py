"""Trees: nested lists, tuples, dicts, and classes that a cell registers. JAX's functions take and return them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from .session import CellError, current

__all__ = ["TreeDef", "flatten", "in_one_row", "leaves", "rebuilt", "tree_map", "tree_names"]


class TreeDef:
    """The form of a tree without its leaves."""

    def __init__(self, kind: Any, extra: Any, parts: Sequence[TreeDef]) -> None:
        self.kind, self.extra, self.parts = kind, extra, list(parts)

    @property
    def num_leaves(self) -> int:
        """How many leaves it has."""
        return 1 if self.kind == "*" else sum(p.num_leaves for p in self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TreeDef) and (self.kind, self.extra, self.parts) == (other.kind, other.extra, other.parts)

    def __hash__(self) -> int:
        return hash(self.text())

    def text(self) -> str:
        """Return it with a star for each leaf."""
        texts = [p.text() for p in self.parts]
        if self.kind == "*":
            return "*"
        if self.kind is None:
            return "None"
        if isinstance(self.kind, type) and issubclass(self.kind, dict):
            inside = ", ".join([f"{k!r}: {t}" for k, t in zip(self.extra, texts, strict=True)])
            return "{" + inside + "}"
        if self.kind is list:
            return f"[{', '.join(texts)}]"
        if self.kind is tuple:
            return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
        name = self.kind.__name__
        if hasattr(self.kind, "_fields"):
            return f"CustomNode(namedtuple[{name}], [{', '.join(texts)}])"
        return f"CustomNode({name}[{self.extra}], [{', '.join(texts)}])"

    def __repr__(self) -> str:
        return f"PyTreeDef({self.text()})"

    def made(self, values: Iterator[Any]) -> Any:
        """Return the tree with ``values`` for its leaves."""
        if self.kind == "*":
            return next(values)
        parts = [p.made(values) for p in self.parts]
        if self.kind is None:
            return None
        if isinstance(self.kind, type) and issubclass(self.kind, dict):
            return self.kind(zip(self.extra, parts, strict=True))
        if hasattr(self.kind, "_fields"):
            return self.kind(*parts)
        if self.kind in (list, tuple):
            return self.kind(parts)
        return _registered()[self.kind][1](self.extra, parts)

    def unflatten(self, values: Any) -> Any:
        """Return the tree with ``values`` for its leaves."""
        return self.made(iter(list(values)))


def _registered() -> dict[type, tuple[Callable[[Any], Any], Callable[[Any, Any], Any], Any]]:
    return current().kept("trees", dict)  # type: ignore[no-any-return]


def _opened(tree: Any) -> tuple[Any, Any, list[Any]] | None:
    """Return the class of a node, what belongs to its form, and its parts; None for a leaf."""
    if tree is None:
        return None, None, []
    if type(tree) in _registered():
        parts, extra = _registered()[type(tree)][0](tree)
        return type(tree), extra, list(parts)
    if isinstance(tree, OrderedDict):
        return type(tree), list(tree), list(tree.values())
    if isinstance(tree, dict):
        keys = sorted(tree)
        return dict, keys, [tree[k] for k in keys]
    if isinstance(tree, list):
        return list, None, list(tree)
    if isinstance(tree, tuple):
        return type(tree), None, list(tree)
    return None


def flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list[Any], TreeDef]:
    """Return the leaves of a tree and its form."""
    opened = None if is_leaf is not None and is_leaf(tree) else _opened(tree)
    if opened is None:
        return [tree], TreeDef("*", None, ())
    kind, extra, parts = opened
    found: list[Any] = []
    forms = []
    for part in parts:
        inside, form = flatten(part, is_leaf)
        found += inside
        forms.append(form)
    return found, TreeDef(kind, extra, forms)


def leaves(tree: Any, is_leaf: Any = None) -> list[Any]:
    """Return the leaves of a tree."""
    return flatten(tree, is_leaf)[0]


def rebuilt(tree: Any, values: Any) -> Any:
    """Return a tree with other leaves."""
    return flatten(tree)[1].made(iter(values))


def _parts(form: TreeDef, tree: Any, way: str = "") -> list[Any]:
    """Return what stands at the leaves of a form in another tree that begins like it."""
    if form.kind == "*":
        return [tree]
    opened = _opened(tree)
    own = form.kind
    if opened is None or opened[0] is not own:
        raise _unlike(
            "types",
            way,
            f"has a subtree of type\n    {_kind(form.kind)}\nbut at the same key path the full pytree has a subtree of different type\n    {type(tree)}.",
        )
    _, extra, parts = opened
    if isinstance(own, type) and issubclass(own, dict) and list(extra) != list(form.extra):
        raise _unlike_keys(form, list(extra), way)
    if len(parts) != len(form.parts):
        text = f"has a subtree of type {own.__name__} of length {len(form.parts)}, but the full pytree has a subtree of the same type but of length {len(parts)}."
        raise _unlike(f"lengths of {own.__name__}", way, text)
    steps = _steps(own, extra, parts)
    return [v for step, part, inside in zip(steps, form.parts, parts, strict=True) for v in _parts(part, inside, f"{way}{step}")]


def _kind(kind: Any) -> Any:
    return type(None) if kind is None else kind


def _unlike(what: str, way: str, text: str) -> CellError:
    words = f"pytree structure error: different {what} at key path\n    tree_map tree{way}\nAt that key path, the prefix pytree tree_map tree {text}"
    return CellError("ValueError", words, "the trees must have the same form")


def _unlike_keys(form: TreeDef, keys: list[Any], way: str) -> CellError:
    start = f"has a subtree of type\n    {form.kind}\nwith "
    but = "but at the same key path the full pytree has a subtree of the same type but with "
    if len(keys) == len(form.extra):
        return _unlike("pytree metadata", way, f"{start}metadata\n    {tuple(form.extra)}\n{but}metadata\n    {tuple(keys)}")
    own, others = (" ".join(map(str, k)) for k in (form.extra, keys))
    apart = " ".join(map(str, sorted(set(form.extra) ^ set(keys))))
    text = f"{start}{len(form.extra)} child keys\n    {own}\n{but}{len(keys)} child keys\n    {others}\nso the symmetric difference on key sets is\n    {apart}"
    return _unlike("numbers of pytree children", way, text)


def in_one_row(functions: Any, tree: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return all numbers of a tree in one row, and the way back."""
    given = [functions.t(v) for v in leaves(tree)]
    shapes = [v.shape for v in given]

    def back(row: Any) -> Any:
        parts, start = [], 0
        for shape in shapes:
            size = math.prod(shape)
            parts.append(functions.reshape(row[start : start + size], shape))
            start += size
        return rebuilt(tree, iter(parts))

    return functions.concat([functions.ravel(v) for v in given]) if given else functions.zeros(0), back


def tree_map(f: Callable[..., Any], tree: Any, *others: Any, is_leaf: Any = None) -> Any:
    """Return the tree of ``f`` of the leaves."""
    first, form = flatten(tree, is_leaf)
    rest = [_parts(form, other) for other in others]
    return form.made(iter([f(*each) for each in zip(first, *rest, strict=True)]))


class _Step:
    """One step of the way to a leaf: a key of a dict, a place in a list, a name of a class."""

    def __init__(self, kind: str, named: str, value: Any) -> None:
        self.kind, self.named = kind, named
        setattr(self, named, value)

    def __str__(self) -> str:
        value = getattr(self, self.named)
        return f".{value}" if self.named == "name" else f"[{value!r}]"

    def __repr__(self) -> str:
        return f"{self.kind}({self.named}={getattr(self, self.named)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Step) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


def _steps(kind: Any, extra: Any, parts: Any) -> list[_Step]:
    """Return how each part of a node is reached."""
    if hasattr(kind, "_fields"):
        return [_Step("GetAttrKey", "name", n) for n in kind._fields]
    if isinstance(kind, type) and issubclass(kind, dict):
        return [_Step("DictKey", "key", k) for k in extra]
    names = _registered().get(kind, (None, None, None))[2]
    if names is not None:
        return [_Step("GetAttrKey", "name", n) for n in names]
    place = ("SequenceKey", "idx") if kind in (list, tuple) else ("FlattenedIndexKey", "key")
    return [_Step(*place, k) for k in range(len(parts))]


def _ways(tree: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, Any]]:
    opened = _opened(tree)
    if opened is None:
        return [(way, tree)]
    kind, extra, parts = opened
    return [leaf for step, part in zip(_steps(kind, extra, parts), parts, strict=True) for leaf in _ways(part, (*way, step))]


def _reduce(f: Callable[..., Any], tree: Any, *start: Any) -> Any:
    found = leaves(tree)
    total = start[0] if start else found.pop(0)
    for leaf in found:
        total = f(total, leaf)
    return total


def register(cls: type, apart: Any, together: Any, *_: Any) -> None:
    """Make a class a kind of node."""
    _registered()[cls] = (apart, together, None)


def register_class(cls: Any) -> Any:
    """Make a class with tree_flatten and tree_unflatten a kind of node."""
    register(cls, lambda x: x.tree_flatten(), cls.tree_unflatten)
    return cls


def register_dataclass(cls: Any, data_fields: Any = None, meta_fields: Any = ()) -> Any:
    """Make a dataclass a kind of node."""
    names = list(data_fields if data_fields is not None else cls.__annotations__)

    def together(extra: Any, parts: Any) -> Any:
        return cls(**dict(zip(names, parts, strict=True)), **dict(zip(meta_fields, extra, strict=True)))

    _registered()[cls] = (lambda x: ([getattr(x, n) for n in names], tuple([getattr(x, n) for n in meta_fields])), together, names)
    return cls


def _broadcast(prefix: Any, tree: Any, **_: Any) -> Any:
    """Return the tree with the leaves of another that begins like it, each spread over what it stands for."""
    values, form = flatten(prefix)
    spread = [v for v, part in zip(values, _parts(form, tree), strict=True) for _leaf in leaves(part)]
    return rebuilt(tree, iter(spread))


def _transpose(outer: TreeDef, inner: TreeDef, tree: Any) -> Any:
    found = leaves(tree)
    size = inner.num_leaves
    return inner.made(iter([outer.made(iter(found[k::size])) for k in range(size)]))


def _map_with_path(f: Callable[..., Any], tree: Any, *others: Any, **_: Any) -> Any:
    form = flatten(tree)[1]
    rest = [_parts(form, other) for other in others]
    return form.unflatten([f(way, leaf, *more) for (way, leaf), *more in zip(_ways(tree), *rest, strict=True)])


def tree_names() -> dict[str, Any]:
    """Return the names of jax.tree; those of jax.tree_util have tree_ before them."""
    names: dict[str, Any] = {
        "map": tree_map, "leaves": leaves, "flatten": flatten, "unflatten": lambda form, values: form.unflatten(values),
        "structure": lambda tree, is_leaf=None: flatten(tree, is_leaf)[1], "reduce": _reduce, "all": lambda tree: all(leaves(tree)),
        "transpose": _transpose, "broadcast": _broadcast,
        "flatten_with_path": lambda tree, **_: (_ways(tree), flatten(tree)[1]), "leaves_with_path": lambda tree, **_: _ways(tree),
        "map_with_path": _map_with_path,
    }  # fmt: skip
    more = {
        "all_leaves": lambda tree: all([_opened(v) is None for v in tree]), "treedef_children": lambda form: form.parts,
        "treedef_is_leaf": lambda form: form.kind == "*", "DictKey": lambda key: _Step("DictKey", "key", key),
        "SequenceKey": lambda idx: _Step("SequenceKey", "idx", idx), "GetAttrKey": lambda name: _Step("GetAttrKey", "name", name),
        "register_pytree_node": register, "register_pytree_node_class": register_class, "register_dataclass": register_dataclass,
        "Partial": partial, "keystr": lambda way, **_: "".join([str(step) for step in way]),
    }  # fmt: skip
    return {**names, **{f"tree_{n}": f for n, f in names.items()}, **more}
