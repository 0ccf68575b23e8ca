/**
 * Keeps one whole version of the page, so that it opens without a network. A version is kept only if every file of it could
 * be had and has the right hash; until a person takes a new version, or has closed every tab, the old one stays as it is.
 */

/** @typedef {{waitUntil: (work: Promise<unknown>) => void, respondWith: (response: Promise<Response>) => void, request: Request, data: any}} Event_ */

const worker = /** @type {any} */ (self);
const PREFIX = `whygrad ${worker.registration.scope} `;
const KEPT = PREFIX + VERSION.id;
const FIRST_PAGE = new URL("index.html", worker.registration.scope).href;

/** @param {string} name */
const full = (name) => new URL(name, worker.registration.scope).href;

/** Fetch a file, unless an older version has the same one. @param {Cache} cache @param {[string, string]} file */
async function keep(cache, [name, integrity]) {
  const same = name.includes("?") ? await caches.match(full(name)) : undefined;
  const response = same ?? await fetch(full(name), { integrity, cache: name.endsWith(".html") ? "reload" : "default" });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  await cache.put(full(name), response);
}

async function install() {
  await caches.delete(KEPT); // what an attempt that failed has left
  const cache = await caches.open(KEPT);
  try {
    await Promise.all(Object.entries(VERSION.files).map((file) => keep(cache, file)));
  } catch (error) {
    await caches.delete(KEPT);
    throw error;
  }
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== KEPT) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {Request} request */
async function answer(request) {
  const cache = await caches.open(KEPT);
  const page = new URL(request.url);
  page.search = page.hash = "";
  const wanted = request.mode === "navigate" ? (page.href === worker.registration.scope ? FIRST_PAGE : page.href) : request.url;
  // Pyodide asks for its own program by its bare name; in this cache there is one of that name.
  return (await cache.match(wanted, { ignoreSearch: !wanted.includes("?") })) ?? fetch(request);
}

worker.addEventListener("install", (/** @type {Event_} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {Event_} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {Event_} */ event) => event.data === "take over" && worker.skipWaiting());
worker.addEventListener("fetch", (/** @type {Event_} */ event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(worker.registration.scope)) event.respondWith(answer(event.request));
});
