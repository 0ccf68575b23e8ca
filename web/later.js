/** A part of the page whose script is fetched when it first comes near the window, and which is drawn at once only while it is there. */

import { html, noChange, nothing } from "lit";
import { partHead } from "./views/part.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Model} Model @typedef {import("./types.js").Actions} Actions @typedef {import("./types.js").PartId} PartId */

/** How near, so that it is there when it is seen. */
const NEAR = "240px";
/** Milliseconds of rest after which a drawing that is far away is brought up to date: it may be printed, or jumped to. */
const REST = 500;

/** @template T */
export class Later {
  /** Whether all are drawn wherever they are: the page is being printed. */
  static everywhere = false;
  /** @type {Later<unknown>[]} */
  static #all = [];
  /** The script, once it has come. @type {T | null} */
  script = null;
  failed = false;
  /** Whether it is near the window now. */
  near = false;
  width = 0;
  #watched = false;
  /** Whether the section holds a drawing, which stays as it is for a while when it is far away. */
  #drawn = false;
  /** The answer that it was drawn from. @type {import("./types.js").Answer | null} */
  #of = null;
  #resting = 0;
  #rested = false;

  /** @param {PartId} id of the section @param {() => Promise<T>} fetch */
  constructor(id, fetch) {
    this.id = id;
    this.fetch = fetch;
    Later.#all.push(/** @type {Later<unknown>} */ (this));
  }

  /** Fetch the scripts of all that stand on the page. @param {Actions} actions */
  static async fetchAll(actions) {
    await Promise.all(Later.#all.map((later) => (later.script || !later.#watched ? null : later.load(actions))));
    actions.show({});
  }

  /**
   * The part with its head: drawn, on its way, or holding the place where a drawing will be.
   *
   * @param {string} title @param {Model} model @param {Actions} actions @param {(script: T) => unknown} draw
   */
  view(title, model, actions, draw) {
    if (!model.document) {
      this.#drawn = false;
      return nothing;
    }
    this.watch(actions);
    const seen = this.near || Later.everywhere;
    if (!seen && this.script && !this.#rested) {
      clearTimeout(this.#resting);
      this.#resting = window.setTimeout(() => {
        this.#rested = true;
        actions.show({});
      }, REST);
      if (this.#drawn) {
        document.getElementById(this.id)?.classList.toggle("older", this.#of !== model.document); // on paper it would be false
        return noChange;
      }
    }
    document.getElementById(this.id)?.classList.remove("older");
    this.#of = model.document;
    const draws = this.script !== null && (seen || this.#rested);
    [this.#drawn, this.#rested] = [draws, false];
    return html`
      ${partHead(this.id, title, model, actions)}
      ${this.script && draws ? draw(this.script)
        : this.failed ? html`<p class="quiet">${say("picture.failed")} <button class="chip" @click=${() => this.load(actions)}>${say("engine.retry")}</button></p>`
          : html`<p class="quiet ground ${seen ? "coming" : ""}">${this.script ? nothing : say("picture.loading")}</p>`}`;
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
      if (!width || width === this.width) return; // one that is not shown has none
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
