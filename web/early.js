/** What is begun before the rest of the page has arrived: the worker that starts Python takes the longest of all. */

import { begin } from "./launch.js";

if (typeof WebAssembly === "object") begin();
