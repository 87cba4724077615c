/** Which folder is reviewed. */

import { existsSync } from "node:fs";
import { access, constants, realpath, stat } from "node:fs/promises";
import path from "node:path";

/** The folder can't be reviewed. Trying again gives the same. */
export class ProjectFolderError extends Error {
  override readonly name = "ProjectFolderError";
  readonly code = "PROJECT_FOLDER";
  readonly isRetryable = false;
  readonly folder: string;

  constructor(folder: string, why: string, options?: ErrorOptions) {
    super(`The folder ${folder} can't be reviewed: ${why}`, options);
    this.folder = folder;
  }
}

/**
 * The folder to review, absolute and without symbolic links.
 *
 * @param folder relative ones start from the worker's working directory; default: the project around this file
 * @throws {ProjectFolderError} if it doesn't exist, is no folder, or can't be read
 */
export async function projectFolder(folder: string | undefined): Promise<string> {
  const wanted = path.resolve(folder ?? ownProject());
  let real: string;
  try {
    real = await realpath(wanted);
    if (!(await stat(real)).isDirectory()) throw new ProjectFolderError(wanted, "it is not a folder");
    await access(real, constants.R_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof ProjectFolderError) throw error;
    throw new ProjectFolderError(wanted, reasonOf(error), { cause: error });
  }
  return real;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such folder on the worker's machine";
  if (code === "EACCES" || code === "EPERM") return "the worker may not read it";
  return error instanceof Error ? error.message : String(error);
}

/** The nearest folder above this file that holds a workspace, else the nearest with installed packages. */
function ownProject(): string {
  const above: string[] = [];
  for (let at = import.meta.dirname; at !== path.dirname(at); at = path.dirname(at)) above.push(at);
  return (
    above.find((folder) => existsSync(path.join(folder, "pnpm-workspace.yaml"))) ??
    above.find((folder) => existsSync(path.join(folder, "node_modules"))) ??
    process.cwd()
  );
}
