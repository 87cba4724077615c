/** How the viewer wants pages to look. Kept in the browser; nothing of it is in the address, for links are shared. */

/** What can be chosen; the first of each is the default. */
export const CHOICES = {
  theme: ["system", "light", "dark"],
  density: ["comfortable", "dense"],
  /** Auto: narrow on pages that need the width. Where the window is small it is narrow whatever was chosen. */
  rail: ["auto", "open", "narrow"],
  /** How a table says when: "4 m ago" or the instant. The other one is in the title. */
  time: ["relative", "absolute"],
  clock: ["24 h", "12 h"],
  /** Statuses told apart by pattern as well as by colour. */
  patterns: ["on", "off"],
  motion: ["system", "reduced"],
  /** Shortcuts of one letter; who dictates or leans on the keyboard turns them off. */
  letters: ["on", "off"],
} as const;

type Choices = { readonly [Name in keyof typeof CHOICES]: (typeof CHOICES)[Name][number] };

export interface Appearance extends Choices {
  /** "browser", "UTC", or a name such as Europe/Vienna. */
  readonly zone: string;
}

export const DEFAULTS: Appearance = {
  ...(Object.fromEntries(Object.entries(CHOICES).map(([name, [first]]) => [name, first])) as Choices),
  zone: "browser",
};

export const APPEARANCE_KEY = "stageline.appearance";

/** Every zone this browser knows by name. */
export const zones = (): readonly string[] => Intl.supportedValuesOf("timeZone");

/** Whether this browser knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What was stored, as far as it still means something. */
export function parseAppearance(text: string | null): Appearance {
  const stored = asRecord(text);
  const chosen = Object.entries(CHOICES).flatMap(([name, values]) => {
    const value = values.find((known) => known === stored[name]);
    return value === undefined ? [] : [[name, value]];
  });
  const { zone } = stored;
  return {
    ...DEFAULTS,
    ...(Object.fromEntries(chosen) as Partial<Choices>),
    ...(typeof zone === "string" && (zone === "browser" || isZone(zone)) ? { zone } : {}),
  };
}

function asRecord(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
