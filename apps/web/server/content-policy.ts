/**
 * What a page may load and run, told to the browser with every answer.
 *
 * Should a text of a run, a model or a person ever become markup in spite of everything, it still cannot run, load or
 * send anything: scripts need the nonce of this very answer, and there is no other origin to talk to.
 */

/** The request's header in which the nonce reaches the page; what a client sends under that name is replaced. */
export const NONCE_HEADER = "x-nonce";

/** Next's own policy, and ours for what Next's bundler loads without one. */
const TRUSTED_TYPES = "nextjs default";

/**
 * Runs before all other scripts. Text can become the address of a script of the build; never code, and of markup only the
 * empty element that React makes scripts from (its end tag spelled so that it does not end the script this stands in).
 */
export const TRUSTED_TYPES_SCRIPT = `self.trustedTypes&&trustedTypes.createPolicy("default",{createScriptURL:u=>{const a=new URL(u,location.href);if(a.origin===location.origin&&a.pathname.startsWith("/_next/static/"))return u},createHTML:h=>{if(h==="<script>\\x3C/script>")return h}});`;

/** @param isDevelopment React takes errors apart with `eval` there, and styles are replaced in place */
export function pagePolicy(nonce: string, { isDevelopment }: { isDevelopment: boolean }): string {
  return policy({
    "default-src": "'none'",
    // What a script with the nonce loads may run, too: the bundles load each other.
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src": isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    // Widths and places of bars are attributes. They can neither run nor load anything.
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": isDevelopment ? "'self' ws:" : "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    ...(isDevelopment ? {} : { "require-trusted-types-for": "'script'", "trusted-types": TRUSTED_TYPES }),
  });
}

/** For what is no page: data, downloads. Opened by itself it may do nothing at all. */
export const DATA_POLICY = policy({ "default-src": "'none'", "frame-ancestors": "'none'", sandbox: "" });

function policy(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join("; ");
}

/** Half a year: browsers come back by https only. */
export const STRICT_TRANSPORT = "max-age=15552000";
