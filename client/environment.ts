/** What the extension finds around itself when it starts. */
export type Surroundings = {
	/** The environment variables of the editor. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Folder of the bundles. */
	readonly bundles: string;
};
