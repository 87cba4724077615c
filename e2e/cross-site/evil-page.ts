/** A page of another origin, and everything it can try to send to the dashboard: in the shapes that browsers send. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";

export interface EvilSite {
  /** The same server by two names: another port of the dashboard's host, and another site. */
  readonly origins: readonly [sameSite: string, crossSite: string];
  close(): Promise<void>;
}

export async function startEvilSite(): Promise<EvilSite> {
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Win a car</title>"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Wish {
  /** Of the mutation. */
  readonly url: string;
  readonly json: unknown;
}

/** Sends every wish in every shape from the page that is open. Returns what it could read of the answers. */
export const tryEverything = (page: Page, wishes: readonly Wish[], live: string): Promise<string[]> =>
  page.evaluate(
    async ({ wishes, live }) => {
      const read: string[] = [];
      const SOON_MS = 4_000;
      const orSoon = (what: Promise<unknown>) =>
        Promise.race([what, new Promise((resolve) => setTimeout(resolve, SOON_MS))]);
      const noted = async (shape: string, asked: Promise<Response>) => {
        try {
          const response = await asked;
          const text = response.type === "opaque" ? "" : await response.text();
          if (text !== "") read.push(`${shape}: ${response.status} ${text.slice(0, 100)}`);
        } catch {
          // Refused by the browser or cut off: nothing was read.
        }
      };

      /** A form in a hidden frame, as a click on "Win a car" would send it. */
      const form = (url: string, enctype: string, fields: Record<string, string>, method = "post") => {
        const frame = document.createElement("iframe");
        frame.name = `f${Math.random()}`;
        frame.hidden = true;
        const element = document.createElement("form");
        Object.assign(element, { action: url, method, enctype, target: frame.name });
        for (const [name, value] of Object.entries(fields)) {
          const input = document.createElement("input");
          Object.assign(input, { type: "hidden", name, value });
          element.append(input);
        }
        document.body.append(frame, element);
        const loaded = new Promise((resolve) => {
          frame.onload = resolve;
        });
        element.submit();
        return orSoon(loaded).then(() => {
          try {
            const text = frame.contentDocument?.body?.textContent ?? "";
            if (text !== "") read.push(`a frame: ${text.slice(0, 100)}`);
          } catch {
            // Another origin's document.
          }
          frame.remove();
          element.remove();
        });
      };
      const element = (tag: "img" | "script" | "iframe" | "link" | "object", attributes: object) => {
        const made = Object.assign(document.createElement(tag), attributes);
        const over = new Promise((resolve) => {
          made.onload = resolve;
          made.onerror = resolve;
        });
        document.body.append(made);
        return orSoon(over).then(() => made.remove());
      };

      for (const { url, json } of wishes) {
        const body = JSON.stringify({ json });
        const batch = JSON.stringify({ 0: { json } });
        const asked = `${url}?input=${encodeURIComponent(body)}`;
        const type = (value: string) => ({ "content-type": value });
        const cookies = { method: "POST", credentials: "include" } as const;
        await Promise.all([
          // Forms: what any page may send anywhere.
          form(url, "application/x-www-form-urlencoded", { json: JSON.stringify(json) }),
          form(url, "multipart/form-data", { json: JSON.stringify(json), 0: body }),
          // JSON by way of a form: the name is the text up to the equals sign.
          form(url, "text/plain", { [`${body.slice(0, -1)},"x":"`]: '"}' }),
          form(`${url}?batch=1`, "text/plain", { [`${batch.slice(0, -1)},"x":"`]: '"}' }),
          form(asked, "application/x-www-form-urlencoded", {}, "get"),
          form(`${url}?_method=POST&x-http-method-override=POST`, "text/plain", { a: "b" }),
          // Scripts, with what is sent without asking first.
          noted("text", fetch(url, { ...cookies, mode: "no-cors", body, headers: type("text/plain") })),
          noted("no type", fetch(url, { ...cookies, mode: "no-cors", body: new Blob([body]) })),
          noted(
            "urlencoded",
            fetch(url, { ...cookies, mode: "no-cors", body: new URLSearchParams({ json: body }) }),
          ),
          noted("kept alive", fetch(url, { ...cookies, mode: "no-cors", keepalive: true, body })),
          noted("batch", fetch(`${url}?batch=1`, { ...cookies, mode: "no-cors", body: batch })),
          // With what the browser asks for first.
          noted("JSON", fetch(url, { ...cookies, body, headers: type("application/json") })),
          noted(
            "our header",
            fetch(url, {
              ...cookies,
              body,
              headers: { ...type("application/json"), "x-stageline-client": "1" },
            }),
          ),
          noted("a token", fetch(url, { ...cookies, body, headers: { authorization: "Bearer x" } })),
          ...["PUT", "PATCH", "DELETE"].map((method) =>
            noted(method, fetch(url, { ...cookies, method, body })),
          ),
          // Reading.
          noted("a question", fetch(asked, { credentials: "include" })),
          noted("an opaque question", fetch(asked, { credentials: "include", mode: "no-cors" })),
          element("img", { src: asked }),
          element("script", { src: `${asked}&batch=1` }),
          element("iframe", { src: asked, hidden: true }),
          element("object", { data: asked }),
          element("link", { rel: "stylesheet", href: asked }),
          // A frame without an origin.
          element("iframe", {
            hidden: true,
            sandbox: "allow-scripts",
            srcdoc: `<script>fetch(${JSON.stringify(url)}, {method: "POST", mode: "no-cors", body: ${JSON.stringify(body)}})</script>`,
          }),
        ]);
        navigator.sendBeacon(url, new Blob([body], { type: "text/plain" }));
        try {
          navigator.sendBeacon(url, new Blob([body], { type: "application/json" }));
        } catch {
          // Not without asking first, says the browser.
        }
      }

      const stream = new EventSource(live, { withCredentials: true });
      stream.onmessage = ({ data }) => read.push(`the stream: ${data}`);
      const socket = new WebSocket(live.replace(/^http/, "ws"));
      socket.onmessage = ({ data }) => read.push(`a socket: ${data}`);
      socket.onopen = () => read.push("a socket opened");
      await orSoon(
        Promise.all([
          new Promise((resolve) => Object.assign(stream, { onerror: resolve })),
          new Promise((resolve) => Object.assign(socket, { onclose: resolve })),
        ]),
      );
      stream.close();
      socket.close();
      return read;
    },
    { wishes, live },
  );
