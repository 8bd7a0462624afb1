/** Levels of maps and lists that a config may have: far more than anybody writes, far fewer than the stack takes. */
export const MAX_DEPTH = 100;

/** Values that aliases may make together, so that a few lines cannot grow beyond the memory. */
export const MAX_COPIES = 100_000;

/** Directives that may need each other in a row. */
export const MAX_CHAIN = 64;

/** Values that directives may make together; a config of 5,000 lines has some ten thousand values. */
export const MAX_RESOLVED = 300_000;
