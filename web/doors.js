/**
 * What the worker's own scripts need until Python has started, and nobody may have afterwards: ways to the network, to what
 * the browser stores, and to other threads. Python finds no JavaScript anyway, and the page's policy allows neither foreign
 * addresses nor code made from text; this is the third wall.
 */

const DOORS = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "importScripts", "Worker", "SharedWorker",
  "BroadcastChannel", "MessageChannel", "indexedDB", "caches", "CacheStorage", "cookieStore", "navigator", "Notification", "webkitRequestFileSystem",
  "webkitRequestFileSystemSync", "webkitResolveLocalFileSystemURL", "webkitResolveLocalFileSystemSyncURL", "FontFace", "fonts",
];

/** Shut them all, for good. */
export function shutDoors() {
  for (const name of DOORS) {
    let owner = Reflect.has(self, name) ? self : null;
    for (; owner; owner = Object.getPrototypeOf(owner)) {
      if (owner === self || Object.hasOwn(owner, name)) Reflect.defineProperty(owner, name, { value: undefined, writable: false, configurable: false });
    }
  }
}
