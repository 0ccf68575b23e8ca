"""The notebook that whygrad began with, as its file holds it, and files that are no notebooks."""

from __future__ import annotations

import json
from typing import Any


def cell(kind: str, source: str, **more: Any) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    return {"cell_type": kind, "metadata": {}, "source": lines, **({"execution_count": 0, "outputs": [], **more} if kind == "code" else {})}


SEED = {
    "nbformat": 4, "nbformat_minor": 0,
    "metadata": {"colab": {"name": "Derivatives.ipynb"}, "kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "cells": [
        cell("markdown", "# Derivatives and TensorFlow"),
        cell("code", "#Install TFv2\n!pip install tensorflow==2.0.0-alpha0"),
        cell("markdown", "## Gradient  \nWhen I was a kid I was really good at math. It just made sense."),
        cell("code", "import tensorflow as tf\n\nprint(tf.__version__)"),
        cell("markdown", "I will set up a simple gradient using TensorFlow v2."),
        cell(
            "code",
            "x = tf.ones((2,2)) # [[1,1] [1,1]]\nwith tf.GradientTape() as t:\n  t.watch(x)\n  y = tf.reduce_sum(x) # 4\n"
            "  z = tf.multiply(y,y) # 4 x 4 = 16\n\ndz_dy = t.gradient(z,y) # x^2 => 2x based on the power rule\ndz_dy.numpy()",
            outputs=[{"output_type": "execute_result", "data": {"text/html": "<script>alert(1)</script>", "text/plain": "8.0"}}],
        ),
        cell(
            "code",
            "x = tf.Variable(2.0)\nwith tf.GradientTape() as t:\n  y = x * x * x # x^3\n"
            "  z = t.gradient(y,x) #3x^2 by the power rule\n\nz.numpy()",
        ),
        cell("markdown", "## Conclusion  \nI know this is SUPER simple but it was something I never understood."),
    ],
}  # fmt: skip

code = [cell("code", "1")]
HOSTILE: list[tuple[str, str]] = [
    ('{"cells": 3}', "This notebook has no list of cells."),
    ('{"cells": [1]}', "Cell 1 of this notebook is no cell."),
    ('{"cells": [{"cell_type": 7}]}', "Cell 1 of this notebook is no cell."),
    ('{"cells": [{"cell_type": "code", "source": {"a": 1}}]}', "The text of cell 1 of this notebook is no text."),
    ('{"cells": [{"cell_type": "code", "source": ["a", 1]}]}', "The text of cell 1 of this notebook is no text."),
    ('{"cells": [', "This looks like a notebook, and it cannot be read."),
    ('{"cells": ' + "[" * 200_000, "This looks like a notebook, and it cannot be read."),
    ('["cells"]', "This looks like a notebook, and it cannot be read."),
    (json.dumps({"cells": code * 501}), "This notebook is too long: it has more than 500 cells."),
    (json.dumps({"cells": [cell("code", "x" * 100_001)]}), "Cell 1 of this notebook is too long: it has more than 100000 characters."),
    ('{"cells": ""' + " " * 5_000_000 + "}", "This notebook is too large: it has more than 5,000,000 characters."),
    (
        json.dumps({"cells": code, "metadata": {"kernelspec": {"language": "R"}}}),
        "This notebook is written in R, and only Python runs here.",
    ),
]
