/** What a licence asks for, in one word: enough for most policies, and what obligations start from. */

export const LICENCE_KINDS = [
  "public-domain",
  "permissive",
  "content",
  "weak-copyleft",
  "strong-copyleft",
  "network-copyleft",
  "restricted",
  "unknown",
] as const;

export type LicenceKind = (typeof LICENCE_KINDS)[number];

/** First match decides. Ids are SPDX ids; `GPL-2.0-only WITH Classpath-exception-2.0` counts as written. */
const RULES: readonly (readonly [RegExp, LicenceKind])[] = [
  [
    /^(?:Unlicense|CC0-1\.0|0BSD|MIT-0|WTFPL|PDDL-1\.0|blessing|CC-PDDC|SAX-PD(?:-2\.0)?|libselinux-1\.0)$/,
    "public-domain",
  ],
  [/^(?:BUSL|FSL|Elastic|SSPL|PolyForm|Parity|Prosperity|Aladdin|CAL)-/, "restricted"],
  [/^CC-BY-(?:NC|ND)/, "restricted"],
  [/^(?:JSON|Hippocratic-2\.1|NCGL-UK-2\.0|MITNFA)$/, "restricted"],
  [/^(?:AGPL|OSL|EUPL|RPL|CPAL|Watcom)-/, "network-copyleft"],
  [
    /^GPL-.* WITH .*(?:Classpath|GCC|linking|LLVM|Font|Bison|Autoconf|openvpn|Universal-FOSS|Qt-GPL)/i,
    "weak-copyleft",
  ],
  [
    /^(?:GPL|GFDL|QPL|CECILL-[12]\.\d|Sleepycat|CC-BY-SA-[1-4]\.\d|NGPL|MS-RL|copyleft-next)(?:-|$)/,
    "strong-copyleft",
  ],
  [
    /^(?:LGPL|MPL|EPL|CDDL|CPL|APSL|CECILL-C|IPL|SPL|ErlPL|LPL|NPL|SISSL|Interbase|Nokia|OSET-PL|LPPL)(?:-|$)/,
    "weak-copyleft",
  ],
  [/^(?:CC-BY-[1-4]\.\d|OFL-|ODC-By|CDLA-|OGL-|etalab-)/, "content"],
  [
    /^(?:MIT|BSD|Apache|AFL|ZPL|HPND|X11|W3C|Unicode|Python|PSF|PHP|libpng|bzip2|MulanPSL|OLDAP|Artistic|ECL|SGI-B|TCP-wrappers|LDPL|Bitstream|Spencer|TU-Berlin|CMU-Mach|ICU|OpenSSL|SMLNJ|BSL-1)(?:[-.].*)?$/,
    "permissive",
  ],
  [
    /^(?:ISC|ISC-Veillard|Zlib|zlib-acknowledgement|BlueOak-1\.0\.0|NCSA|curl|PostgreSQL|UPL-1\.0|TCL|FTL|IJG|IJG-short|NTP|NTP-0|Ruby|Beerware|MS-PL|EFL-[12]\.0|Fair|FSFAP|FSFUL|FSFULLR|Xnet|Naumen|Entessa|Intel|CNRI-Python|Vim|Info-ZIP|Libpng|NAIST-2003|Plexus|xpp|Zend-2\.0|MirOS|Multics|VSL-1\.0|Xfig|mpich2|SSH-short|Borceux|DOC|Net-SNMP|OML|RSA-MD|Zed|Cube|gnuplot|Pixar)$/,
    "permissive",
  ],
];

export function licenceKind(spdxId: string): LicenceKind {
  return RULES.find(([pattern]) => pattern.test(spdxId))?.[1] ?? "unknown";
}
