/** Ways to ask for something that a lock in front of it may not recognise. */

export interface Way {
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const plain = (target: string): Way => ({ target, headers: [] });
const withHeaders = (target: string, headers: Record<string, string>): Way => ({
  target,
  headers: Object.entries(headers),
});
/** `/runs/x` with the letter after the first slash written as its code. */
const encoded = (path: string) =>
  path.replace(/^\/(.)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`);
const deep = (path: string) => path.replaceAll("/", "%2f");

/**
 * @param path begins with a slash
 * @param query with its question mark, or empty
 */
export function waysTo(path: string, query: string, origin: string): readonly Way[] {
  const all = path + query;
  const and = query === "" ? "?" : `${query}&`;
  return [
    plain(all),
    // What Next serves beside a page.
    plain(`${path}.rsc${query}`),
    plain(`${path}.txt${query}`),
    plain(`${path}.prefetch.rsc${query}`),
    plain(`${path}.segments/_tree.segment.rsc${query}`),
    plain(`${path}.segments/_full.segment.rsc${query}`),
    plain(`/_next/data/build${path}.json${query}`),
    plain(`/_next/data/build/${path}.json${query}`),
    withHeaders(all, { rsc: "1" }),
    withHeaders(`${path}${and}_rsc=1abc2`, { rsc: "1", "next-url": path }),
    withHeaders(all, { rsc: "1", "next-router-prefetch": "1" }),
    withHeaders(all, { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }),
    withHeaders(all, { rsc: "1", "next-router-segment-prefetch": "/_full" }),
    withHeaders(all, { "next-resume": "1" }),
    withHeaders(all, { "x-nextjs-data": "1" }),
    withHeaders(all, { "next-action": "00" }),
    // How proxies and frameworks pass on what was asked.
    ...[
      "x-original-url",
      "x-rewrite-url",
      "x-forwarded-uri",
      "x-forwarded-path",
      "x-matched-path",
      "x-invoke-path",
      "x-middleware-rewrite",
      "x-middleware-request-next-url",
      "x-nextjs-rewritten-path",
      "next-url",
    ].map((name) => withHeaders("/sign-in", { [name]: all })),
    withHeaders(all, {
      "x-invoke-path": "/sign-in",
      "x-invoke-status": "200",
      "x-invoke-output": "/sign-in",
    }),
    withHeaders(all, { "x-matched-path": "/sign-in" }),
    withHeaders(all, { "x-middleware-next": "1" }),
    withHeaders(all, { "x-middleware-prefetch": "1" }),
    withHeaders(all, { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }),
    withHeaders(all, { "x-middleware-subrequest": "middleware" }),
    withHeaders(all, { "x-middleware-subrequest-id": "1" }),
    withHeaders(all, { "x-prerender-revalidate": "1", "x-now-route-matches": "1=x" }),
    withHeaders(all, { "x-http-method-override": "GET" }),
    withHeaders(all, { "x-method-override": "GET", "x-http-method": "GET" }),
    // Who is asking.
    withHeaders(all, { "x-stageline-peer": "127.0.0.1", "x-forwarded-for": "127.0.0.1", "x-real-ip": "::1" }),
    withHeaders(all, { "x-forwarded-user": "maria", "x-forwarded-role": "admin" }),
    withHeaders(all, { "x-forwarded-host": "127.0.0.1", "x-forwarded-proto": "https", forwarded: "for=::1" }),
    withHeaders(all, { authorization: "Bearer sltk_guessed-guessed-guessed" }),
    withHeaders(all, { authorization: "Basic YWRtaW46YWRtaW4=" }),
    withHeaders(all, { cookie: "__Host-stageline=guessed; stageline=guessed; stageline-session=guessed" }),
    // Other ways to write the path.
    plain(`${encoded(path)}${query}`),
    plain(`${encoded(path).replace("%", "%25")}${query}`),
    plain(`/${deep(path.slice(1))}${query}`),
    plain(`/${deep(path)}${query}`),
    plain(`/${all}`),
    plain(`//${all}`),
    plain(`/.${all}`),
    plain(`/%2e${all}`),
    plain(`/x/..${all}`),
    plain(`/sign-in/..${all}`),
    plain(`/sign-in/%2e%2e${all}`),
    plain(`/sign-in%2f..${deep(path)}${query}`),
    plain(`/sign-in/..;${all}`),
    plain(`/sign-in;${all}`),
    plain(`/icon.svg/..${all}`),
    plain(`/icon.svg${all}`),
    plain(`/api/health/..${all}`),
    plain(`/api/health${all}`),
    plain(`/_next/static/..${all}`),
    plain(`/_next/static/../..${all}`),
    plain(`/_next/static/%2e%2e/%2e%2e${all}`),
    plain(`/_next/static/x%2f..%2f..%2f..${deep(path)}${query}`),
    plain(`/_next/image?url=${encodeURIComponent(all)}&w=64&q=75`),
    plain(`${path}/${query}`),
    plain(`${path}//${query}`),
    plain(`${path}/.${query}`),
    plain(`${path}.${query}`),
    plain(`${path};x=1${query}`),
    plain(`${path}%00${query}`),
    plain(`${path}%20${query}`),
    plain(`${path}%0a${query}`),
    plain(`${path}%3f${query}`),
    plain(`${path}%23${query}`),
    plain(`${path}#${query}`),
    plain(`/\\${all.slice(1)}`),
    plain(`\\${all.slice(1)}`),
    plain(`${path.slice(1)}${query}`),
    plain(`${path.toUpperCase()}${query}`),
    plain(`${path}${and}__nextLocale=en&nxtPrunId=x&__nextDataReq=1`),
    plain(`${origin}${all}`),
    plain(`http://evil.example${all}`),
  ];
}
