import { fuzzes } from "./fuzzes";

fuzzes("sqlite");
