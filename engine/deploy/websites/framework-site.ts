import { join, posix } from "node:path";
import { serverPackages } from "../../package/server-packages.ts";
import type { FrameworkBuild } from "../../resources/shared/build-plan.ts";
import { keepingOf } from "../directories/plan.ts";
import { copyFolder } from "./copy-folder.ts";
import { pathsOfFiles } from "./paths-of-files.ts";
import { BUCKET_CONTENT, missingOutput, SERVER_FUNCTION, type Site } from "./site.ts";
import { PAGE_LIST, PAGES, REMIX, serverWrapper, WRAPPER } from "./wrappers.ts";

const isPage = (path: string) => path.endsWith(".html");

/** Copies what is served as it is. Pages go to the server too, beside those that it renders. Gives the paths. */
async function takeFiles(site: Site, { staticOutput }: FrameworkBuild): Promise<readonly string[]> {
	const { app, into, directory, signal } = site;
	const { host } = site.ports;
	const from = join(app, staticOutput);
	const to = join(into, BUCKET_CONTENT);
	const isThere = (await host.kindOf(from)) === "directory";
	const paths = isThere ? await copyFolder(host, from, to, { signal }) : [];
	// A bucket is never made empty, and a site that renders everything has nothing to put there.
	if (paths.length === 0) await host.write(join(to, ".spool"), "This website has no files of its own.\n");
	const pages = paths.filter(isPage);
	if (pages.length === 0) return paths;
	const server = join(into, SERVER_FUNCTION);
	await copyFolder(host, from, join(server, PAGES), { takes: isPage, signal });
	const headers = pages.map((path) => {
		const { contentType, headers: kept } = keepingOf(path, directory?.rules ?? []);
		return [path, { "content-type": contentType, ...kept }] as const;
	});
	await host.write(join(server, PAGE_LIST), `${JSON.stringify(Object.fromEntries(headers))}\n`);
	return paths;
}

/** What the build of a framework for Node.js imports and does not bring along. */
async function takePackages(site: Site, made: FrameworkBuild): Promise<void> {
	const { app, into, bundler, build, signal } = site;
	const { host } = site.ports;
	const packages = await serverPackages({
		host,
		bundler,
		name: build.resource,
		folder: join(app, made.serverOutput),
		entries: [`./${made.handlerFile}`, ...(made.wrapper === "web-fetch" ? [REMIX] : [])],
		signal,
	});
	const takes = (path: string) => !path.startsWith("node_modules/") && !path.includes("/node_modules/");
	const server = join(into, SERVER_FUNCTION);
	for (const { from, to } of packages) await copyFolder(host, from, join(server, to), { takes, signal });
	await host.write(join(server, "package.json"), '{ "type": "module" }\n');
}

/** Builds a website of a framework, and takes what its function and its bucket hold. Gives the paths of its files. */
export async function buildFrameworkSite(site: Site, made: FrameworkBuild): Promise<readonly string[]> {
	const { app, into, signal } = site;
	const { host } = site.ports;
	const { serverOutput, staticOutput, handlerFile, wrapper } = made;
	await site.run(site.build.command ?? `npx --yes ${made.buildCommand}`, {
		...made.buildEnvironment,
		...site.variables,
	});
	const handler = posix.join(serverOutput, handlerFile);
	if ((await host.kindOf(join(app, handler))) !== "file") throw missingOutput(site, handler);
	await host.remove(into);
	const inside = posix.relative(serverOutput, staticOutput);
	const takes = (path: string) => inside.startsWith("..") || !path.startsWith(`${inside}/`);
	const server = join(into, SERVER_FUNCTION);
	// A build for Lambda is all that Lambda needs. Others look around from the folder that they were built into, as
	// Astro does, which seeks it upwards without an end.
	const inServer = wrapper === "passthrough" ? "." : serverOutput;
	await copyFolder(host, join(app, serverOutput), join(server, inServer), { takes, signal });
	const paths = await takeFiles(site, made);
	if (wrapper !== "passthrough") await takePackages(site, made);
	const file = posix.join(inServer, handlerFile);
	const text = serverWrapper(wrapper, file, { hasPages: paths.some(isPage) });
	await host.write(join(server, WRAPPER), text);
	return pathsOfFiles(paths, { pagesElsewhere: true });
}
