import Link from "next/link";

const TABS = [
  { href: "/settings", name: "Access" },
  { href: "/settings/audit", name: "Audit log" },
] as const;

/** The pages of the settings. */
export const SettingsTabs = ({ here }: { here: (typeof TABS)[number]["href"] }) => (
  <nav className="tabs" aria-label="Settings">
    {TABS.map(({ href, name }) => (
      <Link key={href} href={href} aria-current={href === here ? "page" : undefined}>
        {name}
      </Link>
    ))}
  </nav>
);
