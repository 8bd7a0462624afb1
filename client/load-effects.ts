/** The engine's effects: AWS, packaging, deploys. */
export type Effects = typeof import("../engine/effects.ts");

type Loaded = { effects?: Promise<Effects> };

/**
 * Loads the effects at the first deploy, and not when the editor starts: they are a bundle of their own. The one
 * place of the client that reaches them at run time.
 */
export function effectsLoader(): () => Promise<Effects> {
	const loaded: Loaded = {};
	return () => {
		loaded.effects ??= import("../engine/effects.ts");
		return loaded.effects;
	};
}
