import type { Site } from "../../../../engine/deploy/websites/site.ts";
import { createBundler } from "../../../../engine/package/bundler.ts";
import { openStage, type Stage } from "../../../support/deploy.ts";
import { latest } from "../../../support/memory-cloud-resources.ts";

/** What a program gives that has nothing to say. */
export const ok = { exitCode: 0, stdout: "", stderr: "" };

/** A stage with one website, whose application is in `web`. */
export function opened(type: string, more = ""): Stage {
	const stage = openStage({
		config: `resources:
  site:
    type: ${type}
    properties:
      appDirectory: web
${more.replaceAll(/^(?=.)/gm, "      ")}`,
	});
	stage.host.save("/app/web/package.json", "{}");
	return stage;
}

/** Paths in a folder that the build of the website has filled. */
export const taken = ({ host }: Stage, folder: string) =>
	[...host.files.keys()].flatMap((path) =>
		path.startsWith(`/app/.spool/web/site/${folder}/`)
			? [path.slice(`/app/.spool/web/site/${folder}/`.length)]
			: [],
	);

/** Headers of what is in the bucket of the website, by key. */
export function bucketOf({ cloud }: Stage) {
	const bucket = [...cloud.world.buckets.values()].find(({ name }) => name.includes("-sitebucket-"));
	return new Map(
		[...(bucket?.objects ?? [])].flatMap(([key, versions]) => {
			const version = latest(versions);
			return version ? [[key, version.headers] as const] : [];
		}),
	);
}

/** Path patterns of the CDN that is deployed. */
export function patternsOf({ cloud }: Stage): readonly unknown[] {
	const [stack] = cloud.world.stacks.values();
	const text = JSON.stringify(stack);
	return [...text.matchAll(/\\*"PathPattern\\*":\\*"([^"\\]*)\\*"/g)].map(([, pattern]) => pattern);
}

/** What the build of the website is told, but for what it is. */
export function siteOf({ ports }: Pick<Stage, "ports">, root = "/app"): Omit<Site, "plan" | "run"> {
	return {
		ports,
		build: { resource: "site", folder: "web", span: { start: 3, end: 8 } },
		app: `${root}/web`,
		into: `${root}/.spool/web/site`,
		directory: undefined,
		bundler: createBundler(),
		signal: undefined,
		variables: {},
		edgeVariables: {},
	};
}
