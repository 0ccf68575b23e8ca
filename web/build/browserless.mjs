// What the page's modules want of a browser when they are loaded: imported first where the build uses them.
const nothing = () => {};
globalThis.ResizeObserver ??= class { observe = nothing; };
globalThis.matchMedia ??= () => ({ matches: false, addEventListener: nothing });
globalThis.navigator ??= { languages: ["en"] };
globalThis.location ??= { search: "", hash: "", href: "https://localhost/" };
globalThis.document ??= { documentElement: { dataset: {} }, compatMode: "CSS1Compat", createTreeWalker: nothing };
