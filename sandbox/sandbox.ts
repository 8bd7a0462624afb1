/** The door of the sandbox: a local AWS to develop against and to test with. */
export { type RunningSandbox, readStatus, startDetached, stopRunning } from "./detached.ts";
export { type PrepareOptions, prepareSandbox } from "./prepare.ts";
export { defaultPort, type Sandbox, type StartOptions, startSandbox } from "./start.ts";
