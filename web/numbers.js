/** Numbers of the input boxes: reading, writing, stepping, and the range of a slider. */

/** The number of parts of a slider's range that one arrow key moves by. */
const PARTS = 100;
const FINER = 10;

/** Return the number that a person wrote, or null. @param {string} text */
export function parse(text) {
  const plain = text.trim().replace(/[−–]/g, "-");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Return the number, or the nested lists of numbers, that a person wrote, or null. @param {string} text */
export function parseValue(text) {
  if (!text.trim().startsWith("[")) return parse(text);
  try {
    const lists = JSON.parse(text.replace(/[−–]/g, "-"));
    return regular(lists) ? lists : null;
  } catch {
    return null;
  }
}

/** Whether nested lists are one array of finite numbers. @param {any} value @returns {boolean} */
function regular(value) {
  if (!Array.isArray(value)) return Number.isFinite(value);
  return value.every(regular) && value.every((each) => Array.isArray(each) === Array.isArray(value[0]) && each.length === value[0].length);
}

/**
 * Return the range of a slider: around 0, with room on both sides of the value. The range that stands is kept as long
 * as the value lies in it, so that nothing moves under the finger.
 *
 * @param {number} value
 * @param {[number, number] | undefined} [standing]
 * @returns {[number, number]}
 */
export function rangeFor(value, standing) {
  if (standing && standing[0] <= value && value <= standing[1]) return standing;
  const half = Math.max(5, round125(1.25 * Math.abs(value)));
  return [-half, half];
}

/** Return the next number of the kind 1, 2 or 5 times a power of ten. @param {number} size */
function round125(size) {
  if (size <= 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 5, 10].find((f) => f * unit >= size * (1 - 1e-12)) ?? 10;
  return factor * unit;
}

/** The finest step of a slider: a power of ten. @param {[number, number]} range */
export const finest = ([low, high]) => 10 ** Math.floor(Math.log10((high - low) / (PARTS * FINER / 2)));

/**
 * Return the value after an arrow key: one part of the range, ten times as far with Shift, a tenth with Alt; or null
 * for any other key.
 *
 * @param {KeyboardEvent} event
 * @param {number} value
 * @param {[number, number]} range
 */
export function stepped(event, value, range) {
  const direction = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
  if (!direction || event.ctrlKey || event.metaKey) return null;
  const step = ((range[1] - range[0]) / PARTS) * (event.shiftKey ? FINER : event.altKey ? 1 / FINER : 1);
  return tidy(Math.round((value + direction * step) / (step / FINER ** 2)) * (step / FINER ** 2));
}

/** Return the number without the noise of binary fractions: 0.30000000000000004 is 0.3. @param {number} value */
export const tidy = (value) => Number(value.toPrecision(12));

/** Return a number as it is printed: with a true minus sign. @param {string} text */
export const printed = (text) => text.replaceAll("-", "−");

/**
 * Return the sign of equality that fits a number's text and its digits: "≈ 0.5774" is ["≈", "0.5774"], "8" is ["=", "8"].
 *
 * @param {string} text
 * @returns {[string, string]}
 */
export function equated(text) {
  return text.startsWith("≈") ? ["≈", printed(text.slice(1).trim())] : ["=", printed(text)];
}
