import { type Bundle, buildAll } from "./build.ts";

/** What a bundle must not contain: it would be loaded with every start, for nothing. */
const forbidden: Readonly<Record<string, readonly RegExp[]>> = {
	client: [
		/@aws-sdk\//,
		/\/esbuild\//,
		/^engine\/(cloud|deploy|package)\//,
		/^engine\/effects\.ts$/,
		/yaml-language-server/,
	],
	server: [
		/@aws-sdk\//,
		/\/esbuild\//,
		/^engine\/(cloud|deploy|package|host)\//,
		/yaml-language-server/,
		/\/prettier\//,
	],
	"server-yaml": [/@aws-sdk\//, /^engine\//],
};

/** The packages (or our folders) that take most of a bundle, for whoever has to make it smaller. */
function largestParts({ metafile }: Bundle): string {
	const sizes = new Map<string, number>();
	for (const output of Object.values(metafile.outputs)) {
		for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
			const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split("/")[0] ?? path;
			sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
		}
	}
	const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 8);
	return largest.map(([name, bytes]) => `${name} ${(bytes / 1000).toFixed(0)}`).join(", ");
}

/** Bundles over their budget, and bundles that contain what they must not. `bundles` are minified. */
export function findBudgetViolations(bundles: readonly Bundle[]): string[] {
	return bundles.flatMap((bundle) => {
		const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} KB`;
		const isOver = bundle.budget !== undefined && bundle.bytes > bundle.budget;
		const over = isOver
			? [
					`dist/${bundle.name}.cjs has ${kilobytes(bundle.bytes)}, its budget is ${kilobytes(bundle.budget)}: ${largestParts(bundle)}`,
				]
			: [];
		const inputs = Object.keys(bundle.metafile.inputs);
		const reached = (forbidden[bundle.name] ?? []).flatMap(
			(pattern) => inputs.find((path) => pattern.test(path)) ?? [],
		);
		return [...over, ...reached.map((path) => `dist/${bundle.name}.cjs must not contain ${path}`)];
	});
}

if (import.meta.main) {
	const { bundles } = await buildAll({ minify: true, write: false });
	const violations = findBudgetViolations(bundles);
	for (const violation of violations) console.error(violation);
	for (const bundle of bundles)
		console.log(`${bundle.name} ${(bundle.bytes / 1000).toFixed(0)} KB: ${largestParts(bundle)}`);
	process.exitCode = violations.length === 0 ? 0 : 1;
}
