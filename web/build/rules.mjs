// Makes the rules pages from the catalogues: node web/build/rules.mjs CATALOGUES FOLDER writes rules.html, rules.de.html and
// rules.css there.
import "./browserless.mjs";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { NOTHING, fragmentOf } from "../fragment.js";
import { rulesPage } from "../language.js";
import { LANGUAGES } from "../preferred.js";
import { language, say, speak } from "../words.js";
import { html, raw } from "./html.mjs";
import { styleOf, typeset } from "./math.mjs";
import { thumbnail } from "./thumbnail.mjs";

const [source, folder] = process.argv.slice(2);
const catalogues = JSON.parse(readFileSync(source, "utf8"));
/** The title of each rule in the language of the page that is made. */
let titles = new Map();

// ---- formulas -----------------------------------------------------------------------------------------------------------

const math = (latex) => html`<span class="math scrolls">${typeset(latex)}</span>`;

// ---- parts --------------------------------------------------------------------------------------------------------------

const anchor = (rule) => `rule-${rule.replaceAll("_", "-")}`;
const ruleLink = (rule) => html`<a href="#${anchor(rule)}">${titles.get(rule)}</a>`;
const inSentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}${/[.…!?]$/.test(text) ? "" : "."}`;

/** The address of the page with a question. */
function tryLink(formula, at, label) {
  const fragment = fragmentOf({ question: { ...NOTHING, source: formula, at }, detail: "standard", document: null, stale: false });
  return html`<a class="try" href="./${fragment}" aria-label="${say("rules.try-this", { formula })}">${label ?? say("rules.try")}</a>`;
}

const number = (text, kind) => html`<span class="number ${kind}">${text}</span>`;
const equals = (text) => raw(text.startsWith("≈") ? " " : " = ");

/** A formula, its value at a point and its derivatives there. */
function example({ source: formula, latex, at, text, gradients, step }) {
  const point = Object.entries(at).map(([name, value]) => `${name} = ${value}`).join(", ");
  const told = step && gradients.length && step.after !== gradients[0].formula
    ? html`<p>${math(`${step.before_latex} = ${step.after_latex}`)}</p>` : "";
  return html`<div class="example">
<p class="gloss">${say("rules.example", { point })} ${tryLink(formula, at)}</p>
${told}<p>${math(latex)}${equals(text)}${number(text, "value")}</p>
${gradients.map((g) => html`<p>${math(`${g.label_latex} = ${g.latex}`)}${g.formula === g.text ? "" : [equals(g.text), number(g.text, "effect")]}</p>`)}</div>`;
}

const entry = (id, title, find, content) => html`<article id="${id}" class="entry" data-find="${find.join(" ").toLowerCase()}">
<h3><a href="#${id}">${title}</a></h3>
${content}</article>
`;

function ruleEntry({ id, title, latex, because, operations, example: worked }) {
  const found = operations.length
    ? html`<p class="quiet">${say("rules.applied-by")} ${operations.map((name, i) => [i ? ", " : "", html`<a href="#${name}">${name}</a>`])}</p>` : "";
  return entry(anchor(id), title, [title, because], html`<div class="statement">${math(latex)}</div>
<p>${inSentence(because)}</p>${found}
${example(worked)}`);
}

function operationEntry({ name, names, rule, slopes, because, conditions, example: worked, curve }) {
  const others = names.length > 1 ? html` <span class="gloss">${say("rules.names", { names: names.slice(1).join(", ") })}</span>` : "";
  const statement = slopes.length ? slopes.map((slope) => html`<div>${math(slope.latex)}</div>`) : html`<p>${say("rules.no-slope")}</p>`;
  return entry(name, html`<code>${name}</code>`, [...names, titles.get(rule), because], html`${others}
<div class="beside"><div><div class="statement">${statement}</div>
<p>${inSentence(because)} <span class="gloss">${ruleLink(rule)}</span></p>
${conditions.map((text) => html`<p class="quiet">${inSentence(text)}</p>`)}</div>
${curve ? thumbnail(curve, worked.source) : ""}</div>
${example(worked)}`);
}

function classicRow({ source: formula, latex, slope_latex, rule }) {
  const known = !/[fg]\(/.test(formula);
  return html`<tr data-find="${formula.toLowerCase()} ${titles.get(rule).toLowerCase()}"><td>${math(latex)}</td><td>${math(slope_latex)}</td>
