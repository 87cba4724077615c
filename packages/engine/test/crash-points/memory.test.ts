import { checkCrashPoints } from "./suite.js";

checkCrashPoints("memory", { everyNth: 5 });
