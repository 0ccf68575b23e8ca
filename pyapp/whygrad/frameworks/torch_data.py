"""torch.utils.data: data sets, and their entries in groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .modules import Namespace
from .tensor import Tensor
from .torch_functions import TORCH
from .torch_random import generator

__all__ = ["data"]


class Dataset:
    """Entries by number."""

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __len__(self) -> int:
        raise NotImplementedError("Subclasses of Dataset should implement __len__.")


class TensorDataset(Dataset):
    """The rows of tensors, side by side."""

    def __init__(self, *tensors: Any) -> None:
        self.tensors = tensors

    def __getitem__(self, index: Any) -> Any:
        return tuple([t[index] for t in self.tensors])

    def __len__(self) -> int:
        return int(self.tensors[0].shape[0])


class Subset(Dataset):
    """Some entries of a data set."""

    def __init__(self, dataset: Any, indices: Any) -> None:
        self.dataset, self.indices = dataset, list(indices)

    def __getitem__(self, index: int) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def _together(entries: list[Any]) -> Any:
    first = entries[0]
    if isinstance(first, Tensor):
        return TORCH.stack(entries) if first.framework == "torch" else TORCH.stack([TORCH.tensor(e) for e in entries])
    if isinstance(first, float):
        return TORCH.tensor(entries, dtype="float64")
    if isinstance(first, int):
        return TORCH.tensor(entries)
    if isinstance(first, dict):
        return {k: _together([e[k] for e in entries]) for k in first}
    if isinstance(first, tuple | list):
        return [_together(list(column)) for column in zip(*entries, strict=True)]
    return entries


class DataLoader:
    """The entries of a data set in groups."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool = False,
        drop_last: bool = False,
        collate_fn: Any = None,
        generator: Any = None,
        **_: Any,
    ) -> None:
        self.dataset, self.batch_size, self.shuffle, self.drop_last = dataset, batch_size, shuffle, drop_last
        self.collate_fn, self.generator = collate_fn or _together, generator

    def __iter__(self) -> Iterator[Any]:
        count = len(self.dataset)
        own = generator(self.generator)
        own.bits64()  # PyTorch draws a seed for its workers
        order = list(range(count))
        if self.shuffle:
            own_order = type(own)().manual_seed(own.bits64() & (1 << 63) - 1) if self.generator is None else own
            order = [int(k) for k in own_order.permutation(count)]
        for at in range(0, count, self.batch_size):
            rows = order[at : at + self.batch_size]
            if len(rows) < self.batch_size and self.drop_last:
                return
            yield self.collate_fn([self.dataset[k] for k in rows])

    def __len__(self) -> int:
        whole, rest = divmod(len(self.dataset), self.batch_size)
        return whole + (rest > 0 and not self.drop_last)


def random_split(dataset: Any, lengths: Any, generator: Any = None) -> list[Subset]:
    """Return parts of a data set, its entries in random order."""
    count = len(dataset)
    if any([isinstance(n, float) for n in lengths]):
        lengths = [int(n * count) for n in lengths]
        for k in range(count - sum(lengths)):
            lengths[k % len(lengths)] += 1
    order = [int(k) for k in TORCH.randperm(count, generator=generator).tolist()]
    found, at = [], 0
    for n in lengths:
        found.append(Subset(dataset, order[at : at + n]))
        at += n
    return found


data = Namespace("torch.utils.data", {
    "Dataset": Dataset, "TensorDataset": TensorDataset, "DataLoader": DataLoader, "Subset": Subset, "random_split": random_split,
})  # fmt: skip