<td>${ruleLink(rule)}</td><td>${known ? tryLink(formula, {}) : ""}</td></tr>
`;
}

const classicTable = ({ title, rows }) => html`<table class="known"><caption>${title}</caption>
<thead class="hidden"><tr><th scope="col">${say("rules.function")}</th><th scope="col">${say("rules.derivative")}</th>
<th scope="col">${say("rules.rule")}</th><th scope="col">${say("rules.try")}</th></tr></thead>
<tbody>${rows.map(classicRow)}</tbody></table>
`;

// ---- the page -----------------------------------------------------------------------------------------------------------

const index = readFileSync(new URL("../index.html", import.meta.url), "utf8");
const policy = index.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)[1];
const contentsOf = ({ rules, families }) => [
  [html`<a href="#well-known">${say("rules.known")}</a>`, ""],
  [html`<a href="#rules-of-calculus">${say("rules.rules")}</a>`, rules.map(({ id, title }) => html`<a href="#${anchor(id)}">${title}</a> `)],
  ...families.map(({ id, title, operations }) =>
    [html`<a href="#family-${id}">${title}</a>`, operations.map(({ name }) => html`<a href="#${name}"><code>${name}</code></a> `)]),
];
const section = (id, title, inside) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${inside}</section>
`;

/** Links to this page in the other languages. */
const others = () => LANGUAGES.filter((other) => other !== language()).map((other) =>
  html`<a class="tool" href="${rulesPage(other)}" hreflang="${other}" lang="${other}">${say(`language.${other}`)}</a> `);

const pageOf = (catalogue) => html`<!doctype html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${say("rules.description")}">
<title>${say("rules.page-title")}</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="style.css">
<link rel="stylesheet" href="rules.css">
<script type="module" src="rules.js"></script>
</head>
<body>
<a class="skip" href="#rules">${say("rules.skip")}</a>
<header class="top"><h1><a href="./">why<em>grad</em></a></h1><p class="tagline">${say("rules.tagline")}</p>
<nav class="tools" aria-label="${say("rules.back-label")}">${others()}<a class="tool" href="./">${say("rules.back")}</a></nav></header>
<main id="rules" tabindex="-1">
<h2>${say("rules.title")}</h2>
<p class="lead">${say("rules.lead")}
<span class="legend"><span class="value">${say("rules.legend-value")}</span>, <span class="effect">${say("rules.legend-slope")}</span></span></p>
<form id="filter" role="search" hidden><label for="wanted">${say("rules.filter")}</label>
<input id="wanted" type="search" class="box" autocomplete="off" spellcheck="false" placeholder="${say("rules.filter-hint")}">
<span id="found" class="quiet" role="status" data-none="${say("rules.filter-none")}" data-some="${say("rules.filter-some")}"></span></form>
<nav class="contents" aria-label="${say("rules.contents")}"><dl>${contentsOf(catalogue).map(([term, links]) => html`<div><dt>${term}</dt><dd>${links}</dd></div>
`)}</dl></nav>
${section("well-known", say("rules.known"), html`<div class="tables">${catalogue.classics.map(classicTable)}</div>`)}
${section("rules-of-calculus", say("rules.rules"), html`<div class="entries">${catalogue.rules.map(ruleEntry)}</div>`)}
${catalogue.families.map(({ id, title, operations }) => section(`family-${id}`, title, html`<div class="entries">${operations.map(operationEntry)}</div>`))}
</main>
<footer><p><a href="./">${say("rules.back")}</a></p></footer>
</body>
</html>
`;

for (const each of LANGUAGES) {
  await speak(each);
  titles = new Map(catalogues[each].rules.map((rule) => [rule.id, rule.title]));
  writeFileSync(join(folder, rulesPage()), String(pageOf(catalogues[each])));
}
const style = [readFileSync(new URL("../styles/rules.css", import.meta.url), "utf8"), styleOf("rules")];
writeFileSync(join(folder, "rules.css"), transformSync(style.join("\n"), { loader: "css", minify: true, charset: "utf8" }).code);
