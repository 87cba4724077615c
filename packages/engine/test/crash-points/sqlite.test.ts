import { checkCrashPoints } from "./suite.js";

checkCrashPoints("sqlite", { everyNth: 40 });
