import type { Part } from "../../kind.ts";
import type { BuildPlan, WebsitePlan } from "../build-plan.ts";
import { partName } from "./names.ts";
import { type AnyWebsite, DEFAULT_MEMORY, DEFAULT_RETENTION, DEFAULT_TIMEOUT } from "./properties.ts";

/** The newest runtime that the frameworks' builds for Lambda are made for. */
export const SERVER_RUNTIME = "nodejs22.x";

/** Folder for what the build of a site leaves behind, relative to the config. */
export function buildFolder({ reference }: AnyWebsite): string {
	return `.spool/web/${reference}`;
}

/** The build of a site; `plan` is what its framework says of it. */
export function siteBuild(site: AnyWebsite, plan: Omit<WebsitePlan, "into">): BuildPlan {
	const { appDirectory = ".", buildCommand, environment = [] } = site.values;
	return {
		...(buildCommand !== undefined && { command: String(buildCommand) }),
		folder: String(appDirectory),
		environment: environment.map(({ name, value }) => ({ name: String(name), value })),
		span: site.spanOf(buildCommand === undefined ? [] : ["buildCommand"]),
		website: { ...plan, into: buildFolder(site) },
	};
}

/** Code that the build of a site has made: the folder `folder` below `buildFolder`. */
export function builtCode(site: AnyWebsite, folder: string, handler: string) {
	return {
		packaging: {
			type: "custom-artifact",
			properties: { packagePath: `${buildFolder(site)}/${folder}`, handler },
		},
		runtime: SERVER_RUNTIME,
	};
}

/** Settings of the function that renders the pages of a site. */
export function serverSettings({ values }: AnyWebsite) {
	const { memory, timeout, logging, joinDefaultVpc } = values.serverLambda ?? {};
	return {
		memory: memory ?? DEFAULT_MEMORY,
		timeout: timeout ?? DEFAULT_TIMEOUT,
		logging: { ...logging, retentionDays: logging?.retentionDays ?? DEFAULT_RETENTION },
		...(joinDefaultVpc !== undefined && { joinDefaultVpc }),
	};
}

/** Where settings of the server are written in the properties of a site. */
export function placeOfServer(path: readonly (string | number)[]): readonly (string | number)[] {
	const [first] = path;
	const isServer = ["memory", "timeout", "logging", "joinDefaultVpc"].includes(String(first));
	return isServer ? ["serverLambda", ...path] : path;
}

/** Items of `fileOptions` for files whose names hold a hash of their content, and for all others. */
export function cachedForever(pattern: string) {
	return {
		includePattern: pattern,
		headers: [{ key: "Cache-Control", value: "public,max-age=31536000,immutable" }],
	};
}

/** CDNs keep these until the next deploy, browsers ask every time. */
export function cachedUntilDeploy(pattern: string, excludePattern?: string) {
	return {
		includePattern: pattern,
		...(excludePattern !== undefined && { excludePattern }),
		headers: [{ key: "Cache-Control", value: "public,max-age=0,s-maxage=31536000,must-revalidate" }],
	};
}

/** The bucket of a site, with the files of its build. What the config says of a file counts more than `usual`. */
export function bucketPart(site: AnyWebsite, usual: readonly object[]): Part {
	return {
		key: "bucket",
		type: "bucket",
		name: partName(site.name, "bucket"),
		properties: {
			directoryUpload: {
				directoryPath: `${buildFolder(site)}/bucket-content`,
				fileOptions: [...usual, ...(site.values.fileOptions ?? [])],
			},
		},
		placeOf: (path) => (path[1] === "fileOptions" ? ["fileOptions"] : []),
	};
}
