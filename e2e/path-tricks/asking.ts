/** Who asks the dashboard in all those ways, and what of the answers is for everybody. */

import { createKernel, type Role } from "@stageline/engine";
import type { Store } from "@stageline/engine/store";
import { askRaw, type RawAnswer } from "./raw-request.js";
import type { Way } from "./tricks.js";

type Headers = Way["headers"];
/** Takes its turns, so that no limit is reached: what is refused for being too much proves nothing. */
export type Asker = () => { readonly headers: Headers; readonly from: string };

const TURNS = 40;

export function nobody(): Asker {
  let turn = 0;
  return () => ({ headers: [], from: `127.0.1.${1 + (turn++ % 250)}` });
}

export async function somebody(store: Store, role: Role): Promise<Asker> {
  const kernel = createKernel({ store });
  const secrets: string[] = [];
  for (let count = 0; count < TURNS; count++) {
    const name = `${role} ${crypto.randomUUID()}`;
    secrets.push((await kernel.dispatch("access.createToken", { name, role, days: null })).secret);
  }
  let turn = 0;
  return () => ({ headers: [["authorization", `Bearer ${secrets[turn++ % TURNS]}`]], from: "127.0.0.1" });
}

export interface Asked {
  readonly way: Way;
  readonly method?: string;
  readonly json?: unknown;
  /** Instead of the dashboard's own. */
  readonly host?: string;
}

export interface Answer extends RawAnswer {
  /** To find the request again by. */
  readonly request: string;
}

export function askingAt(address: string) {
  const { port, host: ownHost } = new URL(address);
  return async (asker: Asker, { way, method = "GET", json, host = ownHost }: Asked): Promise<Answer> => {
    const { headers, from } = asker();
    const given = way.headers.map(([name]) => name);
    const isPage = headers.length === 0;
    const change: Headers =
      json === undefined
        ? []
        : [
            ["content-type", "application/json"],
            ["x-stageline-client", "1"],
            ...(isPage ? ([["origin", address]] as const) : []),
          ];
    const answer = await askRaw({
      port: Number(port),
      method,
      target: way.target,
      headers: [
        ["host", host],
        ...way.headers,
        ...headers.filter(([name]) => !given.includes(name)),
        ...change,
      ],
      from,
      ...(json === undefined ? {} : { body: JSON.stringify({ json }) }),
    });
    const said = way.headers.map(([name, value]) => ` ${name}: ${value}`).join("");
    return { ...answer, request: `${method} ${way.target}${said}` };
  };
}

/** Several at once, as one after the other takes minutes. */
export async function inTurn<Item>(items: readonly Item[], ask: (item: Item) => Promise<void>) {
  const left = [...items].reverse();
  const asker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await ask(item);
  };
  await Promise.all(Array.from({ length: 16 }, asker));
}

const isOk = ({ status }: RawAnswer): boolean => status >= 200 && status < 300;
const typeOf = ({ head }: RawAnswer): string => /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? "";

/** Where to sign in, the icon, that it is up, what the build made, and refusals. */
export function isForEverybody(answer: RawAnswer): boolean {
  if (!isOk(answer)) return !answer.body.includes('{"error":') || answer.body.includes("Sign in first");
  if (typeOf(answer).startsWith("image/svg+xml")) return answer.body.includes("<svg");
  if (typeOf(answer) === "text/plain") return answer.body.includes("ok");
  return answer.body.includes('"/sign-in"') || answer.body.includes("<title>Sign in");
}

/** Data, not a page that has none in it. */
export const isData = (answer: RawAnswer): boolean =>
  isOk(answer) && !/^(text\/html|text\/x-component|image\/svg|text\/plain$)/.test(typeOf(answer));
