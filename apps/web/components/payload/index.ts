export { Payload } from "./payload";
