/** Which colours a page wears, kept in the browser. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_KEY = "stageline.theme";

/** Runs before the first paint, so that a dark page never flashes white. Follows the system until told otherwise. */
export const THEME_SCRIPT = `(()=>{const d=document.documentElement,m=matchMedia("(prefers-color-scheme: dark)"),a=()=>{let t=null;try{t=localStorage.getItem("${THEME_KEY}")}catch{}d.dataset.theme=t==="dark"||t==="light"?t:m.matches?"dark":"light"};a();m.addEventListener("change",a);addEventListener("storage",a);addEventListener("stageline:theme",a)})()`;
