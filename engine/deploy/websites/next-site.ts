import { join } from "node:path";
import { Failure } from "../../report/failure.ts";
import type { OpenNextBuild } from "../../resources/shared/build-plan.ts";
import { copyFolder } from "./copy-folder.ts";
import { pathsOfFiles } from "./paths-of-files.ts";
import { BUCKET_CONTENT, missingOutput, SERVER_FUNCTION, type Site } from "./site.ts";
import { insertionWrapper, nextWrapper, WRAPPER } from "./wrappers.ts";

/** OpenNext, unless the project has one of its own. */
const OPEN_NEXT = "@opennextjs/aws@^3.6.2";

/** The config that OpenNext is given for this build; beside the user's, so that it can import it. */
const CONFIG = "spool-open-next.config.ts";
const userConfigs = ["open-next.config.ts", "open-next.config.js", "open-next.config.mjs"];

/** What an application of Next.js has; OpenNext does not go on without it. */
const nextConfigs = [
	"next.config.js",
	"next.config.mjs",
	"next.config.ts",
	"next.config.cjs",
	"next.config.mts",
];

/** Functions of the template, and the folders of OpenNext that their code is in. */
const functions = {
	[SERVER_FUNCTION]: join("server-functions", "default"),
	"image-optimization-function": "image-optimization-function",
	"revalidation-function": "revalidation-function",
	"warmer-function": "warmer-function",
} as const;

const PROVIDER = "dynamodb-provider";

/** The user's config of OpenNext, if there is one, with what the stack needs of the build. */
function configText(
	userConfig: string | undefined,
	{ isAtEdge, isStreaming }: OpenNextBuild,
	buildCommand: string | undefined,
): string {
	const override = isAtEdge
		? { converter: "aws-cloudfront" }
		: isStreaming
			? { wrapper: "aws-lambda-streaming" }
			: {};
	const base = userConfig ? `import user from "./${userConfig}";` : "const user = {};";
	return `${base}
const server = user.default ?? {};
export default {
	...user,
	default: {
		...server,
		${isAtEdge ? 'placement: "global",' : ""}
		override: { ...server.override, ...${JSON.stringify(override)} },
	},
	${buildCommand === undefined ? "" : `buildCommand: ${JSON.stringify(buildCommand)},`}
};
`;
}

async function requireApplication({ app, build, ports }: Site): Promise<void> {
	const there = await Promise.all(nextConfigs.map((name) => ports.host.kindOf(join(app, name))));
	if (there.includes("file")) return;
	throw new Failure({
		code: "next-config-missing",
		kind: "package",
		message: `${app}, where the application of ${build.resource} should be, has no next.config.js`,
		hint: "correct appDirectory, or make the file: `export default {};` in next.config.mjs will do",
		origin: build.span,
	});
}

async function runOpenNext(site: Site, made: OpenNextBuild): Promise<void> {
	const { app, build, ports, variables } = site;
	const { host } = ports;
	const there = await Promise.all(userConfigs.map((name) => host.kindOf(join(app, name))));
	const userConfig = userConfigs.find((_name, index) => there[index] === "file");
	const config = join(app, CONFIG);
	await host.write(config, configText(userConfig, made, build.command));
	try {
		const isOwn = (await host.kindOf(join(app, "node_modules", "@opennextjs", "aws"))) === "directory";
		const program = isOwn ? "npx open-next" : `npx --yes ${OPEN_NEXT}`;
		await site.run(`${program} build --config-path ${CONFIG}`, variables);
	} finally {
		await host.remove(config);
	}
}

/** The stack has one server: OpenNext could make several, for some of the paths each. */
async function requireOneServer({ ports, build }: Site, output: string): Promise<void> {
	const servers = await ports.host.list(join(output, "server-functions"));
	const names = new Set(servers.map(({ path }) => path.split("/", 1)[0] ?? ""));
	names.delete("default");
	const [other] = names;
	if (other === undefined) return;
	throw new Failure({
		code: "several-servers",
		kind: "package",
		message: `the OpenNext config of ${build.resource} makes a function "${other}", but the stack has one server only`,
		hint: "remove `functions` from open-next.config",
		origin: build.span,
	});
}

async function takeFunctions(site: Site, output: string): Promise<void> {
	const { ports, into, signal, plan, edgeVariables } = site;
	const { host } = ports;
	for (const [folder, from] of Object.entries(functions)) {
		if ((await host.kindOf(join(output, from))) !== "directory") continue;
		await copyFolder(host, join(output, from), join(into, folder), { signal });
	}
	const isAtEdge = plan.made.by === "open-next" && plan.made.isAtEdge;
	await host.write(join(into, SERVER_FUNCTION, WRAPPER), nextWrapper(isAtEdge ? edgeVariables : undefined));
	const provider = join(output, PROVIDER);
	const hasProvider = (await host.kindOf(join(provider, "index.mjs"))) === "file";
	if (hasProvider) await copyFolder(host, provider, join(into, PROVIDER), { signal });
	await host.write(join(into, PROVIDER, WRAPPER), insertionWrapper(hasProvider));
}

/** Builds a website of Next.js by OpenNext, and takes what its functions and its bucket hold. Gives the paths of its files. */
export async function buildNextSite(site: Site, made: OpenNextBuild): Promise<readonly string[]> {
	const { app, into, ports, signal } = site;
	const { host } = ports;
	await requireApplication(site);
	await runOpenNext(site, made);
	const output = join(app, ".open-next");
	const server = `.open-next/server-functions/default/index.mjs`;
	if ((await host.kindOf(join(app, server))) !== "file") throw missingOutput(site, server);
	await requireOneServer(site, output);
	await host.remove(into);
	await takeFunctions(site, output);
	const content = join(into, BUCKET_CONTENT);
	const paths = await copyFolder(host, join(output, "assets"), join(content, made.assets), { signal });
	if ((await host.kindOf(join(output, "cache"))) === "directory")
		await copyFolder(host, join(output, "cache"), join(content, made.cache), { signal });
	return pathsOfFiles(paths, { pagesElsewhere: false });
}
