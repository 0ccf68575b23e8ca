/**
 * What must be known before anything is seen: the theme, and whether the answer that stands in the page already, the first
 * example's in English, is what is asked for. Where it is not, it stays hidden until main.js has taken it away.
 */

import { preferred } from "./preferred.js";
import { dressAsKept } from "./theme.js";

dressAsKept();
if (location.hash.length > 1 || history.state?.fragment || preferred() !== "en") document.documentElement.classList.add("another");
