// Runs a Python file inside Pyodide as `python FILE ARGUMENTS` would, with the repository mounted at /repository:
//   node web/build/pyodide.mjs web/build/freeze.py stdlib .build/python_stdlib.zip
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const [file, ...args] = process.argv.slice(2);
// Column tables make compiled files a fifth larger and serve tracebacks only; a fixed hash seed makes builds repeatable.
const pyodide = await loadPyodide({ env: { PYTHONNODEBUGRANGES: "1", PYTHONHASHSEED: "0" } });
pyodide.mountNodeFS("/repository", repository);
pyodide.FS.chdir("/repository");
pyodide.pyimport("sys").argv = pyodide.toPy([file, ...args]);
await pyodide.runPythonAsync(await readFile(file, "utf8"), { filename: file });
