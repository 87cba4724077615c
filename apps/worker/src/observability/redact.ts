/** Takes passwords out of text that is to be read by others. */

export const REDACTED = "[redacted]";

/** `postgresql://user:p@ss/word@host`: such a password goes up to the last `@`. */
const DATABASE_PASSWORD = /\b(postgres(?:ql)?:\/\/[^\s:@/"']*):[^\s"']*@/gi;
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/"']*):[^\s@/"']+@/gi;
const PASSWORD_PARAMETER = /([?&](?:password|sslpassword|sslkey|token|secret|api_?key)=)[^&\s"'#]+/gi;
/** As in a connection string `host=… password=…`. */
const PASSWORD_WORD = /(\bpassword=)(?!\[redacted\])[^&\s"'#]+/gi;

/** The same text without the passwords of addresses in it. */
export function redacted(text: string): string {
  if (!text.includes("://") && !/password=/i.test(text)) return text;
  return text
    .replace(DATABASE_PASSWORD, `$1:${REDACTED}@`)
    .replace(URL_PASSWORD, `$1:${REDACTED}@`)
    .replace(PASSWORD_PARAMETER, `$1${REDACTED}`)
    .replace(PASSWORD_WORD, `$1${REDACTED}`);
}
