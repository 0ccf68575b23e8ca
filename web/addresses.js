/** Where the page's own files are: each by its name and its content, so that two versions never mix in a cache. */

/** @param {string} base the address of the page's folder @param {string} name */
export const addressOf = (base, name) => `${base}${name}${name in MADE.files ? `?${MADE.files[name].hash}` : ""}`;

/**
 * What starts a script must be one of our own. Where a browser knows Trusted Types, it takes nothing else.
 *
 * @param {string} address
 * @returns {string}
 */
export const ownScript = (address) => policy?.createScriptURL(address) ?? address;

/** @type {{createScriptURL: (address: string) => string} | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy(MADE.policy, {
  createScriptURL(/** @type {string} */ address) {
    const { href, protocol } = new URL(address, document.baseURI);
    if (protocol === "blob:" || href === new URL("service-worker.js", document.baseURI).href) return address;
    throw new TypeError(`${address} is no script of this page`);
  },
});
