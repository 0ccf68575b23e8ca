/** A part of the page whose script is fetched when it first comes near the window, and which is drawn only while it is there. */

/** @typedef {import("./types.js").Actions} Actions */

/** How near, so that it is there when it is seen. */
const NEAR = "240px";

/** @template T */
export class Later {
  /** The script, once it has come. @type {T | null} */
  script = null;
  failed = false;
  /** Whether it is near the window now. */
  near = false;
  width = 0;
  #watched = false;

  /** @param {string} id of the section @param {() => Promise<T>} fetch */
  constructor(id, fetch) {
    this.id = id;
    this.fetch = fetch;
  }

  /** Watch the section from now on. @param {Actions} actions */
  watch(actions) {
    const section = document.getElementById(this.id);
    if (this.#watched || !section) return;
    this.#watched = true;
    new IntersectionObserver((entries) => {
      this.near = entries[entries.length - 1].isIntersecting;
      if (!this.near) return;
      actions.show({});
      if (!this.script) this.load(actions);
    }, { rootMargin: NEAR }).observe(section);
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry.contentRect.width);
      if (width === this.width) return;
      this.width = width;
      if (this.near) actions.show({});
    }).observe(section);
  }

  /** @param {Actions} actions */
  async load(actions) {
    this.failed = false;
    try {
      this.script = await this.fetch();
    } catch (error) {
      console.warn(error);
      this.failed = true;
    }
    actions.show({});
  }
}
