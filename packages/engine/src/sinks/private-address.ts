/**
 * Keeps requests away from addresses that are not on the public internet: this machine, private and link-local
 * networks (with them the metadata services of clouds), multicast, and everything reserved.
 *
 * The check is made on the very addresses that are connected to. A name that is checked first and looked up again
 * could have another address by then.
 */

import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { EngineError } from "../domain/errors.js";

export class PrivateAddressError extends EngineError {
  override readonly name = "PrivateAddressError";
  readonly code = "PRIVATE_ADDRESS";
  readonly hostname: string;
  readonly address: string;

  constructor(hostname: string, address: string, options?: ErrorOptions) {
    const where = hostname === address ? hostname : `${hostname} is ${address}, which`;
    super(`${where} is not a public address; allow private ones if this is meant`, options);
    this.hostname = hostname;
    this.address = address;
  }
}

/** Prefix under which networks without IPv4 reach IPv4 addresses (RFC 6052): what counts is the address inside. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** Whether the text is an IP address of the public internet; IPv4 inside IPv6 is looked at as what it is. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.match(NAT64)) {
    return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range() === "unicast";
  }
  return parsed.range() === "unicast";
}

/**
 * For names that are addresses themselves, which nobody looks up.
 *
 * @param hostname as a URL has it: IPv6 in brackets
 * @throws {PrivateAddressError}
 */
export function refusePrivateLiteral(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(address) && !isPublicAddress(address)) throw new PrivateAddressError(address, address);
}

/** `dns.lookup` that gives public addresses only, and fails with a {@link PrivateAddressError} when there is none. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 0);
    const allowed = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = allowed;
    if (first === undefined) return callback(refusal(hostname, addresses), "", 0);
    if (options.all) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};

const refusal = (hostname: string, addresses: readonly LookupAddress[]): PrivateAddressError =>
  new PrivateAddressError(hostname, addresses.map(({ address }) => address).join(", "));
