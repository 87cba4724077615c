import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { DatabaseProvider } from "@/components/frame/database";
import { Rail } from "@/components/frame/rail";
import { databaseLabel } from "@/server/database-label";
import { Providers } from "@/trpc/client";
import { ClockProvider } from "@/ui/clock";
import { ShortcutListener } from "@/ui/shortcuts";
import { THEME_SCRIPT } from "@/ui/theme";
import "@/styles/globals.css";

export const metadata: Metadata = {
  title: { default: "Stageline", template: "%s · Stageline" },
  description: "Runs of durable AI pipelines",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The database is named when the page is asked for, not when it is built.
  await connection();
  return (
    <html lang="en" data-theme="light" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours that must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <a className="skip btn" href="#main">
          Skip to content
        </a>
        <ShortcutListener />
        <ClockProvider serverNow={Date.now()}>
          <Providers>
            <DatabaseProvider label={databaseLabel(process.env.DATABASE_URL)}>
              <div className="app">
                <Rail />
                {children}
              </div>
            </DatabaseProvider>
          </Providers>
        </ClockProvider>
      </body>
    </html>
  );
}
