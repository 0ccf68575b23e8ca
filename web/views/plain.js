/** The box before the editor has arrived: a text area of the page itself, which can be typed in at once. */

import { say } from "../words.js";

export class PlainBox {
  /** @param {HTMLTextAreaElement} area @param {{write: (source: string) => void}} actions */
  constructor(area, actions) {
    this.area = area;
    this.composing = false;
    area.addEventListener("compositionstart", () => (this.composing = true));
    area.addEventListener("compositionend", () => (this.composing = false));
    area.addEventListener("input", () => {
      this.#fit();
      actions.write(this.source);
    });
    this.#fit();
    if (this.source && this.source !== area.defaultValue) actions.write(this.source); // typed before this script was there
  }

  get source() {
    return this.area.value;
  }

  set source(source) {
    if (source === this.source) return;
    this.area.value = source;
    this.#fit();
  }

  focus() {
    this.area.focus();
  }

  /** Say what the box is for in the language that is spoken now. */
  speak() {
    this.area.placeholder = say("page.placeholder");
  }

  /** Wait until no character is half composed, and return the text area, to be replaced at once. */
  async finished() {
    while (this.composing) await new Promise((done) => this.area.addEventListener("compositionend", done, { once: true }));
    return this.area;
  }

  /** Make the area as high as its lines. */
  #fit() {
    this.area.rows = this.source.split("\n").length;
  }
}
