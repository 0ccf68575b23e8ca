/** Notebook files: what the page keeps of one, so that it can stand as the question, in the address and in the history. */

/** @typedef {import("./types.js").NotebookCell} NotebookCell */

/** Bytes beyond which a file is not even read. */
export const LARGEST = 5_000_000;

/** Whether a text is a notebook's file. @param {string} source */
export const isNotebook = (source) => /^\s*\{/.test(source) && /"(cells|worksheets)"\s*:/.test(source);

/**
 * A notebook's file without its outputs, pictures and settings: nothing of those is ever shown. A file that is not what it
 * should be is left as it is, and the package says what is wrong with it.
 *
 * @param {string} text
 */
export function shortened(text) {
  try {
    const { cells, metadata } = JSON.parse(text);
    const kept = cells.map((/** @type {any} */ { cell_type, source }) => ({ cell_type, source: Array.isArray(source) ? source.join("") : source }));
    const language = metadata?.kernelspec?.language;
    return JSON.stringify({ cells: kept, ...(language ? { metadata: { kernelspec: { language } } } : {}) });
  } catch {
    return text;
  }
}

/** The text of a file, or null where it is too large or none was given. @param {File | undefined} file */
export const textOf = async (file) => (file && file.size <= LARGEST ? file.text() : null);
