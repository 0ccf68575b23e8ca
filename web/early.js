/**
 * What is begun before the rest of the page has arrived: where the address asks something, the worker that starts Python, for that
 * takes the longest of all. Where it asks nothing, an answer that was made beforehand comes first.
 */

import { begin } from "./launch.js";

if (typeof WebAssembly === "object" && location.hash.includes("source=")) begin();
