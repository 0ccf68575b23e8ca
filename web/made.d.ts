/** What the build knows of the files it made; put in by web/build/bundle.mjs. */
declare const MADE: {
  /** Tells this version from others. */
  id: string;
  /** From what the snapshot was made, as the snapshot itself says. */
  snapshot: number;
  /** Length in bytes, and the beginning of the SHA-256, of the files that scripts fetch. */
  files: Record<string, { size: number, hash: string }>;
  /** The name of what vouches for addresses of scripts; each bundle has its own. */
  policy: string;
};

interface Window {
  /** Takes the worker that early.js has begun. */
  whygradBegun?: (hear: import("./launch.js").Hear, fail: import("./launch.js").Fail) => import("./launch.js").Launched;
}

/** What the service worker keeps; put in by web/build/seal.mjs. */
declare const VERSION: {
  id: string;
  /** Each file's address, as the page asks for it, and its hash. */
  files: Record<string, string>;
};
