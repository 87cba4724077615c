import { z } from "zod";

/** What one review is about. */
export const reviewInput = z.object({
  folder: z
    .string()
    .trim()
    .min(1, "give a folder, or leave it out for this project itself")
    .optional()
    .describe(
      "Project folder on the worker's machine. Default: the project that the worker was installed with.",
    ),
  maxPackages: z
    .number()
    .int()
    .min(1)
    .max(50_000)
    .optional()
    .describe("Review at most so many packages, in the order in which they are found. Default: all."),
});
