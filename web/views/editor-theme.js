/** How the editor looks: the page's own design tokens, which reach into the shadow root. */

import { EditorView } from "@codemirror/view";

export const theme = EditorView.theme({
  "&": { fontSize: "var(--size-editor)", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "1.6", maxHeight: "var(--editor-height, min(26vh, 24rem))", overflowY: "auto" },
  ".cm-content": { padding: "0.55rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1rem" },
  ".cm-placeholder": { color: "var(--muted)", fontFamily: "var(--font-text)", fontStyle: "italic" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".piece-number, .piece-constant": { color: "var(--code-number)" },
  ".piece-function, .piece-word": { color: "var(--code-function)" },
  ".piece-word, .piece-comment": { fontStyle: "italic" },
  ".piece-operator, .piece-bracket, .piece-comment": { color: "var(--muted)" },
  ".piece-unknown": { color: "var(--bad)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--active)", boxShadow: "0 0 0 1px var(--line-strong)", borderRadius: "2px", color: "var(--ink)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--bad)" },
  ".pointed": { backgroundColor: "var(--active)", borderRadius: "3px" },
  // Underlines drawn by the browser: CodeMirror's own are pictures in data addresses, which the policy refuses.
  ".cm-lintRange": { backgroundImage: "none", textDecorationLine: "underline", textDecorationStyle: "wavy", textUnderlineOffset: "0.25em" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecorationColor: "var(--bad)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecorationColor: "var(--warn)" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecorationColor: "var(--muted)", textDecorationStyle: "dotted" },
  ".cm-lintRange-active": { backgroundColor: "var(--active)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--bad)" },
  ".cm-tooltip": {
    backgroundColor: "var(--sheet)", border: "1px solid var(--line)", borderRadius: "6px", color: "var(--ink)",
    boxShadow: "var(--shadow)", maxWidth: "min(30rem, 90vw)",
  },
  ".cm-tooltip-autocomplete.cm-tooltip > ul": {
    fontFamily: "var(--font-code)", fontSize: "0.95rem", maxHeight: "none", minWidth: "min(16rem, 90vw)", maxWidth: "min(34rem, 92vw)",
    "& > li": { display: "grid", gap: "0.05rem", padding: "0.35rem 0.8rem", whiteSpace: "normal", lineHeight: "1.35" },
    "& > li[aria-selected]": { backgroundColor: "var(--active)", color: "var(--ink)" },
  },
  ".cm-completionLabel": { color: "var(--ink)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip-autocomplete.cm-tooltip-below": { marginTop: "0.4rem" },
  ".rules": { color: "var(--muted)", fontSize: "0.85rem", overflowWrap: "anywhere", paddingLeft: "1rem", textIndent: "-1rem" },
  "li[aria-selected] .rules": { color: "var(--ink)" },
  ".cm-panels": { backgroundColor: "var(--sheet)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--active)" },
  ".cm-panel.cm-panel-lint button[name=close]": { color: "var(--ink)" },
  ".cm-diagnostic": { fontFamily: "var(--font-text)", fontSize: "0.95rem", padding: "0.4rem 0.7rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--muted)" },
  ".cm-diagnosticAction": {
    font: "inherit", backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "999px",
    padding: "0.05rem 0.6rem", cursor: "pointer",
  },
});
