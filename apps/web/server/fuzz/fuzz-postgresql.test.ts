import { fuzzes } from "./fuzzes";

fuzzes("postgresql");
