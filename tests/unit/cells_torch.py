"""PyTorch cells after its guides and tutorials, and what PyTorch 2.13 prints for them (tests/compare runs both)."""

TORCH_CELLS: list[tuple[str, str]] = []
