import { CSPProvider } from "@base-ui/react/csp-provider";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { DatabaseProvider } from "@/components/frame/database";
import { FrameShortcuts } from "@/components/frame/frame-shortcuts";
import { OverlayProvider } from "@/components/frame/overlay";
import { Rail } from "@/components/frame/rail";
import { whoAsks } from "@/server/access/who-asks";
import { NONCE_HEADER, TRUSTED_TYPES_SCRIPT } from "@/server/content-policy";
import { databaseLabel } from "@/server/database-label";
import { Providers } from "@/trpc/client";
import { Announcer } from "@/ui/announcer";
import { FIRST_PAINT_SCRIPT } from "@/ui/appearance/first-paint";
import { ClockProvider } from "@/ui/clock";
import "@/styles/globals.css";

export const metadata: Metadata = {
  title: { default: "Stageline", template: "%s · Stageline" },
  description: "Runs of durable AI pipelines",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The database is named when the page is asked for, not when it is built.
  await connection();
  // The gate lets people here who have not signed in yet for one page only: it has no frame and asks no questions.
  const asked = await headers();
  const who = await whoAsks(asked).catch(() => null);
  const nonce = asked.get(NONCE_HEADER) ?? undefined;
  return (
    <html lang="en" data-theme="light" suppressHydrationWarning>
      <head>
        <script
          nonce={nonce}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: constants of ours that must run before the first paint
          dangerouslySetInnerHTML={{ __html: `${TRUSTED_TYPES_SCRIPT}${FIRST_PAINT_SCRIPT}` }}
        />
      </head>
      <body>
        <a className="skip btn" href="#main">
          Skip to content
        </a>
        {/* Popovers and selects bring styles of their own. */}
        <CSPProvider nonce={nonce}>
          <ClockProvider serverNow={Date.now()}>
            {who === null ? (
              children
            ) : (
              <Providers>
                <DatabaseProvider label={databaseLabel(process.env.DATABASE_URL)}>
                  <OverlayProvider>
                    <FrameShortcuts />
                    <div className="app">
                      <Rail me={{ name: who.name, role: who.role, canSignOut: who.kind === "session" }} />
                      {children}
                    </div>
                  </OverlayProvider>
                  <Announcer />
                </DatabaseProvider>
              </Providers>
            )}
          </ClockProvider>
        </CSPProvider>
      </body>
    </html>
  );
}
