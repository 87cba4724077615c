import path from "node:path";
import type { NextConfig } from "next";

const repository = path.resolve(import.meta.dirname, "../..");

export default {
  output: process.env.NEXT_STANDALONE ? "standalone" : undefined,
  outputFileTracingRoot: repository,
  turbopack: { root: repository },
  // They load native binaries or read their own files at run time.
  serverExternalPackages: ["@stageline/engine", "@prisma/adapter-libsql", "@libsql/client", "libsql", "pg"],
  // Types are a check of their own (turbo's `typecheck`): a start need not wait for them.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // The server fetches no address that a request names.
  images: { unoptimized: true },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-frame-options", value: "DENY" },
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "same-origin" },
        { key: "origin-agent-cluster", value: "?1" },
        { key: "x-dns-prefetch-control", value: "off" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
        { key: "cross-origin-resource-policy", value: "same-origin" },
        { key: "permissions-policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
      ],
    },
  ],
} satisfies NextConfig;
