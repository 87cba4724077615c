/** A port of which each call goes on with its secrets taken out. */

import type { Redactor } from "../redactor.js";

/** Nothing of the call is text that somebody chose, or it must arrive as it is. */
export const AS_IS = "as is";

type Method = (...parameters: never[]) => unknown;

/**
 * What becomes of each method's parameters. All methods of the port are named: one that is added to it does not compile
 * until somebody has said what of it can hold a secret.
 */
export type Rules<Port> = {
  readonly [Name in keyof Port as Port[Name] extends Method ? Name : never]: Port[Name] extends (
    ...parameters: infer Parameters
  ) => unknown
    ? typeof AS_IS | ((redactor: Redactor, ...parameters: Parameters) => Parameters)
    : never;
};

type AnyRule = typeof AS_IS | ((redactor: Redactor, ...parameters: unknown[]) => unknown[]);
type AnyPort = Record<string, (...parameters: unknown[]) => unknown>;

/** Made once for a port's rules, as a port is made for every transaction. */
export function redactedPort<Port extends object>(
  rules: Rules<Port>,
): (port: Port, redactor: Redactor) => Port {
  class RedactedPort {
    constructor(
      readonly port: AnyPort,
      readonly redactor: Redactor,
    ) {}
  }
  for (const [name, rule] of Object.entries<AnyRule>(rules as Record<string, AnyRule>)) {
    Object.defineProperty(RedactedPort.prototype, name, {
      value(this: RedactedPort, ...parameters: unknown[]): unknown {
        try {
          return this.port[name]?.(...(rule === AS_IS ? parameters : rule(this.redactor, ...parameters)));
        } catch (error) {
          // What is refused is refused as a port refuses: by its promise.
          return Promise.reject(error);
        }
      },
    });
  }
  // The rules name every method of the port, and it has nothing else.
  return (port, redactor) => new RedactedPort(port as AnyPort, redactor) as unknown as Port;
}

/** Does something with those of an object's members that are there: what is undefined is left alone, as is null. */
export function redactMembers<Value extends object>(
  value: Value,
  change: { readonly [Name in keyof Value]?: (member: NonNullable<Value[Name]>) => unknown },
): Value {
  const copy = { ...value } as Record<string, unknown>;
  for (const [name, redact] of Object.entries(change)) {
    const member = copy[name];
    if (member !== undefined && member !== null)
      copy[name] = (redact as (member: unknown) => unknown)(member);
  }
  // Each member was replaced by one of its own kind.
  return copy as Value;
}
