import { checkCrashPoints } from "./suite.js";

checkCrashPoints("postgresql", { everyNth: 40 });
