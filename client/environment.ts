/** The environment variables of the editor, and what lies beside the extension's bundles. */
export type Surroundings = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** esbuild of the installed extension; absent in the working tree, where node_modules has it. */
	readonly esbuildModule?: string;
	/** Folder of the bundles. */
	readonly bundles: string;
};
