import { expect, test } from "vitest";
import { isPublicAddress, publicLookup } from "../../src/sinks/index.js";

test.each([
  "127.0.0.1",
  "127.255.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "224.0.0.1",
  "198.18.0.1",
  "192.0.2.1",
  "::",
  "::1",
  "fe80::1",
  "fe80::1%eth0",
  "fd00:ec2::254",
  "fc00::1",
  "ff02::1",
  "::ffff:10.0.0.1",
  "::ffff:a00:1",
  "::10.0.0.1",
  "64:ff9b::10.0.0.1",
  "64:ff9b:1::10.0.0.1",
  "2002:a00:1::",
  "2001:db8::1",
  "localhost",
  "",
])("%s is not public", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])(
  "%s is public",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([true, false])(
  "a name of this machine is not found, whether all are asked for or one",
  async (all) => {
    const looked = new Promise((resolve, reject) => {
      publicLookup("localhost", { all }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
    });

    await expect(looked).rejects.toMatchObject({ code: "PRIVATE_ADDRESS", hostname: "localhost" });
  },
);
