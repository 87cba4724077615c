import { checkDatabase } from "./conformance.js";

// A file for each database, so that the two run side by side.
checkDatabase("postgresql");
