import { APPEARANCE_KEY, DEFAULTS } from "./appearance";

/** What CSS reads from the root element. */
const { density, rail, patterns, motion } = DEFAULTS;
const ATTRIBUTES = { density, rail, patterns, motion };

/** Runs before the first paint, so that a dark page never flashes white, and again when something is chosen. */
export const FIRST_PAINT_SCRIPT = `(()=>{const d=document.documentElement.dataset,m=matchMedia("(prefers-color-scheme: dark)"),f=${JSON.stringify(ATTRIBUTES)},a=()=>{let c={};try{c=JSON.parse(localStorage.getItem("${APPEARANCE_KEY}"))||c}catch{}d.theme=c.theme==="dark"||c.theme==="light"?c.theme:m.matches?"dark":"light";for(const k in f)d[k]=c[k]||f[k]};a();m.addEventListener("change",a);addEventListener("storage",a);addEventListener("stageline:appearance",a)})()`;
