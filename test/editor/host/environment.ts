/** Variables of VS Code, Electron, npm and Node that are about this process and not about its children. */
const ours = /^(VSCODE_|ELECTRON_|npm_|INIT_CWD$|NODE_OPTIONS$|NODE_V8_COVERAGE$|SPOOL_TEST_)/;

/**
 * The variables for an editor under test: those of this process without what is meant for it alone, and without
 * AWS's. A test must never find a person's credentials, so HOME is `home`, an empty folder, too.
 */
export function editorEnvironment(
	home: string,
	added: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
	const kept = Object.entries(process.env).filter(([name]) => !ours.test(name) && !name.startsWith("AWS_"));
	return { ...(Object.fromEntries(kept) as Record<string, string>), HOME: home, TMPDIR: home, ...added };
}
